"""What the product lets learners pull and run: never more than an operator opened, never more than there is."""

from __future__ import annotations

import pytest

from bot.practice.images import policy_of
from bot.settings import Settings
from sandbox.policy.parse import read
from sandbox.policy.plan import Refusal
from sandbox.supervisor.stock import course_images

COURSE = [image.name for image in course_images()]


def key(line: str, images: str | None = None, *, is_embedded: bool = False) -> str:
    given = {} if images is None else {"images": images}
    patterns = Settings(_env_file=None, **given).images  # type: ignore[call-arg, arg-type]
    found = read(line, policy_of(patterns, is_embedded=is_embedded))
    return found.key if isinstance(found, Refusal) else ""


@pytest.mark.parametrize("name", COURSE)
@pytest.mark.parametrize("images", [None, "", "postgres"])
@pytest.mark.parametrize("is_embedded", [True, False])
def test_the_courses_images_are_always_open(name: str, images: str | None, *, is_embedded: bool) -> None:
    assert key(f"docker run {name}", images, is_embedded=is_embedded) == ""


@pytest.mark.parametrize(
    ("line", "images", "expected"),
    [
        ("docker pull postgres:17", None, ""),
        ("docker pull bitnami/redis", None, ""),
        ("docker pull somebody/redis", None, "closed-image"),
        ("docker pull ghcr.io/somebody/redis", "*", "other-registry"),
        ("docker pull somebody/redis", "*", ""),
        ("docker pull postgres", "", "closed-image"),
        ("docker pull postgres", " mysql , post* ", ""),
    ],
)
def test_others_are_open_where_an_operator_opened_them(line: str, images: str | None, expected: str) -> None:
    assert key(line, images) == expected


def test_what_the_embedded_registry_does_not_hold_is_told_so_whatever_is_open() -> None:
    assert key("docker pull postgres", "*", is_embedded=True) == "absent-image"
    assert key("docker pull somebody/redis", None, is_embedded=True) == "closed-image"
