"""What was read and learned is kept by the words of the course: a start reads nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.korean import Morpheme, Morphemes
from bot.answers.likely import Likely, Wishes
from bot.answers.question import Texts
from bot.answers.recall import Recalled, recalled, remember
from bot.answers.service import Engine
from bot.lessons.model import Course, Wish, YesNo
from tests.answers.small import FIRST, SECOND, small

ASKED = [({"지우"}, ["docker rm"]), ({"지우"}, ["docker rm"]), ({"켜"}, ["docker start"])]
LEARNED = Wishes(Likely.of(ASKED), Likely.of((), {"지우": 0, "켜": 1}), Likely.of((), {"지우": 0, "켜": 1}))
WISHES = (Wish(("docker rmi",), ("이미지 지우는 법", "받아 둔 이미지 치우려면")),)
COURSE = replace(small(), wishes=WISHES)


class Counting(Morphemes):
    """The analyser, counting what it is given to read."""

    def __init__(self) -> None:
        super().__init__()
        self.read_texts: list[str] = []

    def read(self, text: str) -> list[Morpheme]:
        self.read_texts.append(text)
        return super().read(text)


def with_lesson(course: Course, intro: str) -> Course:
    """Return the course with another text in its second lesson, as after an edit."""
    section = SECOND.sections[0]
    passages = (replace(section.passages[0], text=intro), *section.passages[1:])
    lesson = replace(SECOND, sections=(replace(section, passages=passages), *SECOND.sections[1:]))
    return replace(course, version="edited", lessons=(FIRST, lesson))


def test_what_was_learned_comes_back_from_its_file(tmp_path: Path) -> None:
    texts = Texts({"글": ["w:글"]}, {"글인가요": "글"})
    remember(tmp_path, COURSE, texts, LEARNED)
    known = recalled([tmp_path], COURSE)
    assert known.read == texts
    assert known.wishes is not None
    assert known.wishes.which.shares({"지우"}) == LEARNED.which.shares({"지우"})
    assert known.wishes.many.shares({"지우"}) == {}


@pytest.mark.parametrize("spoilt", [b"", b"PK\x03\x04broken"])
def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path, spoilt: bytes) -> None:
    remember(tmp_path, COURSE, Texts(), LEARNED)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(spoilt)
    assert recalled([tmp_path], COURSE) == Recalled(Texts(), None, None)


@pytest.mark.parametrize("kind", ["answers", "corpus"])
def test_where_either_file_is_spoilt_both_are_whole_again_after_a_start(tmp_path: Path, kind: str) -> None:
    Engine.build(COURSE, Counting(), [tmp_path])
    (kept,) = tmp_path.glob(f"{kind}-*")
    kept.write_bytes(b"PK\x03\x04broken")
    Engine.build(COURSE, Counting(), [tmp_path])
    known = recalled([tmp_path], COURSE)
    assert known.read.features
    assert known.wishes is not None
    assert known.corpus is not None


def test_what_one_folder_lacks_the_next_may_have(tmp_path: Path) -> None:
    remember(tmp_path / "installed", COURSE, Texts({"글": []}), LEARNED)
    assert recalled([tmp_path / "own", tmp_path / "installed"], COURSE).read == Texts({"글": []})


def test_only_a_few_sets_of_words_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        remember(tmp_path, replace(COURSE, wishes=(Wish((), (str(number),)),)), Texts(), LEARNED)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_second_start_reads_and_learns_nothing(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    Engine.build(COURSE, first, [tmp_path])
    Engine.build(COURSE, second, [tmp_path])
    assert first.read_texts
    assert second.read_texts == []


def test_a_second_start_answers_as_the_first(tmp_path: Path) -> None:
    first, second = (Engine.build(COURSE, Counting(), [tmp_path]).index for _ in range(2))
    assert second.corpus is not first.corpus
    assert second.parts == first.parts
    for question in ("이미지 지우는 법", "포트가 뭐야"):
        one, other = (index.match(index.reader.read(question)) for index in (first, second))
        assert [match.part for match in one.parts] == [match.part for match in other.parts]
        assert one.evidence == pytest.approx(other.evidence)
        assert one.cards == pytest.approx(other.cards)


def test_what_the_course_settles_is_read_before_anyone_asks(tmp_path: Path) -> None:
    section = SECOND.sections[0]
    settled = YesNo(("태그를 꼭 써야 하나요",), is_yes=False, passage=section.passages[0].address)
    asking = replace(section, index=replace(section.index, yes_no=(settled,)))
    lesson = replace(SECOND, sections=(asking, *SECOND.sections[1:]))
    course = replace(COURSE, lessons=(FIRST, lesson))
    Engine.build(course, Counting(), [tmp_path])
    counting = Counting()
    answer = Engine.build(course, counting, [tmp_path]).ask("태그는 꼭 써야 하나요?")
    assert answer.is_yes is False
    assert set(counting.read_texts) == {"태그는 꼭 써야 하나요?"}


def test_after_an_edit_of_a_lesson_only_what_is_new_is_read(tmp_path: Path) -> None:
    Engine.build(COURSE, Counting(), [tmp_path])
    edited = with_lesson(COURSE, "새로 쓴 문단이에요.")
    counting = Counting()
    Engine.build(edited, counting, [tmp_path])
    assert set(counting.read_texts) == {"새로 쓴 문단이에요."}
    again = Counting()
    Engine.build(edited, again, [tmp_path])
    assert again.read_texts == []


def test_what_was_made_ready_at_installation_is_not_written_to(tmp_path: Path) -> None:
    own, installed = tmp_path / "own", tmp_path / "installed"
    Engine.build(COURSE, Counting(), [installed])
    before = [(path.name, path.stat().st_mtime_ns) for path in installed.iterdir()]
    Engine.build(with_lesson(COURSE, "새로 쓴 문단이에요."), Counting(), [own, installed])
    assert [(path.name, path.stat().st_mtime_ns) for path in installed.iterdir()] == before
    assert sorted(path.name.partition("-")[0] for path in own.iterdir()) == ["answers", "corpus"]


def test_other_words_are_learned_anew(tmp_path: Path) -> None:
    Engine.build(COURSE, Counting(), [tmp_path])
    other = replace(COURSE, wishes=(Wish(("docker rmi",), ("이미지 지우는 법", "쓰던 이미지 치우려면")),))
    counting = Counting()
    Engine.build(other, counting, [tmp_path])
    assert "쓰던 이미지 치우려면" in counting.read_texts
