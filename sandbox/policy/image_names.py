"""Names of images: their parts, and how one image is called whichever way it is written."""

from __future__ import annotations

import re

from sandbox.policy.trouble import Refused

# github.com/distribution/reference: path components, tag, digest.
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_IMAGE = re.compile(
    rf"(?:(?P<host>localhost(?::\d{{1,5}})?|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{{1,5}})?|[A-Za-z0-9-]+:\d{{1,5}})/)?"
    rf"(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)(?::(?P<tag>[\w][\w.-]{{0,127}}))?(?:@(?P<digest>sha256:[0-9a-f]{{64}}))?",
    re.ASCII,
)
_MOST_IMAGE = 255


def short_name(image: str) -> str:
    """Return an image's name as it is usually written: without docker.io, library, tag and digest."""
    found = _IMAGE.fullmatch(image)
    if not found:
        return image
    host, path = found["host"] or "", found["path"]
    if host in ("docker.io", "index.docker.io", "registry-1.docker.io"):
        host = ""
    return f"{host}/{path}" if host else path.removeprefix("library/")


def reference(image: str) -> str:
    """Return an image's short name with its tag, or with `@` and its digest: what one image is called by."""
    found = _IMAGE.fullmatch(image)
    if not found:
        return image
    return (
        f"{short_name(image)}@{found['digest']}"
        if found["digest"]
        else f"{short_name(image)}:{found['tag'] or 'latest'}"
    )


def shape(text: str) -> re.Match[str]:
    """Return an image's name in its parts: `host`, `path`, `tag`, `digest`. Raises `Refused`."""
    found = _IMAGE.fullmatch(text) if len(text) <= _MOST_IMAGE else None
    if found is None:
        lower = text.lower()
        raise Refused("bad-image", text, instead=lower if lower != text and _IMAGE.fullmatch(lower) else None)
    return found
