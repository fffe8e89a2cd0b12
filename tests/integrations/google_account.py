"""Alice's account at the stand-in of Google, as the tests reach and read it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from filon.integrations.calendars import Account, Entry, Known
from filon.integrations.google_calendar import GoogleCalendar
from filon.integrations.oauth import GOOGLE
from tests.standins.google_calendar import GoogleStandIn

MAIL = "alice@example.com"
WINDOW = (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
ENTRY = Entry(
    key="0197f3a2b4c57d6e8f90a1b2c3d4e5f6",
    uid="rdv-0197f3a2@filon.example",
    sequence=0,
    starts_at=datetime(2026, 12, 8, 9, tzinfo=UTC),
    ends_at=datetime(2026, 12, 8, 9, 45, tzinfo=UTC),
    zone="Africa/Casablanca",
    title="Rendez-vous : Bob <Martin>",
    details="Devis & pose",
    place="12, rue du Four",
    link="https://filon.example/rendez-vous/1",
)


def client(google: GoogleStandIn, access: str = "") -> GoogleCalendar:
    """By a token for no more than we ask people to permit."""
    access = access or google.oauth.permit(MAIL, *GOOGLE.needed)
    return GoogleCalendar(access, base=google.base, allow_private=True)


def read_all(account: Account, token: str = "") -> tuple[dict[str, Known], set[str], str]:
    """What is known, what is gone, and the token to go on from."""
    pages = list(account.changes(MAIL, token, WINDOW))
    assert [page.token != "" for page in pages] == [False] * (len(pages) - 1) + [True]
    known = {one.id: one for page in pages for one in page.known}
    return known, {id for page in pages for id in page.gone}, pages[-1].token


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
