"""The response clock on the screens and in the mail: it runs while the business is open, and says when it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest

from filon.foundation import clock
from filon.tenants import business
from tests.dashboard.people import signed_in
from tests.leads.test_answering import FRIDAY, ask, at, open_on_weekdays, set_up
from tests.parts.service import PairedSite
from tests.parts.smtp import Mailbox

MONDAY = at("2026-05-18 09:05")


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with clock.standing_at(FRIDAY):
        yield


def words(site: PairedSite, path: str = "", moment: datetime = MONDAY, language: str = "fr") -> str:
    """A page of Alice's at this moment, as one reads it."""
    page = html(site, path, moment, language)
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).replace("\u00a0", " ").split())


def html(site: PairedSite, path: str = "", moment: datetime = MONDAY, language: str = "fr") -> str:
    with clock.standing_at(moment):
        answer = signed_in(site, language=language).get(f"/app/{path}")
    assert answer.status_code == 200
    return answer.text


def ring(site: PairedSite, moment: datetime) -> tuple[str, int]:
    """The colour of the first ring, and how far it is filled."""
    page = html(site, "", moment)
    state = re.search(r'clock-big" data-state="(\w+)"', page)
    filled = re.search(r'stroke-dasharray="(\d+) 100"', page)
    assert state
    assert filled
    return state[1], int(filled[1])


def test_it_works(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    ask(alice)
    assert ring(alice, at("2026-05-15 17:56")) == ("ok", 20)
    assert ring(alice, at("2026-05-17 12:00")) == ("ok", 34), "over the weekend it stands still"
    assert ring(alice, MONDAY) == ("ok", 50)
    assert ring(alice, at("2026-05-18 09:11")) == ("soon", 70)
    assert ring(alice, at("2026-05-18 09:21")) == ("late", 100)


def test_a_longer_promise_fills_more_slowly(alice: PairedSite) -> None:
    set_up(alice, lambda: business.answer_within("120"))
    ask(alice)
    assert ring(alice, FRIDAY + timedelta(minutes=42)) == ("ok", 35)


def test_the_first_screen_says_that_the_clock_stands_still(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    ask(alice)
    sunday = at("2026-05-17 20:00")
    assert "Vous êtes fermé. Le délai de réponse est arrêté ; reprise : demain 9 h." in words(
        alice, "", sunday
    )
    assert "Vous êtes fermé" not in words(alice, "", MONDAY)


def test_the_first_screen_says_that_the_business_is_closed(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    ask(alice)
    set_up(alice, lambda: business.close("2026-05-18", "2026-05-19"))
    said = words(alice, "", MONDAY)
    assert "Fermé du 18 mai au 19 mai. Le délai de réponse est arrêté ; reprise : mercredi 9 h." in said
    assert ring(alice, at("2026-05-19 17:00")) == ("ok", 34)
    assert "Fermé du" not in words(alice, "", at("2026-05-20 08:00"))


@pytest.mark.parametrize(("language", "said"), [("en", "Closed from 18 May to 19 May."), ("ar", "مغلق من")])
def test_in_each_language(alice: PairedSite, language: str, said: str) -> None:
    ask(alice)
    set_up(alice, lambda: business.close("2026-05-18", "2026-05-19"))
    shown = words(alice, "", MONDAY, language)
    assert said in shown
    assert "Fermé" not in shown


def test_the_prospect_says_until_when(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    ask(alice)
    assert "à rappeler avant 9 h 20" in words(alice, "prospects/1")
    assert "à rappeler avant lundi 9 h 20" in words(alice, "prospects/1", FRIDAY)
    late = words(alice, "prospects/1", at("2026-05-18 10:00"))
    assert "en retard" in late
    assert "à rappeler avant" not in late


def test_the_list_colours_by_it(alice: PairedSite) -> None:
    open_on_weekdays(alice)
    ask(alice)
    for moment, colour in ((at("2026-05-17 12:00"), "today"), (at("2026-05-18 09:21"), "late")):
        page = html(alice, "prospects?status=waiting", moment)
        assert re.search(r'data-next="(\w+)"', page)[1] == colour  # type: ignore[index]


def test_the_mail_says_until_when(alice: PairedSite, mailbox: Mailbox) -> None:
    open_on_weekdays(alice)
    ask(alice)
    alice.filon.work()
    (mail,) = mailbox.mails
    drawn = mail.message.get_body(("html",))
    assert drawn is not None
    assert "à rappeler avant lundi 9 h 20" in str(drawn.get_content()).replace("\u00a0", " ")
    assert "À rappeler avant lundi 9 h 20." in mail.text.replace("\u00a0", " ")


def test_a_mail_that_comes_too_late_says_nothing_of_it(alice: PairedSite, mailbox: Mailbox) -> None:
    ask(alice)
    with clock.standing_at(FRIDAY + timedelta(hours=1)):
        alice.filon.work()
    assert "rappeler avant" not in mailbox.mails[0].text
