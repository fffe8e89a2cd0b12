"""Two hundred visitors after the same slot at once, over HTTP; and the free slots of a month over a whole team."""

from __future__ import annotations

import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import requests

from filon.appointments.actions import book_appointment
from filon.appointments.availability import Terms, free_slots
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.kinds import add_kind
from filon.appointments.models import Appointment, Participant
from filon.appointments.plans import Plan
from filon.appointments.times import BusyTime
from filon.cli.running import PROCESSES
from filon.foundation import clock, migrating
from filon.tenants import actions
from filon.tenants.models import Member, Tenant
from tests.bench.running import Web, on_each_engine, p95, with_address
from tests.bench.syncing import measure_sync
from tests.parts.service import Filon, PairedSite
from tests.standins.google_calendar import GoogleStandIn
from tests.tenants.programs import Program, bearer

RUNS = 3
MEMBERS, BUSY_TIMES = 20, 5_000
# A key may ask so much at once.
VISITORS_OF_A_KEY = 50
_MONTH = timedelta(days=31)
_ASKED = 60
# Each process of the server makes its statements once.
_WARMING = 4 * PROCESSES
_WEEK = [[[480, 1140]]] * 7


def measure(rows: int = 200) -> dict[str, dict[str, Any]]:
    """`rows` visitors a run, each of whom wants the same slot of the same member. Medians of three runs.

    The server has as many processes as `filon up` would give it here.

    A run that has not exactly one of the `winners` stops the bench; `doubles` should be 0; `refused` were told the
    nearest free ones; `seconds` from the first question to the last answer. `slots_p95_ms`: the free slots of a month
    over 20 members with 5,000 busy times, half of them appointments; `slots_http_p95_ms` the same over HTTP. The rest
    is of syncing.measure_sync().
    """
    return on_each_engine(lambda folder, make: _engine(folder, make, rows))


def _engine(folder: Path, make: Callable[[], dict[str, str]], rows: int) -> dict[str, Any]:
    with GoogleStandIn() as google:
        known = f"{google.oauth.client_id}:{google.oauth.client_secret}@{google.url}"
        return _measured(folder, {**with_address(make()), "FILON_GOOGLE": known}, rows, google)


