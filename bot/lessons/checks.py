"""What a mission's checks may say: each kind with the fields it needs and the ones it may have."""

from __future__ import annotations

from typing import Final

FIELDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    kind: (frozenset(needed.split()), frozenset(optional.split()))
    for kind, needed, optional in (
        ("container-running", "container", "image"),
        ("container-exited", "container", "code"),
        ("container-created", "container", "image"),
        ("container-absent", "container", ""),
        ("image-present", "image", ""),
        ("image-absent", "image", ""),
        ("image-size-below", "image mib", ""),
        ("port-published", "container host container_port", ""),
        ("port-answers", "port", "text path"),
        ("file-has", "path text", ""),
        ("file-in-container", "container path", "text"),
        ("network-exists", "network", ""),
        ("network-absent", "network", ""),
        ("network-has", "network containers", ""),
        ("volume-exists", "volume", ""),
        ("volume-absent", "volume", ""),
        ("volume-holds", "volume path", "text"),
        ("volume-mounted", "container volume path", ""),
        ("env-is", "container name value", ""),
        ("logs-contain", "container text", ""),
        ("inspect-equals", "target path value", ""),
        ("inspect-has", "target path", "text"),
        ("containers-count", "count", "all"),
        ("compose-running", "project service", ""),
    )
}

UNSPOKEN: Final = frozenset({"inspect-equals", "inspect-has"})
"""Kinds that have no words for people of their own: what a path means is for the author to say."""
