"""Answers as replies, and as plain text for `gorae ask`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from bot.answers.answer import SOMEWHAT_NEAR, Answer, Column, Decision, Place, Shape
from bot.answers.greeting import greeting
from bot.answers.rephrase import PROSE
from bot.core.reply import Choice, Emphasis, Field, Form, Reply, Visibility
from bot.lessons.model import Flag, Passage
from bot.lessons.used_flags import foremost
from bot.render.columns import WIDTH, columns, side_by_side
from bot.render.commands import CARD_ACTION
from bot.render.runs import FEW_CARDS, example_line, runs
from bot.render.wording import say
from bot.storage.questions import Miss

MOST_LABEL = 80
NEAR = 3
TWO = 2  # sides of a comparison
FEW_FLAGS = 3  # of a card that nobody asked for flags
BRIEF = 300  # characters of passages beside which there is room for the form and the flags of a card
GLANCE = 120  # characters of the part that is only perhaps meant
DOCKERS = "docker.com/"  # in the address of Docker's own documentation
_BY_THEMSELVES = frozenset({Shape.TERM, Shape.VAGUE, Shape.END, Shape.GREETING})  # with words of their own
_LOOSE_ITEMS = re.compile(r"(?<=\n)\n+(?=(?:-|\d+\.) )")
_SENTENCE = re.compile(r"(?<=[.?!]) +")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def render_answer(answer: Answer) -> Reply:
    """Show an answer: its text, where it stands in the course, and what can be done next."""
    return Reply(
        text=answer_text(answer, beside=beside(answer)),
        note=citation(answer),
        choices=(*places_to_open(answer), *runs(answer), *_verdict(answer)),
    )


def plain_text(answer: Answer) -> str:
    """Return the answer with its citation as text without Markdown emphasis."""
    text, note = _STRONG.sub(r"\1", answer_text(answer)), citation(answer)
    return f"{text}\n\n{note}" if note else text


def wanted_form() -> Form:
    """Ask what the learner was looking for."""
    field = Field("wanted", say("answers", "wanted-label"), placeholder=say("answers", "wanted-example"))
    return Form(say("answers", "wanted-title"), (field,))


def render_judged(*, kept: bool, is_good: bool) -> Reply:
    """Thank for a verdict, or say that it could not be kept: to who gave it alone."""
    key = "judged-not-yours" if not kept else ("thanks-good" if is_good else "thanks-bad")
    return Reply(text=say("answers", key), visibility=Visibility.PERSONAL)


def misses_text(misses: Sequence[Miss]) -> str:
    """Return the questions that authors should look at, grouped by the part that was found for them.

    Below each stands the line for a shell that adds it to the phrasings of that part.
    """
    ordered = sorted(misses, key=lambda miss: (miss.part, -miss.times))
    groups = [
        (part, [(miss, _adding(miss)) for miss in rows]) for part, rows in groupby(ordered, key=lambda miss: miss.part)
    ]
    return say("answers", "misses", groups=groups)


def _adding(miss: Miss) -> str:
    part = miss.part or say("answers", "some-part")
    return shlex.join(("gorae", "content", "questions", "--add", miss.question, "--to", part))


def beside(answer: Answer) -> str:
    """Return a comparison as two columns, where both sides are plain words."""
    if len(answer.columns) != TWO or any(one.form not in PROSE for side in answer.columns for one in side.passages):
        return ""
    left, right = ((_short(side.title), _told(side)) for side in answer.columns)
    return side_by_side(left, right)


def _short(title: str) -> str:
    """Return the title of a column, a long command without its first word."""
    return title if columns(title) <= WIDTH else title.removeprefix("docker ")


def _told(side: Column) -> str:
    """Return the words of one side."""
    if side.says:
        return side.says
    return "\n".join(_without_lead(side.title, one.text) for one in side.passages)


def _without_lead(title: str, text: str) -> str:
    leads = (f"**{title}**", f"`{title}`")
    return next((text.removeprefix(lead).lstrip(": ") for lead in leads if text.startswith(f"{lead}:")), text)


def _under_its_title(side: Column) -> Column:
    """Return a column whose passages do not begin with its title once more."""
    bare = [(one, _without_lead(side.title, one.text)) for one in side.passages]
    passages = (one if text == one.text else replace(one, text=text, form="paragraph") for one, text in bare)
    return replace(side, passages=tuple(passages))


def answer_text(answer: Answer, *, beside: str = "", is_short: bool = False) -> str:
    """Return the words of an answer, those of a card alone where they are to be few."""
    if answer.trouble is not None and answer.decision is not Decision.ABSTAIN:
        trouble = answer.trouble
        values: Mapping[str, object] = {"title": trouble.title, "cause": trouble.cause, "cure": trouble.cure}
        return say("answers", "error", **values, fix=trouble.fix, cards=answer.cards)
    title = answer.places[0].title if answer.places else ""
    if answer.shape in _BY_THEMSELVES:
        values = {"term": answer.term, "passages": answer.passages, "title": title}
        return say("answers", answer.shape.value, kind=greeting(answer.question), **values)
    if answer.decision is Decision.ABSTAIN:
        near = _near(answer)
        lesson = answer.places[0].lesson_title if answer.lesson and answer.places else ""
        values = {
            "elsewhere": answer.elsewhere,
            "missing": answer.missing,
            "offers": answer.offers,
            "beyond": answer.beyond,
            "trouble": answer.trouble,
        }
        return say("answers", "abstain", near=near, asked=answer.question, lesson_title=lesson, **values)
    if answer.decision is Decision.MAYBE:
        return say(
            "answers", "maybe", missing=answer.missing, near=_near(answer), brief=_brief(answer), cards=answer.cards
        )
    shown = {line for piece in answer.cards[:FEW_CARDS] for line in example_line(piece)}
    passages = [passage for passage in answer.passages if not shown or passage.text.strip() not in shown]
    if answer.rephrased:
        passages = [passage for passage in passages if passage.form not in PROSE]
    text = say(
        "answers",
        "answer",
        missing=answer.missing,
        shape=answer.shape.value,
        title=title,
        passages=passages,
        columns=[_under_its_title(side) for side in answer.columns],
        beside=beside,
        cards=answer.cards,
        usage={} if is_short else _usage(answer, passages),
        term=answer.term,
        is_short=len(answer.cards) > FEW_CARDS,
        is_yes=answer.is_yes,
        rephrased=answer.rephrased,
        lead=answer.lead,
    )
    return _LOOSE_ITEMS.sub("", text)


def _usage(answer: Answer, passages: Sequence[Passage]) -> Mapping[str, tuple[str, tuple[Flag, ...]]]:
    """Return the form of each card and its foremost flags, by its name, where the answer stays short with them."""
    is_brief = len(answer.cards) <= FEW_CARDS and sum(len(passage.text) for passage in passages) <= BRIEF
    if not is_brief or answer.shape not in {Shape.COMMAND, Shape.COMPARISON}:
        return {}
    shown = {line for piece in answer.cards for line in example_line(piece)} | {one.text.strip() for one in passages}
    flagged = {side.source for side in answer.columns if " -" in f" {side.title}"}  # columns say what their flags mean
    plain = [piece.card for piece in answer.cards if not piece.flags and f"card:{piece.card.id}" not in flagged]
    forms = {card.id: form.form for card in plain for form in card.forms[:1] if form.form not in shown}
    return {card.id: (forms.get(card.id, ""), foremost(card, FEW_FLAGS)) for card in plain}


def citation(answer: Answer) -> str:
    """Return where in the course an answer stands, empty where it quotes no part."""
    is_quoted = answer.decision is Decision.ANSWER or (answer.decision is Decision.MAYBE and _brief(answer))
    if not answer.places or not is_quoted or _is_of_no_part(answer):
        return ""
    place = answer.places[0]
    return say("answers", "cited", lesson=place.lesson_title, section=place.title)


def places_to_open(answer: Answer) -> list[Choice]:
    """Return the button that opens the cited part, or the three best where it is not sure which."""
    if answer.decision is Decision.ANSWER:
        if not answer.places or _is_of_no_part(answer):
            return []
        return [_open(answer.places[0], say("answers", "open-section"), Emphasis.PRIMARY)]
    primary, label = Emphasis.PRIMARY, MOST_LABEL
    cards = [
        Choice(say("answers", "card-more", name=card.id)[:label], f"{CARD_ACTION}{card.id}", primary)
        for card in answer.offers
    ]
    other = [_open(place, f"📖 {place.title}", primary) for place in answer.elsewhere]
    return [*other, *cards, *(_open(place, f"📖 {place.title}", Emphasis.SECONDARY) for place in _near(answer))]


def _is_of_no_part(answer: Answer) -> bool:
    """Return whether an answer holds nothing but a word of the glossary that no part of the course explains."""
    term = answer.term
    return term is not None and not (answer.passages or answer.cards) and term.means != answer.places[0].address


def _near(answer: Answer) -> tuple[Place, ...]:
    """Return the parts to offer: none to what has nothing to do with Docker, or is answered by another lesson."""
    if answer.shape in {Shape.VAGUE, Shape.GREETING}:
        return ()
    if answer.missing and not answer.offers and answer.decision is Decision.ABSTAIN:
        return ()
    is_dockers = bool(answer.offers) or any(DOCKERS in term.docs for term in answer.beyond)
    is_far = bool(answer.elsewhere) or (answer.score < SOMEWHAT_NEAR and not is_dockers)
    return () if is_far and answer.decision is Decision.ABSTAIN else answer.places[:NEAR]


def _brief(answer: Answer) -> str:
    """Return the first words of what was found, as many whole sentences as are read at a glance."""
    told = (*answer.passages, *(one for side in answer.columns for one in side.passages))
    text = next((one.text for one in told if one.form in PROSE), "")
    first, *rest = _SENTENCE.split(text)
    for sentence in rest:
        if len(first) + len(sentence) > GLANCE:
            break
        first = f"{first} {sentence}"
    return first


def _open(place: Place, label: str, emphasis: Emphasis) -> Choice:
    return Choice(label[:MOST_LABEL], f"lesson:open:{place.address}", emphasis)


def _verdict(answer: Answer) -> list[Choice]:
    if not answer.id:
        return []
    return [
        Choice(say("answers", "good"), f"ask:good:{answer.id}"),
        Choice(say("answers", "bad"), f"ask:bad:{answer.id}"),
    ]
