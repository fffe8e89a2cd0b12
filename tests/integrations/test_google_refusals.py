"""Whatever Google Calendar refuses, or does not manage to say, has a name that says what to do about it."""

from __future__ import annotations

import pytest

from filon.integrations.calendars import Account, Later, Missing, NoCalendar, Page, Unauthorised
from filon.integrations.google_calendar import GoogleCalendar
from filon.integrations.oauth import GOOGLE
from tests.integrations.google_account import ENTRY, MAIL, WINDOW, client
from tests.standins.google_calendar import GoogleStandIn
from tests.standins.google_store import Calendar


def test_it_works(google: GoogleStandIn, account: Account) -> None:
    google.refuse(403, "rateLimitExceeded", retry_after="17")
    with pytest.raises(Later) as caught:
        account.calendars()
    assert caught.value.seconds == 17
    assert account.calendars()


def test_a_calendar_that_is_not_there_is_missing(account: Account) -> None:
    with pytest.raises(Missing):
        list(account.changes("gone@group.calendar.google.com", "", WINDOW))
    with pytest.raises(Missing):
        account.create("gone@group.calendar.google.com", ENTRY)


def test_a_calendar_that_may_only_be_read_takes_nothing(google: GoogleStandIn, account: Account) -> None:
    holidays = "fr.french#holiday@group.v.calendar.google.com"
    google.store.calendar(google.alice, holidays, "Fériés", "reader")
    assert list(account.changes(holidays, "", WINDOW))[-1].token
    with pytest.raises(Missing):
        account.create(holidays, ENTRY)


@pytest.mark.parametrize(
    ("status", "reason", "raised"),
    [
        (401, "authError", Unauthorised),
        (403, "insufficientPermissions", Unauthorised),
        (403, "somethingNew", Unauthorised),
        (403, "rateLimitExceeded", Later),
        (403, "userRateLimitExceeded", Later),
        (403, "quotaExceeded", Later),
        (403, "accessNotConfigured", Later),
        (403, "", Later),
        (403, "forbiddenForNonOrganizer", Missing),
        (404, "notFound", Missing),
        (410, "deleted", Missing),
        (408, "", Later),
        (429, "rateLimitExceeded", Later),
        (500, "backendError", Later),
        (503, "backendError", Later),
        (400, "badRequest", NoCalendar),
        (302, "", NoCalendar),
    ],
)
def test_every_refusal_has_a_name(
    google: GoogleStandIn, account: Account, status: int, reason: str, raised: type[Exception]
) -> None:
    questions = [
        account.calendars,
        lambda: list(account.changes(MAIL, "", WINDOW)),
        lambda: account.create(MAIL, ENTRY),
        lambda: account.update(MAIL, "filon00000", '"1"', ENTRY),
        lambda: account.read(MAIL, "filon00000", WINDOW),
    ]
    for question in questions:
        google.refuse(status, reason)
        with pytest.raises(raised):
            question()


def test_a_page_of_words_says_no_more_than_its_status(google: GoogleStandIn, account: Account) -> None:
    for status, raised in ((404, Missing), (401, Unauthorised), (200, Later)):
        google.faults.answer(status, "<html>")
        with pytest.raises(raised):
            account.calendars()


def test_it_waits_as_long_as_google_says(google: GoogleStandIn, account: Account) -> None:
    for status in (429, 503, 403):
        google.refuse(status, "rateLimitExceeded", retry_after="17")
        with pytest.raises(Later) as caught:
            account.calendars()
        assert caught.value.seconds == 17
    google.refuse(503, "backendError", retry_after="soon")
    with pytest.raises(Later) as caught:
        account.calendars()
    assert caught.value.seconds is None
    for past in ("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 -0000"):
        google.refuse(503, "backendError", retry_after=past)
        with pytest.raises(Later) as caught:
            account.calendars()
        assert caught.value.seconds == 0


def test_half_an_answer_and_none_are_asked_for_again(google: GoogleStandIn, account: Account) -> None:
    google.faults.cut_short()
    with pytest.raises(Later):
        list(account.changes(MAIL, "", WINDOW))
    google.faults.hang_up()
    with pytest.raises(Later):
        list(account.changes(MAIL, "", WINDOW))
    google.faults.be_slow(0.3)
    assert list(account.changes(MAIL, "", WINDOW))[-1].token
    with pytest.raises(Later):
        GoogleCalendar("token", base="https://calendar.invalid/calendar/v3").calendars()


def test_a_fault_on_a_later_page_leaves_no_token(
    google: GoogleStandIn, calendar: Calendar, account: Account
) -> None:
    google.store.fill(calendar, WINDOW[0], 1500)
    google.faults.pass_by()
    google.refuse(503, "backendError")
    seen: list[Page] = []
    with pytest.raises(Later):
        seen += account.changes(MAIL, "", WINDOW)
    assert [page.token for page in seen] == [""]


def test_answers_of_another_shape_are_no_calendar(google: GoogleStandIn, account: Account) -> None:
    for strange in ({"items": [{"id": "x", "start": {"date": "tomorrow"}}]}, {"items": [3]}, {"items": [{}]}):
        google.faults.answer(200, strange)
        with pytest.raises(NoCalendar):
            list(account.changes(MAIL, "", WINDOW))


def test_a_token_that_is_over_lets_nobody_in(google: GoogleStandIn) -> None:
    access = google.oauth.permit(MAIL, *GOOGLE.needed)
    google.oauth.end_access()
    with pytest.raises(Unauthorised):
        client(google, access).calendars()


def test_a_permission_that_was_not_given_is_unauthorised(google: GoogleStandIn) -> None:
    access = google.oauth.permit(MAIL, "https://www.googleapis.com/auth/calendar.calendarlist.readonly")
    assert client(google, access).calendars()
    with pytest.raises(Unauthorised):
        client(google, access).create(MAIL, ENTRY)
