"""What a transcript claims, and what of it varies from run to run."""

from __future__ import annotations

import pytest

from bot.lessons.transcript import claimed_output, is_seen, missing

TRANSCRIPT = """\
$ docker pull nginx
Using default tag: latest
3da95a905ed5: Pull complete
...
Digest: sha256:90ba1b3fe8b8a0a9f1b7…
$ docker run -d \\
    nginx
5d6ff9e5a2c3
"""


def test_a_transcript_claims_its_output_line_by_line() -> None:
    first, second = claimed_output(TRANSCRIPT)
    assert first == (
        "Using default tag: latest",
        "3da95a905ed5: Pull complete",
        "Digest: sha256:90ba1b3fe8b8a0a9f1b7…",
    )
    assert second == ("5d6ff9e5a2c3",)


@pytest.mark.parametrize(
    ("claimed", "printed", "is_there"),
    [
        ("3da95a905ed5: Pull complete", "99f00ab12cd3: Pull complete", True),
        ("Digest: sha256:90ba1b3fe8b8a0a9f1b7…", f"Digest: sha256:{'ab' * 32}", True),
        ("web   Up 3 seconds   0.0.0.0:8080->80/tcp", "web     Up About a minute     0.0.0.0:8080->80/tcp", True),
        ("nginx  latest  a1b2c3d4e5f6  2 weeks ago  187MB", "nginx  latest  b1b2c3d4e5f7  3 days ago  16.2MB", True),
        ("web   Up 3 seconds", "web   Exited (0) 3 seconds ago", False),
        ("web   Exited (137) 3 seconds ago", "web   Exited (0) 3 seconds ago", False),
        ("uid=0(root) gid=0(root)", "uid=1000 gid=0(root)", False),
        ("web   0.0.0.0:8080->80/tcp", "web   0.0.0.0:9090->80/tcp", False),
        ("1:M 23 Nov 2026 21:33:39.508 # Ready", "1:M 3 Jan 2027 01:00:00.001 # Ready", True),
        ("Status: Downloaded newer image for nginx:latest", "Status: Image is up to date for nginx:latest", False),
        ("Error response from daemon: …", "Error response from daemon: Conflict. The name is in use.", True),
    ],
)
def test_what_varies_from_run_to_run_is_not_compared(claimed: str, printed: str, *, is_there: bool) -> None:
    assert (missing([claimed], printed) == []) is is_there


@pytest.mark.parametrize(
    ("text", "printed", "is_there"),
    [
        ("No such image: web", "docker: Error response from daemon: No such image: web.", True),
        ("No such image: web", "No such image:\nweb", False),
        ("Bind for 0.0.0.0:8080 failed", "endpoint a1: Bind for 0.0.0.0:9090 failed: port is allocated", True),
        (
            'of ref ebba6e14-23db-43f5-b050-48058686b94a::joug5kt2ehd4qm2fknqlc2jov: "/a"',
            'of ref 34ac18f7-015a-44b6-8445-a431cf81e142::muvjtf0nd7wvhtcuczsjzx9b8: "/a": not found',
            True,
        ),
    ],
)
def test_a_message_may_be_a_piece_of_a_line_with_other_figures(text: str, printed: str, *, is_there: bool) -> None:
    assert is_seen(text, printed) is is_there
