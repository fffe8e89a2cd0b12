"""A calendar that somebody publishes at an address: fetched when it has changed, and only if it is one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from filon.integrations import guarded
from filon.integrations.calendars import Later, Missing, NoCalendar, TooLong, Unauthorised
from filon.integrations.retry_after import seconds_of

# A calendar of a hundred thousand events has some twenty-five million bytes.
MOST_REDIRECTS, ANSWER_SECONDS, LONGEST = 3, 20, 32 * 1024 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Fetched:
    """The text of the calendar, and what to say the next time so that it is sent only if it has changed."""

    text: bytes
    etag: str
    last_modified: str


def fetch(url: str, etag: str, last_modified: str, *, allow_private: bool = False) -> Fetched | None:
    """What stands at the address (http, https, webcal); None where nothing has changed since it told us these two.

    Raises Missing, Unauthorised, NoCalendar, Later. Follows redirects, three at most, and never from https to http.
    """
    said = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": "text/calendar, */*;q=0.1", **{name: value for name, value in said.items() if value}}
    url = _address(url)
    for _ in range(MOST_REDIRECTS + 1):
        answer = _get(url, headers, allow_private)
        if answer.status not in _REDIRECTS:
            return _read(answer)
        try:
            there = _address(urljoin(url, answer.headers.get("location", "")))
        except ValueError:
            raise NoCalendar("it sends us nowhere") from None
        if url.startswith("https:") and not there.startswith("https:"):
            raise NoCalendar("it sends us from https to http")
        url = there
    raise NoCalendar("it sends us on and on")


def _address(url: str) -> str:
    # What comes after # is for whoever reads it.
    scheme, colon, rest = url.strip().partition("#")[0].partition(":")
    scheme = scheme.lower()
    return ("https" if scheme in ("webcal", "webcals") else scheme) + colon + rest


def _get(url: str, headers: dict[str, str], allow_private: bool) -> guarded.Answer:
    try:
        return guarded.call(
            "GET", url, headers=headers, allow_private=allow_private, seconds=ANSWER_SECONDS, longest=LONGEST
        )
    except guarded.Unresolved as error:
        raise Later(str(error)) from None
    except guarded.Refused as error:
        raise NoCalendar(str(error)) from None
    except guarded.TooLong as error:
        raise TooLong(str(error)) from None
    except guarded.NoAnswer as error:
        raise Later(str(error)) from None


def _read(answer: guarded.Answer) -> Fetched | None:
    status = answer.status
    if status == 304:
        return None
    if status in (401, 403):
        raise Unauthorised(f"it answers {status}")
    if status in (404, 410):
        raise Missing(f"it answers {status}")
    if status == 429 or status >= 500:
        raise Later(f"it answers {status}", seconds_of(answer.headers.get("retry-after", "")))
    # Pages to sign in come with 200. Byte order mark and empty lines are nobody's fault.
    begun = answer.body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if status != 200 or not begun.upper().startswith(b"BEGIN:VCALENDAR"):
        raise NoCalendar(f"it answers {status} with something else")
    return Fetched(answer.body, answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
