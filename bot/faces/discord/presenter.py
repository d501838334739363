"""A `Reply` as one Discord message, within every limit whatever its content. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.core.reply import Choice, Code, Emphasis, Menu, MenuKind, MenuOption, Reply, Visibility
from bot.faces.discord import limits, text
from bot.faces.discord.custom_ids import ACTION, ANYONE, BUTTON, MENU, custom_id
from bot.faces.discord.pages import MOST_BYTES, OUTPUT, is_turning, number_of, turns_from_end
from bot.render.wording import say

_NOTE_UNITS = 400
_NOTE_LINES = 6
_LEAST_CODE_UNITS = 700
_CLOSING_UNITS = 4
_FRAME_UNITS = 20  # fences, language, newlines around a block
_UNSAFE_NAME = re.compile(r"[^\w.\-가-힣]+")


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button as it is sent."""

    label: str
    custom_id: str
    emphasis: Emphasis
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class ShownMenu:
    """A menu as it is sent."""

    custom_id: str
    placeholder: str
    options: tuple[MenuOption, ...]
    least: int
    most: int
    kind: MenuKind = MenuKind.TEXT
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is sent; `alt` is read out in place of a picture."""

    name: str
    content: bytes
    alt: str = ""


Row = tuple[ShownButton, ...] | ShownMenu


@dataclass(frozen=True, slots=True)
class Shown:
    """One message: text, rows of components, files, and where it belongs."""

    content: str
    rows: tuple[Row, ...] = ()
    uploads: tuple[Upload, ...] = ()
    is_private: bool = False
    is_in_place: bool = False


def present(reply: Reply, owner_id: int, *, is_final: bool = True, most_bytes: int = limits.FILE_BYTES) -> Shown:
    """Return the message that shows a reply.

    `owner_id` is who may use its buttons (`custom_ids.ANYONE` for all). While a reply still grows (`is_final`
    false) a long output is shown by its end alone; the whole of it is attached to the final state, with buttons that
    turn its pages.
    """
    turns = [choice for choice in reply.choices if number_of(choice.action) is not None]
    reply = replace(reply, choices=tuple(choice for choice in reply.choices if choice not in turns))
    own = _own_uploads(reply)
    content, wholes, seen = _content(reply, frozenset(upload.name for upload in own), is_final=is_final)
    uploads = [*own, *wholes]
    fitting = [upload for upload in uploads if len(upload.content) <= most_bytes][: limits.MESSAGE_FILES]
    if seen is not None and wholes[-1] in fitting and len(wholes[-1].content) <= MOST_BYTES:
        turns = [*turns_from_end(wholes[-1].content.decode(), seen)]
    if len(fitting) < len(uploads):
        left_out = text.small(say("discord", "file-too-large"))
        content = f"{text.head(content, limits.MESSAGE_CHARACTERS - text.units(left_out) - 1)}\n{left_out}"
    if not content.strip() and not fitting:
        content = say("discord", "no-output" if reply.code else "nothing")
    return Shown(
        content=content,
        rows=_with_turns(_rows(reply, owner_id), turns),
        uploads=tuple(fitting),
        is_private=reply.visibility is Visibility.PERSONAL,
        is_in_place=reply.in_place,
    )


def moved(shown: Shown, channel_id: int, denied: Sequence[str]) -> Shown:
    """Return a message with a word on why it is not in its channel; `denied` are the missing permissions by name."""
    return replace(
        shown, content=_with_why(shown.content, say("discord", "moved", channel_id=channel_id, missing=denied))
    )


def without_files(shown: Shown, *, is_denied: bool) -> Shown:
    """Return a message whose place takes no files, with a word on why; it says of no file that it is there."""
    permission = say("discord_permissions", "attach-files")
    why = say("discord", "files-denied", permission=permission) if is_denied else say("discord", "file-too-large")
    claim = text.small(say("discord", "whole-attached"))
    words = "\n".join(line for line in shown.content.split("\n") if line != claim)
    rows = tuple(row for row in shown.rows if isinstance(row, ShownMenu) or not is_turning(row[0].custom_id))
    return replace(shown, content=_with_why(words, why), rows=rows, uploads=())


def _with_why(words: str, why: str) -> str:
    why = text.small(why)
    room = limits.MESSAGE_CHARACTERS - text.units(why) - 1
    if text.units(words) > room:
        words = text.closed(text.head(words, room - _CLOSING_UNITS))
    return f"{words}\n{why}".lstrip("\n")


# -- words


def _content(reply: Reply, attached: Collection[str], *, is_final: bool) -> tuple[str, list[Upload], int | None]:
    """Return the message's text, what did not fit into it as files, and how much is seen of an output that is one.

    A file that is `attached` is whole already.
    """
    note = _note(reply.note)
    cut_note = text.small(say("discord", "whole-attached"))
    room = limits.MESSAGE_CHARACTERS - text.units(note) - text.units(cut_note) - 4
    code = _clean_code(reply.code)
    code_units = text.units(text.inert(code)) + _FRAME_UNITS if code else 0
    if reply.code and not code and not is_final:
        note = note or text.small(say("discord", "running"))

    words = text.clean(reply.text).strip()
    room_of_words = room - min(code_units, _LEAST_CODE_UNITS)
    # What more than fits would need is not needed; two for a link that the cut takes out of its code.
    brackets = text.units(text.quiet(words[:room])) - text.units(words[:room]) + 2
    shown_words = _first_part(words, room_of_words - brackets)
    wholes = [] if shown_words == text.closed(words) else [Upload("text.txt", words.encode())]
    shown_words = text.quiet(shown_words)
    room -= text.units(shown_words)

    shown_code, seen = "", None
    if reply.code and code:
        shown_code, seen = _last_part(code, reply.code.language, room)
        if seen is not None:
            wholes.append(Upload(OUTPUT, text.clean(reply.code.text).encode()))
    wholes = [whole for whole in wholes if is_final and whole.name not in attached]
    seen = seen if is_final and OUTPUT not in attached else None
    parts = [shown_words, shown_code, note, cut_note if wholes else ""]
    return "\n".join(part for part in parts if part), wholes, seen


def _note(note: str) -> str:
    """Return the small print: a few lines, for each costs its mark as well."""
    lines = [line for line in text.clean(note).splitlines() if line.strip()][:_NOTE_LINES]
    return text.small(text.quiet(text.head("\n".join(lines), _NOTE_UNITS)))


def _clean_code(code: Code | None) -> str:
    if code is None:
        return ""
    cleaned = text.clean_ansi(code.text) if code.language == "ansi" else text.clean(code.text)
    return cleaned.strip("\n") if cleaned.strip() else ""


def _first_part(words: str, room: int) -> str:
    """Return the beginning of Markdown, cut at a line or a space, with an open code block closed."""
    if text.units(text.closed(words)) <= room:
        return text.closed(words)
    cut = text.head(words, room - _CLOSING_UNITS - len(text.CUT_MARK))
    for border in ("\n\n", "\n", " "):
        at = cut.rfind(border)
        if at > len(cut) * 2 // 3:
            cut = cut[:at]
            break
    return text.closed(cut + text.CUT_MARK)


def _last_part(code: str, language: str, room: int) -> tuple[str, int | None]:
    """Return the end of an output in a code block that fits, and how many characters that are; `None` for all."""
    language = language if re.fullmatch(r"[a-z0-9+#-]{0,16}", language) else ""
    room -= _FRAME_UNITS + text.units(language)
    safe = text.inert(code)
    if text.units(safe) <= room:
        return text.block(safe, language), None
    kept = text.tail(safe, room - 60)  # room for the mark and the colour in force
    at = kept.find("\n")
    # A cut in the middle of a line may fall within a colour sequence.
    kept = kept[at + 1 :] if 0 <= at < len(kept) // 3 else re.sub(r"^[0-9;]*m", "", kept)
    colour = text.colour_at_end(safe[: len(safe) - len(kept)]) if language == "ansi" else ""
    return text.block(f"{text.CUT_MARK}\n{text.head(colour, 50)}{kept}", language), len(text.clean(kept))


def _own_uploads(reply: Reply) -> list[Upload]:
    uploads = []
    if reply.picture:
        alt = text.head(text.clean(reply.picture.alt), limits.ALT_CHARACTERS)
        uploads.append(Upload(_file_name(reply.picture.name, "picture.png"), reply.picture.png, alt))
    files = (reply.file, *reply.more_files)
    return [*uploads, *(Upload(_file_name(file.name, "file.txt"), file.content) for file in files if file)]


def _file_name(name: str, otherwise: str) -> str:
    return _UNSAFE_NAME.sub("_", text.clean(name)).strip("._")[-80:] or otherwise


# -- components


def _rows(reply: Reply, owner_id: int) -> tuple[Row, ...]:
    choices = [
        choice for choice in reply.choices if ACTION.fullmatch(choice.action) and text.clean(choice.label).strip()
    ]
    fitting = [menu if menu.kind is not MenuKind.TEXT else _fitting(menu) for menu in reply.menus]
    menus = [
        menu for menu in fitting if (menu.options or menu.kind is not MenuKind.TEXT) and ACTION.fullmatch(menu.action)
    ]
    menus = menus[: limits.MESSAGE_ROWS - bool(choices)]
    left = limits.MESSAGE_ROWS - len(menus)
    rows: list[Row] = [_menu(menu, owner_id, index, menu.action) for index, menu in enumerate(menus)]
    if len(choices) <= left * limits.ROW_BUTTONS:
        buttons = [_button(choice, owner_id, index) for index, choice in enumerate(choices)]
        return (*rows, *_by(limits.ROW_BUTTONS, buttons))
    return (*rows, *_choices_as_menus(choices, owner_id, left))


def _with_turns(rows: tuple[Row, ...], turns: Sequence[Choice]) -> tuple[Row, ...]:
    """Put the buttons that turn pages above all others, for anyone to press; a full message has the file alone."""
    if not turns or len(rows) == limits.MESSAGE_ROWS:
        return rows
    buttons = [_button(turn, ANYONE, index) for index, turn in enumerate(turns[: limits.ROW_BUTTONS])]
    return (tuple(buttons), *rows)


def _by(size: int, buttons: list[ShownButton]) -> list[Row]:
    return [tuple(buttons[at : at + size]) for at in range(0, len(buttons), size)]


def _button(choice: Choice, owner_id: int, index: int) -> ShownButton:
    return ShownButton(
        label=_label(choice.label, limits.BUTTON_LABEL),
        custom_id=custom_id(BUTTON, owner_id, index, choice.action),
        emphasis=choice.emphasis,
        is_disabled=choice.disabled,
    )


def _choices_as_menus(choices: list[Choice], owner_id: int, rows: int) -> list[Row]:
    """More buttons than a message holds become menus whose values are the actions."""
    options = tuple(MenuOption(choice.label, choice.action) for choice in choices if not choice.disabled)
    shown: list[Row] = []
    for index in range(rows):
        part = options[index * limits.MENU_OPTIONS : (index + 1) * limits.MENU_OPTIONS]
        fitting = _fitting(Menu("", part))
        if fitting.options:
            shown.append(_menu(fitting, owner_id, limits.MESSAGE_ROWS + index, ""))
    return shown


def _menu(menu: Menu, owner_id: int, index: int, action: str) -> ShownMenu:
    most = max(1, min(menu.most, len(menu.options) if menu.kind is MenuKind.TEXT else limits.MENU_OPTIONS))
    return ShownMenu(
        custom_id=custom_id(MENU, owner_id, index, action),
        placeholder=text.head(text.clean(menu.placeholder), limits.PLACEHOLDER_CHARACTERS),
        options=menu.options,
        least=max(0, min(menu.least, most)),
        most=most,
        kind=menu.kind,
        chosen=menu.chosen[:most],
    )


def _fitting(menu: Menu) -> Menu:
    """Keep what Discord takes: 25 options, each value once, nothing empty, no more chosen than may be."""
    by_value: dict[str, MenuOption] = {}
    chosen = 0
    for option in menu.options:
        if not text.is_sendable(option.value, limits.OPTION_CHARACTERS):
            continue
        if option.value in by_value or len(by_value) == limits.MENU_OPTIONS:
            continue
        chosen += option.chosen
        by_value[option.value] = MenuOption(
            label=_label(option.label, limits.OPTION_CHARACTERS),
            value=option.value,
            description=text.head(text.clean(option.description).strip(), limits.OPTION_CHARACTERS),
            chosen=option.chosen and chosen <= max(1, menu.most),
        )
    return Menu(menu.action, tuple(by_value.values()), menu.placeholder, menu.least, menu.most)


def _label(words: str, most: int) -> str:
    return text.label(words, most) or text.CUT_MARK
