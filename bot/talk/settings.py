"""What the admins of a group set, in the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.clock import Clock
from bot.core.errors import GoraeError
from bot.core.groups import GroupSettings
from bot.core.hearing import Hearing
from bot.core.people import Member
from bot.core.reply import Form, Reply
from bot.lessons.model import Course
from bot.lessons.problems import ContentProblem
from bot.render.settings import PAGES, Panel, page_of, render_link, render_settings, written_form
from bot.storage.groups import Groups
from bot.talk.desk import Action, PlainDesk
from bot.talk.settings_values import MOST_IDS, read_ids, read_time, readers
from sandbox.limits import Limits

MakeLink = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the panel is built on: the course, the operator's limits, what the bot hears, a link to the web page.

    `problems` are those of the course's files as they are now.
    """

    course: Callable[[], Course]
    limits: Limits
    hearing: Hearing
    make_link: MakeLink | None = None
    problems: Callable[[], Sequence[ContentProblem]] = tuple


class SettingsDesk(PlainDesk):
    """`/settings`: pages of a panel. Only admins come here (`bot.talk.gate`); changes are kept and can be undone."""

    verbs = frozenset({"settings"})
    rooms = frozenset({"settings"})

    def __init__(self, groups: Groups, ground: Ground, clock: Clock) -> None:
        self._groups = groups
        self._ground = ground
        self._clock = clock

    async def do(self, member: Member, verb: str, options: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Open the panel."""
        del verb, options
        yield await self._page(_group(member), PAGES[0])

    async def press(self, member: Member, action: Action, values: Mapping[str, str]) -> AsyncIterator[Reply]:
        """Turn to a page, set something, or undo a change."""
        guild_id = _group(member)
        if action.verb == "page":
            chosen = values.get("value", "") or action.rest(0)
            yield await self._page(guild_id, chosen if chosen in PAGES else PAGES[0])
        elif action.verb == "set":
            given = values["value"] if "value" in values else action.rest(1)
            yield await self._set(member, guild_id, {action.word(0): given})
        elif action.verb == "write":
            yield await self._set(member, guild_id, {name: values[name].strip() for name in values})
        elif action.verb == "undo":
            yield await self._undo(member, guild_id, values.get("value", "") or action.rest(0))
        elif action.verb == "web" and self._ground.make_link is not None:
            yield render_link(self._ground.make_link(guild_id))
        else:
            raise GoraeError("action-unknown")

    def form(self, member: Member, action: Action) -> Form | None:
        """Ask for a time or a time zone that no menu lists."""
        del member
        return written_form(action.rest(0)) if action.verb == "write" else None

    async def _set(self, member: Member, guild_id: int, given: Mapping[str, str]) -> Reply:
        settings = await self._groups.of(guild_id)
        limits = self._ground.limits
        known = readers(
            [lesson.id for lesson in self._ground.course().lessons],
            limits.commands_a_minute,
            round(limits.lifetime_seconds / 60),
        )
        if not given or not set(given) <= set(known):
            raise GoraeError("action-unknown")
        values = {name: known[name](text) for name, text in given.items()}
        if "blocked" in values:
            values["blocked"] = _blocked(member, settings, read_ids(given["blocked"]))
        if values.get("quiet_from", settings.quiet_from) is not None and "quiet_from" in values:
            values.setdefault("quiet_to", settings.quiet_to or read_time("08:00"))
        return await self._changed(member, guild_id, values, page_of(next(iter(values))))

    async def _changed(self, member: Member, guild_id: int, values: Mapping[str, object], page: str) -> Reply:
        before = await self._groups.of(guild_id)
        after = await self._groups.change(guild_id, member.user_id, self._clock.now(), values)
        return await self._page(guild_id, page, is_changed=after != before)

    async def _undo(self, member: Member, guild_id: int, wanted: str) -> Reply:
        change_id = Action("settings", "undo", (wanted,)).number(0)
        if await self._groups.undo(guild_id, member.user_id, self._clock.now(), change_id) is None:
            raise GoraeError("settings-no-change")
        (last,) = await self._groups.changes(guild_id, 1)
        return await self._page(guild_id, page_of(last.name), is_changed=last.undoes == change_id)

    async def _page(self, guild_id: int, page: str, *, is_changed: bool = False) -> Reply:
        panel = Panel(
            settings=await self._groups.of(guild_id),
            changes=await self._groups.changes(guild_id, MOST_IDS),
            lessons=[(lesson.id, f"{lesson.number}강 {lesson.title}") for lesson in self._ground.course().lessons],
            most_commands=self._ground.limits.commands_a_minute,
            most_minutes=round(self._ground.limits.lifetime_seconds / 60),
            hears_all=self._ground.hearing.is_open,
            has_link=self._ground.make_link is not None,
            broken=len(self._ground.problems()),
        )
        return render_settings(panel, page, is_changed=is_changed)


def _group(member: Member) -> int:
    if member.guild_id is None:
        raise GoraeError("settings-no-group")
    return member.guild_id


def _blocked(member: Member, settings: GroupSettings, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Return the blocked members: those taken, and those a menu has no room for; never who asks."""
    return tuple(dict.fromkeys(key for key in (*chosen, *settings.blocked[MOST_IDS:]) if key != member.user_id))
