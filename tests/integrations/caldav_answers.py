"""What CalDAV servers answer, put together as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from filon.integrations.caldav import CalDav
from filon.integrations.calendars import Entry
from tests.integrations.peers import Peer

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = (AT, AT + timedelta(days=30))
ENTRY = Entry("0c" * 16, "appt-1@filon", 0, AT, AT + HOUR, "Europe/Paris", "Devis")
SEVERAL = "207 Several\r\nContent-Type: application/xml"
PRINCIPAL = "<d:current-user-principal><d:href>/me/</d:href></d:current-user-principal>"
HOME = "<c:calendar-home-set><d:href>{}</d:href></c:calendar-home-set>"
CALENDAR = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
SYNCS = """<d:supported-report-set><d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report>
</d:supported-report-set><d:sync-token>t1</d:sync-token>"""


def account_at(peer: Peer, address: str = "", **how: Any) -> CalDav:
    address = address or f"http://127.0.0.1:{peer.port}/"
    return CalDav(address, "alice", "secret", zone="Europe/Paris", **{"allow_private": True, **how})


def calendar_at(peer: Peer) -> str:
    return f"http://127.0.0.1:{peer.port}/cal/"


def several(*responses: str, more: str = "") -> bytes:
    return f"""<?xml version="1.0"?>
    <d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/">
    {"".join(responses)}{more}</d:multistatus>""".encode()


def response(href: str, properties: str = "", status: str = "") -> str:
    said = f"<d:status>HTTP/1.1 {status}</d:status>" if status else ""
    stat = f"<d:propstat><d:prop>{properties}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>"
    return f"<d:response><d:href>{href}</d:href>{said or stat}</d:response>"


def event(href: str, uid: str) -> str:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20261202T090000Z", "DURATION:PT1H"]
    text = "\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    return response(href, f"<d:getetag>1</d:getetag><c:calendar-data>{text}</c:calendar-data>")
