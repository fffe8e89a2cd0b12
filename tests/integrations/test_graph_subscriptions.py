"""Having Microsoft tell us of changes: it calls our address first, and tells everything at least once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from filon.integrations.calendars import Later, Missing, NoCalendar
from tests.integrations.outlook import HOUR, NINE, Ear, Outlook, entry, outlook

STATE = "b64-of-something-secret"


@pytest.fixture
def alice() -> Iterator[Outlook]:
    """Her mailbox, and no request to it that Microsoft would not take."""
    with outlook() as hers:
        yield hers


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Our own address."""
    with Ear().listening() as listening:
        yield listening


def _in(minutes: int) -> datetime:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).replace(microsecond=0)


def test_it_works(alice: Outlook, ear: Ear) -> None:
    until = _in(4200)
    id, holds_until = alice.account.subscribe(ear.address, STATE, until)
    assert holds_until == until
    assert ear.validations == 2, "where changes are told, and where it tells what becomes of the subscription"
    event = alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    alice.mailbox.change(event, subject="Chez elle")
    alice.mailbox.remove(event)
    assert alice.graph.subscriptions.deliver() == [202]
    assert [one["changeType"] for one in ear.told] == ["created", "updated", "deleted"]
    assert {(one["subscriptionId"], one["clientState"]) for one in ear.told} == {(id, STATE)}
    assert {one["resourceData"]["id"] for one in ear.told} == {event.id(immutable=True)}
    alice.account.unsubscribe(id)
    alice.account.unsubscribe(id)
    alice.account.create(alice.home, entry())
    assert alice.graph.subscriptions.deliver() == []


def test_it_is_renewed(alice: Outlook, ear: Ear) -> None:
    id, _until = alice.account.subscribe(ear.address, STATE, _in(60))
    until = _in(4200)
    assert alice.account.renew(id, until) == until
    alice.account.unsubscribe(id)
    with pytest.raises(Missing):
        alice.account.renew(id, until)


def test_an_address_with_a_query_of_its_own(alice: Outlook, ear: Ear) -> None:
    alice.account.subscribe(f"{ear.address}?of=1", STATE, _in(60))
    assert ear.validations == 2


@pytest.mark.parametrize("words", [{"is_encoded": True}, {"kind": "text/html"}])
def test_an_address_that_answers_otherwise_is_not_taken(
    alice: Outlook, ear: Ear, words: dict[str, object]
) -> None:
    vars(ear).update(words)
    with pytest.raises(Later, match="ValidationError"):
        alice.account.subscribe(ear.address, STATE, _in(60))
    assert alice.graph.subscriptions.standing == {}


def test_what_can_not_be_subscribed(alice: Outlook, ear: Ear) -> None:
    with pytest.raises(NoCalendar):
        alice.account.subscribe(ear.address, STATE, _in(4300))
    with pytest.raises(NoCalendar):
        alice.account.subscribe(ear.address, "x" * 129, _in(60))
    with pytest.raises(NoCalendar):
        alice.account.subscribe("http://filon.example/graph", STATE, _in(60))


def test_what_may_arrive(alice: Outlook, ear: Ear) -> None:
    """Twice, in another order, again after it was not taken, and from somebody who is not Microsoft."""
    id, _until = alice.account.subscribe(ear.address, STATE, _in(60))
    event = alice.mailbox.add(alice.home, NINE, NINE + HOUR)
    alice.mailbox.change(event, showAs="free")
    ear.status = 503
    assert alice.graph.subscriptions.deliver() == [503]
    ear.status = 202
    assert alice.graph.subscriptions.deliver(twice=True, backwards=True) == [202, 202]
    assert [one["changeType"] for one in ear.told] == ["updated", "created"] * 2
    alice.mailbox.remove(event)
    alice.graph.subscriptions.deliver(client_state="guessed")
    assert ear.told[-1]["clientState"] == "guessed"
    alice.graph.subscriptions.note_lifecycle(id, "missed")
    alice.graph.subscriptions.note_lifecycle(id, "subscriptionRemoved")
    alice.graph.subscriptions.deliver()
    assert [one["lifecycleEvent"] for one in ear.told[-2:]] == ["missed", "subscriptionRemoved"]
