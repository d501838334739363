"""The supervisor's parts that need no engine: sources, keys, names, words on the wire, findings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import checks
from sandbox.docker_engine import Instance
from sandbox.errors import SandboxError
from sandbox.limits import Limits
from sandbox.sockets import MOST_BYTES, ShortPath
from sandbox.supervisor import base, packages, stock
from sandbox.supervisor.control import Failed, Progress, Ready, decode, encode
from sandbox.supervisor.layout import Layout
from sandbox.supervisor.stock import Stock, content_key, course_images

DEB822 = """Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
"""


def apt(folder: Path, *, lists: str = "", sources: str = "") -> Path:
    (folder / "sources.list.d").mkdir(parents=True)
    (folder / "sources.list").write_text(lists)
    (folder / "sources.list.d" / "debian.sources").write_text(sources)
    return folder


def test_the_base_comes_from_the_mirror_the_machine_uses(tmp_path: Path) -> None:
    wanted = (
        "deb http://mirror.example/debian trixie main",
        "deb http://mirror.example/debian trixie-updates main",
        "deb http://mirror.example/debian-security trixie-security main",
    )
    assert base.source_lines(apt(tmp_path / "a", sources=DEB822)) == wanted
    lines = "# old\ndeb [signed-by=/k] http://mirror.example/debian bookworm main\n"
    lines += "deb http://mirror.example/debian-security bookworm-security main\ndeb https://other.example/x stable y\n"
    assert base.source_lines(apt(tmp_path / "b", lists=lines)) == wanted


def test_without_debian_sources_the_base_comes_from_debian(tmp_path: Path) -> None:
    lines = base.source_lines(apt(tmp_path, lists="deb http://archive.example/ubuntu noble main\n"))
    assert lines[0] == f"deb {base.DEFAULT_MIRROR} trixie main"


def test_another_source_or_certificate_makes_another_base() -> None:
    keys = {base.base_key(("a",), ""), base.base_key(("b",), ""), base.base_key(("a",), "c")}
    assert len(keys) == 3


def test_a_key_changes_with_a_files_text_name_and_mode(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text("one")
    keys = [content_key(tmp_path)]
    file.write_text("two")
    keys.append(content_key(tmp_path))
    file.chmod(0o755)
    keys.append(content_key(tmp_path))
    file.rename(tmp_path / "g")
    keys += [content_key(tmp_path), content_key(tmp_path, "more")]
    assert len(set(keys)) == len(keys)
    assert content_key(tmp_path) == content_key(tmp_path)


def test_every_course_image_has_a_folder_with_a_dockerfile_and_tags() -> None:
    assert {image.name for image in course_images()} >= {"hello-world", "busybox", "nginx", "debian", "redis", "python"}
    for image in course_images():
        assert (image.folder / "Dockerfile").is_file()
        assert image.tags[0] == "latest"
        first = [line for line in (image.folder / "Dockerfile").read_text().splitlines() if line.startswith("FROM")]
        assert all(line.split()[1] in ("debian:trixie-slim", "scratch") for line in first)


def test_data_folders_have_names_of_their_own(tmp_path: Path) -> None:
    one, two = Layout.of(tmp_path / "one"), Layout.of(tmp_path / "two")
    assert one.name != two.name
    assert one.name == Layout.of(tmp_path / "x" / ".." / "one").name


def test_a_data_folder_is_closed_to_others_where_sockets_lie(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "data")
    layout.prepare()
    layout.prepare()
    assert layout.log.stat().st_mode & 0o077 == 0
    assert layout.engine.stat().st_mode & 0o066 == 0


def test_old_builds_are_forgotten_in_ones_own_cache_only(tmp_path: Path) -> None:
    def fill(cache: Path) -> list[Path]:
        made = [cache / "base-old.tar", cache / "sandbox-old.tar"]
        for path in made:
            path.write_text("")
        (cache / "seed-old").mkdir()
        return [*made, cache / "seed-old"]

    own, shared = Layout.of(tmp_path / "a"), Layout.of(tmp_path / "b", tmp_path / "shared")
    for layout, stays in ((own, False), (shared, True)):
        layout.prepare()
        old = fill(layout.cache)
        Stock(layout, lambda _stage, _fraction, _values: None).forget_old()
        assert [path.exists() for path in old] == [stays] * 3


@given(
    st.one_of(
        st.builds(Progress, st.text(), st.none() | st.floats(0, 1), st.dictionaries(st.text(), st.text())),
        st.builds(Failed, st.text(), st.dictionaries(st.text(), st.text() | st.integers())),
        st.builds(
            Ready,
            st.text(),
            st.builds(Instance, name=st.text(), image=st.text(), registry_folder=st.text(), seed_folder=st.text()),
        ),
    )
)
def test_what_is_said_between_supervisor_and_client_arrives_as_it_was(event: Progress | Ready | Failed) -> None:
    line = encode(event)
    assert line.count(b"\n") == 1
    assert decode(line) == event


@pytest.mark.parametrize("line", [b"{}", b"[]", b"null", b'{"event": "ready"}', b"not json", b'{"event": "x"}'])
def test_what_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  json's own kind is one too
        decode(line)


def test_a_socket_below_a_very_long_folder_can_be_used(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / ("name" * 25)
    folder.mkdir(parents=True)
    name = ShortPath(folder / "s.sock")
    assert len(os.fsencode(name.text)) <= MOST_BYTES
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(name.text)
        server.listen()
        client.connect(name.text)
    name.close()
    name.close()
    assert (folder / "s.sock").is_socket()


def test_without_root_an_engine_is_refused_with_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SandboxError) as caught:
        packages.require_root(("docker.io",))
    assert (caught.value.key, caught.value.values) == ("needs_root", {"packages": "docker.io"})


def test_services_stay_off_while_packages_are_installed_and_the_machines_own_rule_comes_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(packages, "POLICY", policy)
    kept = packages._refuse_services()
    assert policy.read_text().endswith("exit 101\n")
    packages._restore_services(kept)
    assert not policy.exists()
    policy.write_text("#!/bin/sh\nexit 0\n")
    policy.chmod(0o700)
    packages._restore_services(packages._refuse_services())
    assert (policy.read_text(), policy.stat().st_mode & 0o777) == ("#!/bin/sh\nexit 0\n", 0o700)


def test_a_machine_is_looked_over_without_changing_it(tmp_path: Path) -> None:
    layout = Layout.of(tmp_path / "data")
    found = {finding.key: finding for finding in checks.look(layout, Limits())}
    assert found["check-kernel"].state is checks.State.FINE
    assert found["check-image"].state is checks.State.REMARK
    assert not layout.data.exists()
    assert stock.BASE_TAG == "debian:trixie-slim"


def test_a_place_that_refuses_user_namespaces_is_found_out_whatever_its_limit_says(tmp_path: Path) -> None:
    told = f"import sys; sys.path[:] = {sys.path!r}; from sandbox import checks; print(checks._user_namespaces().state)"
    inside = 'mount --make-rprivate / && mount --rbind / "$0" && chroot "$0" "$1" -c "$2"'
    command = ["unshare", "--mount", "sh", "-c", inside, str(tmp_path), sys.executable, told]
    assert checks._user_namespaces().state is checks.State.FINE
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert ran.stdout == "trouble\n"
