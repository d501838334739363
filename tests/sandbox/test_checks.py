"""What `gorae doctor` finds out by trying: a tmpfs, a registry that answers, an engine's age."""

from __future__ import annotations

import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox import checks
from sandbox.supervisor.layout import Layout


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"HTTP/1.1 200 OK\r\n\r\n", checks.State.FINE), (b"HTTP/1.1 500 No\r\n\r\n", checks.State.TROUBLE)],
)
def test_a_registry_is_asked_while_the_engine_runs(tmp_path: Path, answer: bytes, state: checks.State) -> None:
    layout = Layout.of(tmp_path / "data")
    store = tmp_path / "store"
    layout.prepare()
    for place in (layout.control, layout.engine / "registry" / "registry.sock"):
        with socket.socket(socket.AF_UNIX) as left:  # its name stays, as that of an engine that has ended
            left.bind(str(place))
    assert checks._registry(layout, store).state is checks.State.REMARK
    with _served(layout.control, b""), _served(layout.engine / "registry" / "registry.sock", answer) as asked:
        assert checks._registry(layout, store) == checks.Finding("check-registry", state, {"is_running": 1})
    assert asked[0].startswith(b"GET /v2/ HTTP/1.0\r\n")


@contextmanager
def _served(place: Path, answer: bytes) -> Iterator[list[bytes]]:
    place.unlink()
    asked: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.request.recv(256))
            if asked[-1]:
                self.request.sendall(answer)

    with socketserver.UnixStreamServer(str(place), Handler) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        yield asked
        server.shutdown()
        serving.join()


def test_a_tmpfs_is_mounted_to_see_whether_it_can_be() -> None:
    assert checks._tmpfs().state is checks.State.FINE
    inside = "from sandbox import checks; import os; os.seteuid(65534); print(checks._tmpfs().state)"
    assert _said_by(inside) == "remark"
    without = "setpriv --bounding-set -sys_admin --inh-caps -all"
    inside = "from sandbox import checks; print(checks._tmpfs().state)"
    assert _said_by(inside, *without.split()) == "trouble"


def _said_by(program: str, *before: str) -> str:
    told = f"import sys; sys.path[:] = {sys.path!r}; {program}"
    ran = subprocess.run([*before, sys.executable, "-c", told], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    return ran.stdout.strip()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("26.1.5", "fine"),
        ("28.0.1", "fine"),
        ("24.0.7", "remark"),
        ("20.10.24", "remark"),
        ("19.03.1", "trouble"),
        ("", "trouble"),
    ],
)
def test_an_engine_that_is_older_than_what_shared_layers_were_seen_with_is_remarked(
    said: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "dockerd"
    program.write_text(f"#!/bin/sh\necho 'Docker version {said}, build 1'\n")
    program.chmod(0o755)
    monkeypatch.setattr(checks, "PATH", str(tmp_path))
    assert checks._engine().state.value == state
