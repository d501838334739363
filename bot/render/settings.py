"""The settings of a group, as a panel of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import time

from bot.core.groups import GroupSettings
from bot.core.reply import Choice, Emphasis, Field, Form, Menu, MenuKind, MenuOption, Reply, Visibility
from bot.render.wording import say
from bot.storage.groups import Change

AREA = "settings"
FIELDS = {
    "talk": ("study_channels", "visibility"),
    "daily": ("daily_channel_id", "daily_at", "daily_lessons", "has_weekly_summary"),
    "learning": ("question_seconds", "retention", "with_gloss"),
    "practice": ("practice_roles", "commands_a_minute", "sandbox_minutes"),
    "time": ("time_zone", "quiet_from", "quiet_to"),
    "blocked": ("blocked",),
}
PAGES = ("all", *FIELDS, "changes")
ZONES = (
    "Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Taipei", "Asia/Singapore", "Asia/Ho_Chi_Minh", "Asia/Jakarta",
    "Asia/Manila", "Asia/Kolkata", "Asia/Dubai", "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid",
    "Europe/Helsinki", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Vancouver", "America/Toronto", "America/Sao_Paulo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
QUESTION_SECONDS = (0, 10, 15, 20, 30, 45, 60, 90, 120)
RETENTIONS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
COMMANDS = (3, 5, 10, 15, 20, 30, 60, 120, 300)
MINUTES = (15, 30, 60, 120, 180, 240, 480, 720, 1440)
MOST_CHANGES_SHOWN = 10
MOST_MENTIONED = 8


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. `changes` are the last ones, newest first; `lessons` are ids and titles."""

    settings: GroupSettings
    changes: Sequence[Change]
    lessons: Sequence[tuple[str, str]]
    most_commands: int
    most_minutes: int
    hears_all: bool
    has_link: bool = False
    broken: int = 0
    """How many places of the course's files keep an edit from being taken over."""


def page_of(name: str) -> str:
    """Return the page that a setting is on."""
    return next((page for page, names in FIELDS.items() if name in names), PAGES[0])


def render_settings(panel: Panel, page: str, *, is_changed: bool = False) -> Reply:
    """Show a page: what holds now, and menus and buttons to change it."""
    names = [name for name in FIELDS.get(page, ()) or _all_names(page) if _counts(panel.settings, name)]
    lines = [(say(AREA, f"name-{_key(name)}"), _current(panel, name)) for name in names]
    last = panel.changes[0] if is_changed and panel.changes else None
    text = say(
        AREA,
        "panel",
        title=say(AREA, f"page-{page}"),
        help=say(AREA, f"help-{page}"),
        lines=lines,
        changed=None if last is None else (say(AREA, f"name-{_key(last.name)}"), _words(last.after, last.name, panel)),
        is_deaf=page in {"all", "talk"} and bool(panel.settings.study_channels) and not panel.hears_all,
        broken=panel.broken if page == "all" else 0,
        changes=_change_lines(panel) if page == "changes" else (),
    )
    undo = () if last is None else (Choice("되돌리기", f"settings:undo:{last.id}", Emphasis.DANGER),)
    web = (Choice("웹에서 보기", "settings:web:0"),) if panel.has_link and page == "all" else ()
    return Reply(
        text=text,
        choices=(*_buttons(panel, page), *web, *undo),
        menus=(_contents(page), *_menus(panel, page)),
        visibility=Visibility.PERSONAL,
        in_place=True,
    )


def render_link(address: str) -> Reply:
    """Hand over the address of the group's web page."""
    return Reply(text=say(AREA, "link", address=address), visibility=Visibility.PERSONAL)


def written_form(name: str) -> Form | None:
    """Return the form for what no menu lists."""
    if name == "daily_at":
        return Form(say(AREA, "name-daily-at"), (_field("daily_at", "name-daily-at", "09:30"),))
    if name == "time_zone":
        return Form(say(AREA, "name-time-zone"), (_field("time_zone", "name-time-zone", "Asia/Seoul", 40),))
    if name == "quiet":
        fields = (_field("quiet_from", "name-quiet-from", "22:30"), _field("quiet_to", "name-quiet-to", "07:30"))
        return Form(say(AREA, "page-time"), fields)
    return None


def _field(key: str, label: str, placeholder: str, most: int = 10) -> Field:
    return Field(key, say(AREA, label), placeholder=placeholder, most_characters=most)


def _contents(page: str) -> Menu:
    options = tuple(
        MenuOption(say(AREA, f"page-{name}"), name, say(AREA, f"about-{name}"), chosen=name == page) for name in PAGES
    )
    return Menu("settings:page", options, say(AREA, "contents"))


