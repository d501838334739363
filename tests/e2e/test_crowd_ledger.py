"""The reckoning of the crowd notices what is lost, doubled, or shown for nobody."""

from __future__ import annotations

import pytest

from tests.e2e.crowd_ledger import Deed, Ledger, Outcome
from tests.fake_discord import FakeDiscord
from tests.fake_discord.models import Json


class House:
    """A ledger with one deed in it, and messages that may show it."""

    def __init__(self, fake: FakeDiscord) -> None:
        self.fake = fake
        self.ledger = Ledger(fake)
        self.deed = self.did(Outcome.SHOWN)

    def did(self, outcome: Outcome, *, pressed: str = "") -> Deed:
        deed = self.ledger.expect(Deed("a doing", "1", outcome, pressed=pressed))
        deed.is_done = True
        return deed

    def show(self, *deeds: Deed) -> Json:
        return self.fake.world.add_message(self.fake.channel, self.fake.world.bot, {"content": words(*deeds)})

    def edit(self, message: Json, *deeds: Deed) -> None:
        self.fake.world.edit(message, {"content": words(*deeds)}, [], "")


def words(*deeds: Deed) -> str:
    return "\n".join(("말", *(f"-# {deed.stamp}" for deed in deeds)))


@pytest.fixture
def house(fake_discord: FakeDiscord) -> House:
    return House(fake_discord)


@pytest.mark.parametrize(("times", "is_right"), [(0, False), (1, True), (2, False)])
def test_each_doing_is_shown_on_one_message(house: House, times: int, *, is_right: bool) -> None:
    for _ in range(times):
        house.show(house.deed)
    assert (not house.ledger.wrong()) is is_right


def test_what_was_shown_stays_unless_it_is_followed_there(house: House) -> None:
    message = house.show(house.deed)
    later = house.did(Outcome.SHOWN)
    house.edit(message, later)
    assert len(house.ledger.wrong()) == 1
    later.pressed = message["id"]
    assert not house.ledger.wrong()


def test_what_somebody_deleted_is_not_put_up_again(house: House) -> None:
    message = house.show(house.deed)
    house.ledger.lose({message["id"]})
    house.fake.world.remove_message(message)
    assert not house.ledger.wrong()
    house.show(house.deed)
    assert house.ledger.wrong()


def test_what_is_gone_though_nobody_deleted_it_is_lost(house: House) -> None:
    house.fake.world.remove_message(house.show(house.deed))
    assert house.ledger.wrong()


def test_what_is_called_for_may_stand_once_more_and_no_more_often(house: House) -> None:
    house.show(house.deed)
    house.deed.called_after = 1
    assert house.ledger.wrong()
    house.show(house.deed)
    assert not house.ledger.wrong()
    assert house.ledger.doubled() == [house.deed]
    house.show(house.deed)
    assert house.ledger.wrong()


def test_what_nobody_did_and_what_nobody_heard_is_told(house: House) -> None:
    house.show(house.deed)
    house.ledger.expect(Deed("/ask", "1", Outcome.SHOWN, "ask"))
    assert len(house.ledger.wrong()) == 1
    house.ledger.hear(1, "run")
    assert any("run of 1 was heard, and never done" in told for told in house.ledger.wrong())