def _measured(folder: Path, environ: dict[str, str], rows: int, google: GoogleStandIn) -> dict[str, Any]:
    service = Filon(environ)
    site = service.add_client()
    programs = [Program(site, name=f"Agenda {n}") for n in range(rows // VISITORS_OF_A_KEY + 1)]
    with service.inside(site.tenant):
        Tenant.update(hours=_WEEK).execute()
        alice = Member.get(Member.role == "owner").id
        kind = add_kind([alice], name="Prise de mesures", minutes=30, notice=0)
        team = [alice, *(_hire(number) for number in range(MEMBERS - 1))]
    with Web(environ, folder / "booking.log", processes=PROCESSES) as web:
        runs = [_race(site, web, programs, kind, alice, day + 2, rows) for day in range(RUNS)]
        _fill(site, team)
        with service.inside(site.tenant):
            shared = add_kind(team, name="Avec l’équipe", minutes=30, before=10, after=10, notice=0)
        migrating.migrate(service.settings)  # which counts what is there
        times = [_time_of(lambda: _slots_here(site, shared, team)) for _n in range(_ASKED)]
        address = f"{web.address}/api/v1/appointment-kinds/{shared.id}/slots?days={_MONTH.days}"
        for _n in range(_WARMING):
            _slots_there(address, programs[0])
        asked = [_time_of(lambda: _slots_there(address, programs[0])) for _n in range(_ASKED)]
    doubles = _doubles_in(site)
    synchronised = measure_sync(site, alice, google)
    service.close()
    return {
        "winners": max(run["winners"] for run in runs),
        "doubles": doubles,
        "refused": min(run["refused"] for run in runs),
        "seconds": round(statistics.median(run["seconds"] for run in runs), 3),
        "slots_p95_ms": round(p95(times), 1),
        "slots_http_p95_ms": round(p95(asked), 1),
        **synchronised,
    }


def _hire(number: int) -> UUID:
    mail = f"agent{number}@atlas.example"
    id: UUID = actions.add_member(name=f"Agent {number}", email=mail, role="agent", language="fr").id
    return id


def _race(
    site: PairedSite, web: Web, programs: list[Program], kind: Any, alice: UUID, day: int, visitors: int
) -> dict[str, Any]:
    """All ask at once for the first slot of a day."""
    with site.filon.inside(site.tenant, write=False):
        begins = clock.now() + timedelta(days=day)
        slot = free_slots(Terms.of(kind), [alice], begins, begins + timedelta(days=1))[0]
    site.filon.close()
    body = {"kind": str(kind.id), "starts_at": slot.starts_at.isoformat(), "as_offered": True}
    begin = threading.Barrier(visitors + 1)

    def visit(number: int) -> tuple[int, str, bool]:
        key = programs[number // VISITORS_OF_A_KEY].key
        with requests.Session() as session:
            begin.wait()
            answer = session.post(
                f"{web.address}/api/v1/appointments", json=body, headers=bearer(key), timeout=60
            )
        told = answer.json()
        return answer.status_code, told.get("code", ""), bool(told.get("free"))

    with ThreadPoolExecutor(visitors) as pool:
        waiting = [pool.submit(visit, number) for number in range(visitors)]
        begin.wait()
        began = time.perf_counter()
        answers = Counter(one.result() for one in waiting)
        seconds = time.perf_counter() - began
    unexpected = set(answers) - {(201, "", False), (409, "slot_taken", True)}
    if unexpected or answers[201, "", False] != 1:
        raise SystemExit(f"booking: {answers}")
    return {
        "winners": answers[201, "", False],
        "refused": answers[409, "slot_taken", True],
        "seconds": seconds,
    }


def _fill(site: PairedSite, team: list[UUID]) -> None:
    """Half of the busy times are appointments, half are said by calendars elsewhere; spread over the month."""
    each = BUSY_TIMES // 2 // len(team)
    first = datetime.now(UTC).replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=6)
    for member in team:
        with site.filon.inside(site.tenant):
            account = CalendarAccount.add(
                member_id=member, provider="feed", address="", user="", secret="", due_at=None
            )
            calendar = OutsideCalendar.add(
                account_id=account.id,
                member_id=member,
                outside_id="feed",
                name="",
                can_write=False,
                is_read=True,
                answered_at=clock.now(),
            )
            for number in range(each):
                at = first + timedelta(days=number % 24, minutes=100 * (number // 24))
                book_appointment(Plan(at, minutes=20, members=(member,)))
                BusyTime.add(
                    member_id=member,
                    calendar_id=calendar.id,
                    busy_from=at + timedelta(minutes=50),
                    busy_until=at + timedelta(minutes=65),
                    outside_id=f"{number}",
                    seen_at=first,
                )
    site.filon.close()


def _slots_here(site: PairedSite, kind: Any, team: list[UUID]) -> None:
    with site.filon.inside(site.tenant, write=False):
        now = clock.now()
        if not free_slots(Terms.of(kind), team, now, now + _MONTH):
            raise SystemExit("booking: nothing is free")


def _slots_there(address: str, program: Program) -> None:
    if not requests.get(address, headers=bearer(program.key), timeout=10).json()["slots"]:
        raise SystemExit("booking: nothing is free")


def _time_of(do: Callable[[], None]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - began)


def _doubles_in(site: PairedSite) -> int:
    """Pairs of rows that take the same time of a member, of all appointments that were booked."""
    with site.filon.inside(site.tenant, write=False):
        taken = sorted(
            (one.member_id, one.busy_from, one.busy_until)
            for one in Participant.select().where(Participant.busy_from.is_null(False))
        )
        count = Appointment.select().count()
    if len(taken) != count:
        raise SystemExit(f"booking: {count} appointments take {len(taken)} times")
    following = zip(taken, taken[1:], strict=False)
    return sum(one[0] == other[0] and other[1] < one[2] for one, other in following)
