from __future__ import annotations

import numpy as np
import pytest

from bot.answers.packing import numbered, packed, unpacked


@pytest.mark.parametrize("names", [[], [""], ["도커", "", "docker rm"]])
def test_names_come_back_as_they_were_packed(names: list[str]) -> None:
    assert unpacked(packed(names)) == names


def test_names_are_numbered_in_their_order() -> None:
    assert numbered(packed(["컨테이너", "이미지"])) == {"컨테이너": 0, "이미지": 1}


def test_spoilt_letters_are_no_names() -> None:
    with pytest.raises(ValueError, match="decode"):
        unpacked(np.frombuffer(b"\xff\n", dtype=np.uint8))
