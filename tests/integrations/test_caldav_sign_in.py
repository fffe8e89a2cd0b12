"""Calendars of a real server are found from whatever somebody typed, and told to nobody without the password."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from filon.integrations.caldav import CalDav
from filon.integrations.calendars import NoCalendar, Remote, Unauthorised
from tests.integrations.caldav_answers import ENTRY, WINDOW
from tests.parts.radicale import PASSWORD, Radicale


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with Radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


def test_it_works(radicale: Radicale) -> None:
    calendar = radicale.add_calendar("first")
    alice = CalDav(radicale.address, "alice", PASSWORD, zone="UTC", allow_private=True)
    assert Remote(calendar, "First") in alice.calendars()


def test_calendars_are_found_from_whatever_was_typed(radicale: Radicale) -> None:
    calendar = radicale.add_calendar("joinery")
    tasks = radicale.add_calendar("tasks-only", "VTODO")
    second = radicale.add_calendar("second")
    typed = [
        radicale.address,
        f"{radicale.address}/",
        f"{radicale.address}/alice",
        f" {radicale.address}/alice/ ",
    ]
    for address in typed:
        found = {
            one.id: one
            for one in CalDav(address, "alice", PASSWORD, zone="UTC", allow_private=True).calendars()
        }
        assert {calendar, second} <= set(found)
        assert tasks not in found
        assert found[second] == Remote(second, "Second")
        assert not any(one.is_main for one in found.values())
    of_one = CalDav(calendar, "alice", PASSWORD, zone="UTC", allow_private=True).calendars()
    assert [one.id for one in of_one if one.is_main] == [calendar]
    assert second in [one.id for one in of_one]


def test_a_wrong_password_is_not_let_in(radicale: Radicale) -> None:
    calendar = radicale.add_calendar("alices")
    stranger = CalDav(radicale.address, "alice", "guess", zone="UTC", allow_private=True)
    with pytest.raises(Unauthorised):
        stranger.calendars()
    with pytest.raises(Unauthorised):
        list(stranger.changes(calendar, "", WINDOW))
    with pytest.raises(Unauthorised):
        stranger.create(calendar, ENTRY)


def test_whoever_may_not_see_a_calendar_is_told_so(radicale: Radicale) -> None:
    calendar = radicale.add_calendar("hers")
    bob = CalDav(radicale.address, "bob", PASSWORD, zone="UTC", allow_private=True)
    assert calendar not in [one.id for one in _or_none(bob)]
    with pytest.raises(Unauthorised):
        list(bob.changes(calendar, "", WINDOW))


def _or_none(account: CalDav) -> list[Remote]:
    try:
        return account.calendars()
    except NoCalendar:
        return []
