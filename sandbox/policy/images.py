"""The grammar of images: pull, build, list, tag, save. Flags as in docker 26 to 28 with buildx."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy import paths as p
from sandbox.policy.changes import CHANGE
from sandbox.policy.containers import asks
from sandbox.policy.formats import FORMAT
from sandbox.policy.grammar import Draft, Slot, Spec, many, one_of, switch, takes
from sandbox.policy.trouble import Refused

_NO = one_of("false", "false", "true")


def _build(draft: Draft) -> None:
    if draft.is_help or not draft.arguments:
        return
    context = draft.arguments[0].text
    named = draft.values("--file")
    if context != "-":
        p.BUILD_FOLDER.read(context, draft.settings)
    if context == "-" or named == ["-"]:
        raise Refused("build-from-input", "-")


def _pull(draft: Draft) -> None:
    draft.ask_registry()


def _load(draft: Draft) -> None:
    if not draft.has("--input") and not draft.is_help:
        raise Refused("load-needs-file", "docker load", suggestion="docker load -i image.tar")


BUILD = Spec(
    "docker build",
    (
        many("--tag", k.LOCAL_IMAGE, "-t"), takes("--file", p.PATH_OR_DASH, "-f"), many("--build-arg", k.BUILD_ARG),
        takes("--target", k.NAME), switch("--no-cache"), many("--no-cache-filter", k.NAME), switch("--pull"),
        switch("--quiet", "-q"), switch("--load"), switch("--rm", is_on=True), switch("--force-rm"),
        takes("--progress", one_of("progress", "auto", "plain", "tty", "quiet", "rawjson")), many("--label", k.LABEL),
        many("--platform", k.PLATFORM), takes("--network", one_of("network", "default", "none", key="network-host")),
        many("--add-host", k.ADD_HOST), many("--secret", p.SECRET), many("--output", p.BUILD_OUTPUT, "-o"),
        takes("--iidfile", p.PATH), takes("--metadata-file", p.PATH), takes("--shm-size", k.MEMORY),
        many("--ulimit", k.ULIMIT), takes("--provenance", _NO), takes("--sbom", _NO),
        many("--build-context", p.BUILD_CONTEXT), takes("--memory", k.MEMORY, "-m"),
    ),
    (Slot("build context", p.BUILD_FOLDER),),
    ("image build", "builder build", "buildx build", "buildx b"),
    {
        "--push": "push", "--allow": "build-privilege", "--ssh": "build-ssh", "--builder": "buildx",
        "--cgroup-parent": "cgroup-parent", "--cache-from": "build-cache", "--cache-to": "build-cache",
        "--attest": "build-extra", "--annotation": "annotation", "--security-opt": "security-opt",
        "--squash": "build-extra",
        "--isolation": "isolation", "--disable-content-trust": "trust",
    },
    changes_state=True,
    finish=_build,
)  # fmt: skip

SPECS: tuple[Spec, ...] = (
    BUILD,
    Spec("docker pull", (switch("--all-tags", "-a"), switch("--quiet", "-q"), takes("--platform", k.PLATFORM)),
         (Slot("image", k.IMAGE),), ("image pull",), {"--disable-content-trust": "trust"}, changes_state=True,
         finish=_pull),
    Spec("docker images", (
        switch("--all", "-a"), switch("--digests"), switch("--no-trunc"), switch("--quiet", "-q"), switch("--tree"),
        many("--filter", k.FILTER, "-f"), takes("--format", FORMAT),
    ), (Slot("image", k.IMAGE_FILTER, 0, 1),), ("image ls", "image list")),
    Spec("docker history", (
        switch("--human", "-H", is_on=True), switch("--no-trunc"), switch("--quiet", "-q"), takes("--format", FORMAT),
        takes("--platform", k.PLATFORM),
    ), (Slot("image", k.LOCAL_IMAGE),), ("image history",)),
    Spec("docker tag", (), (Slot("image", k.LOCAL_IMAGE), Slot("new name", k.LOCAL_IMAGE)), ("image tag",),
         changes_state=True),
    Spec("docker rmi", (switch("--force", "-f"), switch("--no-prune"), takes("--platform", k.PLATFORM)),
         (Slot("image", k.LOCAL_IMAGE, 1, None),), ("image rm", "image remove"), changes_state=True),
    Spec("docker save", (takes("--output", p.PATH, "-o"), takes("--platform", k.PLATFORM)),
         (Slot("image", k.LOCAL_IMAGE, 1, None),), ("image save",), prints_binary=True),
    Spec("docker load", (takes("--input", p.PATH, "-i"), switch("--quiet", "-q"), takes("--platform", k.PLATFORM)),
         (), ("image load",), changes_state=True, finish=_load),
    Spec("docker import", (many("--change", CHANGE, "-c"), takes("--message", k.TEXT, "-m"), takes("--platform",
    k.PLATFORM)),
         (Slot("file", p.BUILD_FOLDER), Slot("image", k.LOCAL_IMAGE, 0, 1)), ("image import",), changes_state=True),
    Spec("docker image inspect", (takes("--format", FORMAT, "-f"), takes("--platform", k.PLATFORM)),
         (Slot("image", k.LOCAL_IMAGE, 1, None),)),
    Spec("docker image prune", (switch("--all", "-a"), switch("--force", "-f"), many("--filter", k.FILTER)),
         changes_state=True, finish=asks),
    Spec("docker builder prune", (
        switch("--all", "-a"), switch("--force", "-f"), many("--filter", k.FILTER), takes("--keep-storage", k.MEMORY),
        switch("--verbose"),
    ), (), ("buildx prune",), {"--builder": "buildx"}, changes_state=True, finish=asks),
    Spec("docker buildx ls", (takes("--format", FORMAT),)),
    Spec("docker buildx version", ()),
    Spec("docker buildx inspect", (), closed={"--bootstrap": "buildx", "--builder": "buildx"}),
    Spec("docker buildx du", (many("--filter", k.FILTER), switch("--verbose")), closed={"--builder": "buildx"}),
)  # fmt: skip
