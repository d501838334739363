"""What `docker commit` and `docker import` write into an image, an instruction of a Dockerfile at a time."""

from __future__ import annotations

from sandbox.policy import kinds as k
from sandbox.policy.dockerfile import check_change
from sandbox.policy.grammar import Kind, Value
from sandbox.policy.settings import PolicySettings


def _change(text: str, settings: PolicySettings) -> Value:
    check_change(text, settings)
    return k.TEXT.read(text, settings)


CHANGE = Kind("change", _change, takes_output=True)