def _menus(panel: Panel, page: str) -> tuple[Menu, ...]:  # noqa: PLR0911 - a page each
    settings = panel.settings
    match page:
        case "talk":
            return (_entities("study_channels", MenuKind.CHANNEL, settings.study_channels),)
        case "daily":
            channel = (settings.daily_channel_id,) if settings.daily_channel_id else ()
            titles = tuple(
                MenuOption(title, key, chosen=key in settings.daily_lessons) for key, title in panel.lessons[:25]
            )
            return (
                _entities("daily_channel_id", MenuKind.CHANNEL, channel, most=1),
                _hours("daily_at", settings.daily_at),
                Menu("settings:set:daily_lessons", titles, _choose("daily_lessons"), least=0, most=len(titles)),
            )
        case "learning":
            seconds = [(str(number), _words(number, "question_seconds", panel)) for number in QUESTION_SECONDS]
            rates = [(str(rate), _words(rate, "retention", panel)) for rate in RETENTIONS]
            return (
                _menu("question_seconds", seconds, str(settings.question_seconds)),
                _menu("retention", rates, str(settings.retention)),
            )
        case "practice":
            return (
                _entities("practice_roles", MenuKind.ROLE, settings.practice_roles),
                _limits("commands_a_minute", COMMANDS, panel.most_commands, settings.commands_a_minute, panel),
                _limits("sandbox_minutes", MINUTES, panel.most_minutes, settings.sandbox_minutes, panel),
            )
        case "time":
            zones = [(zone, zone) for zone in dict.fromkeys((settings.time_zone, *ZONES))]
            until = (_hours("quiet_to", settings.quiet_to),) if settings.quiet_from else ()
            return (_menu("time_zone", zones, settings.time_zone), _hours("quiet_from", settings.quiet_from), *until)
        case "blocked":
            return (_entities("blocked", MenuKind.USER, settings.blocked[:25]),)
        case "changes":
            undone = {change.undoes for change in panel.changes}
            open_ones = [change for change in panel.changes if change.id not in undone]
            options = tuple(
                MenuOption(_change_label(change, panel), str(change.id), _at(change, panel)) for change in open_ones
            )
            return (Menu("settings:undo", options, say(AREA, "choose-undo")),) if options else ()
        case _:
            return ()


def _buttons(panel: Panel, page: str) -> tuple[Choice, ...]:
    settings = panel.settings
    match page:
        case "talk":
            other = Visibility.SHARED if settings.visibility is Visibility.PERSONAL else Visibility.PERSONAL
            return (Choice(say(AREA, f"make-{other}"), f"settings:set:visibility:{other}"),)
        case "daily":
            weekly = _switch("has_weekly_summary", is_on=settings.has_weekly_summary)
            return (Choice("시각 직접 쓰기", "settings:write:daily_at"), weekly)
        case "learning":
            return (_switch("with_gloss", is_on=settings.with_gloss),)
        case "time":
            own = (
                Choice("다른 시간대 쓰기", "settings:write:time_zone"),
                Choice("조용한 시간 직접 쓰기", "settings:write:quiet"),
            )
            return (*own, Choice("조용한 시간 없애기", "settings:set:quiet_from")) if settings.quiet_from else own
        case _:
            return ()


def _counts(settings: GroupSettings, name: str) -> bool:
    """Say whether a setting means anything now: what does not begin has no end."""
    return name != "quiet_to" or settings.quiet_from is not None


def _switch(name: str, *, is_on: bool) -> Choice:
    turned = "off" if is_on else "on"
    return Choice(say(AREA, f"turn-{turned}", name=say(AREA, f"name-{_key(name)}")), f"settings:set:{name}:{turned}")


def _entities(name: str, kind: MenuKind, chosen: tuple[int, ...], most: int = 25) -> Menu:
    return Menu(f"settings:set:{name}", placeholder=_choose(name), least=0, most=most, kind=kind, chosen=chosen)


def _hours(name: str, now: time | None) -> Menu:
    hours = {time(hour).strftime("%H:%M") for hour in range(24)} | ({now.strftime("%H:%M")} if now else set())
    return _menu(name, [(hour, hour) for hour in sorted(hours)], now.strftime("%H:%M") if now else "")


def _limits(name: str, known: Sequence[int], most: int, now: int | None, panel: Panel) -> Menu:
    numbers = sorted({number for number in (*known, now or most) if number <= most})
    options = [
        ("operator", _words(None, name, panel)),
        *((str(number), _words(number, name, panel)) for number in numbers),
    ]
    return _menu(name, options, str(now or "operator"))


def _menu(name: str, options: Sequence[tuple[str, str]], now: str) -> Menu:
    shown = tuple(MenuOption(label, value, chosen=value == now) for value, label in options)
    return Menu(f"settings:set:{name}", shown, _choose(name))


def _choose(name: str) -> str:
    return say(AREA, "choose", name=say(AREA, f"name-{_key(name)}"))


def _all_names(page: str) -> tuple[str, ...]:
    return tuple(name for names in FIELDS.values() for name in names) if page == "all" else ()


def _current(panel: Panel, name: str) -> str:
    value = asdict(panel.settings)[name]
    is_long = isinstance(value, tuple) and len(value) > MOST_MENTIONED
    return _words(value, name, panel, is_label=is_long)


def _words(value: object, name: str, panel: Panel, *, is_label: bool = False) -> str:
    """Return a value, as settings hold it or as JSON has it, in words; a label has no mentions."""
    if isinstance(value, time):
        value = value.strftime("%H:%M")
    elif isinstance(value, str) and name in {"daily_at", "quiet_from", "quiet_to"}:
        value = value[:5]
    titles = dict(panel.lessons)
    most = panel.most_commands if name == "commands_a_minute" else panel.most_minutes
    return say(AREA, f"show-{_key(name)}", value=value, titles=titles, most=most, is_label=is_label)


def _change_lines(panel: Panel) -> list[tuple[Change, str, str, str, bool]]:
    undone = {change.undoes for change in panel.changes}
    return [
        (
            change,
            say(AREA, f"name-{_key(change.name)}"),
            _words(change.before, change.name, panel, is_label=True),
            _words(change.after, change.name, panel, is_label=True),
            change.id in undone,
        )
        for change in panel.changes[:MOST_CHANGES_SHOWN]
        if change.name in asdict(panel.settings)
    ]


def _change_label(change: Change, panel: Panel) -> str:
    before, after = (_words(value, change.name, panel, is_label=True) for value in (change.before, change.after))
    return f"{say(AREA, f'name-{_key(change.name)}')}: {before} → {after}"


def _at(change: Change, panel: Panel) -> str:
    return change.at.astimezone(panel.settings.zone).strftime("%Y-%m-%d %H:%M")


def _key(name: str) -> str:
    return name.replace("_", "-")
