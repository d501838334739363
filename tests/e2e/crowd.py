"""Many members at once before the real conversation: what they ask, press, type, edit and share."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from random import Random

from bot.talk.verbs import VERBS
from tests.e2e import crowd_words as words
from tests.e2e.crowd_engine import FOLLOWED
from tests.e2e.crowd_hands import Hands
from tests.e2e.crowd_ledger import Deed, Ledger, Outcome, Stamped, stamps
from tests.e2e.crowd_read import Reading
from tests.fake_discord import FakeDiscord, Person
from tests.fake_discord.models import Json

STILL_EDITED_SECONDS = 30.0
DM_SHARE = 0.25
EDITED, EDITED_IN_VAIN = "edit", "edit of a deleted answer's question"
SHARE, PAGE = "face:share", "face:page:"
UNCHANGED = ("lesson:", "ask:section", "ask:example", "cmd:", "quiz:answer", "quiz:hint", "run:line", "run:card")
"""Actions that ask for no form, and whose button may be pressed twice at once."""

Doing = Callable[[Person], Awaitable[bool]]


class Crowd:
    """Members, where they are, and what they do next; `hands` do it, `reading` is what they may press."""

    def __init__(self, fake: FakeDiscord, chance: Random, ledger: Ledger, stamped: Stamped, members: int) -> None:
        self._fake = fake
        self._chance = chance
        self._ledger = ledger
        self._members = [fake.join(f"학생{number}") for number in range(members)]
        self.reading = Reading(fake, ledger, stamped, self._is_away)
        people = {person.user["id"]: person for person in (*self._members, fake.owner)}
        self.hands = Hands(fake, chance, ledger, stamped, self.reading, people)
        self.places = [fake.channel]
        self.is_guild_away = False
        self._said: list[tuple[float, Person, Json, Deed]] = []
        self._shared: set[str] = set()
        self._commands = words.deck(chance, (*(verb.name for verb in VERBS), *words.OFTEN))
        self._typed = words.deck(chance, words.TYPED)
        self._keys = words.deck(chance, words.KEYS)
        doings: list[Doing] = [
            *[self._command] * 6,
            *(self._say, self._say, self._mention, self._mention, self._edit, self._type, self._use_menu),
            *[self._press] * 6,
            *(self._ask_in_vain, self._share, self._turn, self._set, self._set, self._key, self._write_below),
            *(self._press_another_s, self._join_in, self._press_twice),
        ]
        self._doings = chance.sample(doings, len(doings))

    # -- who does something

    async def act(self) -> None:
        """Let one member do what was not done for longest, of what can be done now."""
        member = self._chance.choice(self._members)
        for number, doing in enumerate(self._doings):
            if await doing(member):
                self._doings.append(self._doings.pop(number))
                return

    def leave_but(self, few: int) -> None:
        """Let all but a few members leave; what the others were shown stays as it is."""
        self._members = self._members[:few]
        self.reading.forget()
        self._said.clear()

    async def follow_logs(self) -> None:
        """Let others begin what goes on for longer than their interactions: alone, before all, in private."""
        one, two, three = (self._fake.join(f"다른 학생{number}") for number in range(3))
        for member, seen in ((one, "personal"), (two, "shared"), (three.in_dm, "shared")):
            deed = self.hands.expect("a long output", member, "run")
            deed.is_long = True
            await self.hands.do(member, deed, member.slash("run", {"command": FOLLOWED, "visibility": seen}))

    async def say(self, said: str) -> None:
        """Let the first member say something to the bot alone."""
        await self._speak(self._members[0].in_dm, "say", said)

    async def ask_in(self, channel: Json) -> None:
        """Let two members ask in a channel, one of them by a command."""
        one, other = (member.at(channel) for member in self._chance.sample(self._members, 2))
        question = self._chance.choice(words.QUESTIONS)
        await self._speak(one, "mention", f"<@{self._fake.world.app_id}> {question}")
        await self.hands.do(other, self.hands.expect("/ask", other, "ask"), other.slash("ask", {"question": question}))

    async def delete(self, message: Json) -> None:
        """Let the owner of the guild delete a message."""
        await self._fake.owner.at(self._fake.world.channels[message["channel_id"]]).delete_message(message)

    # -- commands

    async def _command(self, member: Person) -> bool:
        verb = next(self._commands)
        is_of_group = verb in words.GROUP_ONLY
        if is_of_group and self.is_guild_away:
            return False
        options = words.options_of(self._chance, verb, member)
        member = self._fake.owner if verb in words.ADMINS else member
        member = member.at(self._place()) if is_of_group else self._somewhere(member)
        outcome = Outcome.SCREEN if verb == "terminal" else Outcome.SHOWN
        await self.hands.do(member, self.hands.expect(f"/{verb}", member, verb, outcome), member.slash(verb, options))
        return True

    async def _use_menu(self, member: Person) -> bool:
        """Use a menu on what a member said to the others: what is said to the bot alone is asked of it as well."""
        if self.is_guild_away:
            return False
        name = self._chance.choice(sorted(words.MENUS))
        verb, said = words.MENUS[name]
        member = member.at(self._place())
        message = await member.say(self._chance.choice(said))
        await self.hands.do(member, self.hands.expect(name, member, verb), member.use_on_message(name, message))
        return True

    async def _ask_in_vain(self, member: Person) -> bool:
        """Ask before all for what there is not: what is said of that, when it comes, is for one alone."""
        if self.is_guild_away:
            return False
        member = member.at(self._place())
        deed = self.hands.expect("a private answer after all saw the thinking state", member, "lesson")
        deed.is_slow = True
        await self.hands.do(member, deed, member.slash("lesson", {"lesson": "없는 강의", "visibility": "shared"}))
        return True

    async def _type(self, member: Person) -> bool:
        verb, option, text = next(self._typed)
        deed = self.hands.expect(f"completion of /{verb}", member, outcome=Outcome.OFFERED)
        member = self._somewhere(member)
        await self.hands.do(member, deed, member.autocomplete(verb, option, text))
        return True

    # -- plain words

    async def _say(self, member: Person) -> bool:
        await self._speak(member.in_dm, "say", self._chance.choice(words.TALK))
        return True

    async def _mention(self, member: Person) -> bool:
        if self.is_guild_away:
            return False
        question = self._chance.choice(words.QUESTIONS)
        await self._speak(member.at(self._place()), "mention", f"<@{self._fake.world.app_id}> {question}")
        return True

    async def _speak(self, member: Person, kind: str, said: str) -> None:
        deed = self.hands.expect(kind, member, "say")
        message = await self.hands.write(member, deed, member.say(said))
        self._said.append((self._fake.clock.monotonic(), member, message, deed))

    async def _edited(self, member: Person, message: Json, said: str) -> Json:
        await member.edit_message(message, said)
        return message

    async def edit_question(self, *, of_deleted: bool) -> bool:
        """Let a question of a moment ago be edited that is answered, once; returns whether there was one.

        One whose answer was deleted gets none again.
        """
        for entry in self._answered():
            member, said, before = entry[1:]
            if before.is_gone is not of_deleted or before.kind == (EDITED_IN_VAIN if of_deleted else EDITED):
                continue
            self._said.remove(entry)
            on = next(iter(self._ledger.now[before.stamp]), "")
            deed = self.hands.expect(EDITED_IN_VAIN if of_deleted else EDITED, member, "say", pressed=on)
            deed.is_gone = of_deleted
            mention = re.match(r"(?:<@\d+> )?", said["content"])
            others = [question for question in words.QUESTIONS if question not in said["content"]]
            now = f"{mention[0] if mention else ''}{self._chance.choice(others)}"
            await self.hands.write(member, deed, self._edited(member, said, now))
            if not of_deleted:
                self._said.append((entry[0], member, said, deed))
            return True
        return False

    def answers_to_words(self) -> list[Json]:
        """Return the answers in channels to what was said a moment ago."""
        on = [
            key
            for _, member, _, deed in self._answered()
            if "guild_id" in member.channel
            for key in self._ledger.now[deed.stamp]
        ]
        return [self._fake.world.messages[key] for key in on]

    async def _edit(self, _member: Person) -> bool:
        return await self.edit_question(of_deleted=False)

    def _answered(self) -> list[tuple[float, Person, Json, Deed]]:
        since, messages = self._fake.clock.monotonic() - STILL_EDITED_SECONDS, self._fake.world.messages
        self._said = [one for one in self._said if one[0] >= since and one[2]["id"] in messages]
        done = [one for one in self._said if one[3].is_done and not self._is_away(one[1])]
        return [one for one in done if one[3].is_gone or self._ledger.now[one[3].stamp]]

    # -- components

    async def _press(self, _member: Person) -> bool:
        found = self.reading.take(lambda part: not words.action_of(part).startswith((SHARE, PAGE)))
        if found is not None:
            await self.hands.use(*found)
        return found is not None

    async def _set(self, _member: Person) -> bool:
        """Take something from a menu of the settings, of what is in the guild where there is one."""
        found = self.reading.take(lambda part: part["type"] in words.OF_GUILD)
        found = found or self.reading.take(lambda part: words.action_of(part) == words.SETTINGS_PAGE)
        if found is not None:
            await self.hands.use(*found)
        return found is not None

    async def _share(self, _member: Person) -> bool:
        found = self.reading.take(lambda part: words.action_of(part) == SHARE)
        shown = stamps(found[1])[0] if found is not None else ""
        if found is None or shown in self._shared:
            return False
        self._shared.add(shown)
        await self.hands.click("share", *found, stamp=f"{shown}s")
        return True

    async def _turn(self, _member: Person) -> bool:
        found = self.reading.take(lambda part: words.action_of(part).startswith(PAGE))
        if found is not None:
            await self.hands.click("page", *found, outcome=Outcome.PAGE)
        return found is not None

    async def _press_another_s(self, member: Person) -> bool:
        """Press what belongs to somebody else; it is said so to who pressed alone."""
        found = self.reading.another_s(member, is_public=False)
        if found is not None:
            await self.hands.click("another's button", *found, outcome=Outcome.WORD)
        return found is not None

    async def _join_in(self, member: Person) -> bool:
        """Press what somebody else was shown and everyone may press."""
        found = self.reading.another_s(member, is_public=True)
        if found is not None:
            await self.hands.use(*found)
        return found is not None

    async def _press_twice(self, _member: Person) -> bool:
        """Press a button twice at once; the second time counts for nothing."""
        found = self.reading.take(lambda part: words.is_button(part) and words.action_of(part).startswith(UNCHANGED))
        if found is not None:
            await self.hands.use(*found)
            await self.hands.click("a button again", *found, outcome=Outcome.QUIET)
        return found is not None

    async def _key(self, _member: Person) -> bool:
        """Press a key of a terminal, or open the form to type into it."""
        found = self.reading.screen()
        if found is not None:
            wanted = next(self._keys)
            keys = [part for part in found[2] if words.action_of(part).startswith(wanted)]
            await self.hands.use(found[0], found[1], self._chance.choice(keys))
        return found is not None

    async def _write_below(self, _member: Person) -> bool:
        """Type into a terminal by a reply to its screen; where the bot may always put it below again."""
        found = self.reading.screen(lambda owner: owner.channel.get("parent_id") == self.places[0]["id"])
        if found is None:
            return False
        member, message, keys = found
        typing = next(words.action_of(part) for part in keys if words.action_of(part).startswith("term:type:"))
        typed = self.hands.expect("words below a screen", member, typing, Outcome.QUIET, pressed=message["id"])
        await self.hands.write(member, typed, member.say("ls -l", reply_to=message))
        return True

    # -- where

    def _place(self) -> Json:
        """Return a channel: the first as often as all others."""
        return self._chance.choice((*[self.places[0]] * (len(self.places) - 1), *self.places[1:]))

    def _somewhere(self, member: Person) -> Person:
        is_alone = self._chance.random() < DM_SHARE or self.is_guild_away
        return member.in_dm if is_alone else member.at(self._place())

    def _is_away(self, member: Person) -> bool:
        """Tell whether a member cannot be where they were."""
        return member.channel["id"] not in self._fake.world.channels or (
            self.is_guild_away and "guild_id" in member.channel
        )
