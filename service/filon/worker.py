"""One worker process: claims events as they are committed, runs what follows, and holds the schedule if it is free."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from filon.foundation import clock, config
from filon.foundation.database import database
from filon.foundation.logs import redact
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import CHANNEL, TRIES, Event, GivenUp
from filon.foundation.starting import start
from filon.foundation.tenancy import acting_for
from filon.foundation.transactions import transaction
from filon.reactions import INSIDE, OUTSIDE
from filon.schedule import JOBS

log = logging.getLogger(__name__)

# Longer than any reaction takes (a mail 60 s): past it another worker may try.
LEASE = timedelta(seconds=90)
# What stays in the house is quick. What goes outside may take most of a lease, and must not wait behind another.
CLAIMED_AT_ONCE = {"inside": 5, "outside": 1}
# The net below the wake-up: a missed notification waits no longer than this.
NET_SECONDS = 1.0
SQLITE_LOOK_SECONDS = 0.05
SCHEDULE_LOCK = 0x46494C4F4E
# How often a worker without the schedule asks whether it is free.
SCHEDULE_SECONDS = 3.0


class LeaseLost(Exception):
    """Another worker has taken the event over: this run is undone."""


class Worker:
    """Lanes of threads over one outbox. A hanging mail server fills the outside lanes and delays nothing inside."""

    def __init__(self, settings: config.Settings, *, inside_lanes: int = 1, outside_lanes: int = 3) -> None:
        self.settings = settings
        self.name = f"{socket.gethostname()}-{os.getpid()}"
        self._stopping = threading.Event()
        self._something = threading.Condition()
        self._changes = 0
        lanes = [("inside", ~Event.name.in_(list(OUTSIDE)))] * inside_lanes
        lanes += [("outside", Event.name.in_(list(OUTSIDE)))] * outside_lanes
        self._threads = [
            threading.Thread(
                target=self._work,
                args=(condition, f"{self.name}-{kind}-{number}", CLAIMED_AT_ONCE[kind]),
                name=f"{kind}-{number}",
            )
            for number, (kind, condition) in enumerate(lanes)
        ]

    def run(self) -> None:
        """Work until stop() is called; what has begun is finished."""
        for thread in self._threads:
            thread.start()
        schedule = threading.Thread(target=self._hold_schedule, name="schedule")
        schedule.start()
        watch = self._watch_sqlite if self.settings.engine == "sqlite" else self._watch_postgresql
        while not self._stopping.is_set():
            try:
                watch()
            except (psycopg.Error, OSError) as error:
                log.warning("waiting for the database: %s", type(error).__name__)
                self._stopping.wait(NET_SECONDS)
        for thread in [*self._threads, schedule]:
            thread.join()

    def stop(self) -> None:
        self._stopping.set()
        self._wake()

    def _wake(self) -> None:
        with self._something:
            self._changes += 1
            self._something.notify_all()

    # ── waking

    def _watch_sqlite(self) -> None:
        connection = database.obj.connection()
        seen = None
        while not self._stopping.wait(SQLITE_LOOK_SECONDS):
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            if version != seen:
                seen = version
                self._wake()

    def _watch_postgresql(self) -> None:
        with psycopg.connect(self.settings.database, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._wake()
            while not self._stopping.is_set():
                for _notice in connection.notifies(timeout=NET_SECONDS, stop_after=1):
                    self._wake()

    # ── events

    def _work(self, condition: Any, name: str, most: int) -> None:
        seen, turns = -1, Turns()
        while not self._stopping.is_set():
            try:
                events = turns.claim(condition, name, most)
            except Exception:
                log.exception("could not claim")
                self._stopping.wait(NET_SECONDS)
                continue
            for event in events:
                run(event, self.settings)
            if not events:
                with self._something:
                    if self._changes == seen:
                        self._something.wait(NET_SECONDS)
                    seen = self._changes
        database.obj.close()

    # ── schedule

    def _hold_schedule(self) -> None:
        while not self._stopping.is_set():
            hold = _schedule_lock(self.settings)
            if hold is None:
                self._stopping.wait(SCHEDULE_SECONDS)
                continue
            log.info("this worker holds the schedule", extra={"event": "schedule.held"})
            scheduler = BackgroundScheduler(timezone="UTC")
            for job in JOBS:
                trigger = IntervalTrigger(seconds=job.every, jitter=max(1, job.every // 10))
                scheduler.add_job(
                    _job(job.run, self.settings), trigger, max_instances=1, coalesce=True, id=job.run.__name__
                )
            scheduler.start()
            while not self._stopping.wait(1) and hold.is_alive():
                pass
            scheduler.shutdown()
            hold.release()


class Turns:
    """Whose events a lane took lately: one tenant's flood must not keep another's waiting."""

    def __init__(self) -> None:
        self._served: set[UUID] = set()

    def claim(self, condition: Any, worker: str, most: int) -> list[Event]:
        """Events of tenants that were not served in this round; when nobody else waits, a new round begins."""
        others = condition & Event.tenant.not_in(list(self._served)) if self._served else condition
        events = claim(others, worker, most)
        if not events and self._served:
            self._served.clear()
            events = claim(condition, worker, most)
        self._served |= {event.tenant for event in events}
        return events


def claim(condition: Any, worker: str, most: int = CLAIMED_AT_ONCE["inside"]) -> list[Event]:
    """Take up to `most` due events under a lease, the longest due first."""
    now = clock.now()
    free = Event.lease_until.is_null() | (Event.lease_until < now)
    with across_tenants("claim due events"):
        due = Event.select(Event.id).where(Event.dead_at.is_null() & (Event.due_at <= now) & free & condition)
        with transaction(write=False):  # a look first: a claim takes the writer's lock on SQLite
            if not due.exists():
                return []
        due = due.order_by(Event.due_at, Event.id).limit(most)
        if database.obj.for_update:
            due = due.for_update("FOR UPDATE SKIP LOCKED")
        with transaction():
            claimed = (
                Event.update(lease_until=now + LEASE, leased_by=worker)
                .where(Event.id.in_(due) & free)
                .returning(Event)
                .execute()
            )
            return sorted(claimed, key=lambda event: event.id)


def run(event: Event, settings: config.Settings) -> None:
    """Run what follows an event and end it, or note the failure and when to try again. Never raises."""
    try:
        with acting_for(event.tenant):
            if event.name in OUTSIDE:
                OUTSIDE[event.name](event, settings)
                with transaction():
                    _end(event)
            else:
                with transaction():
                    for reaction in INSIDE[event.name]:
                        reaction(event, settings)
                    _end(event)
    except LeaseLost:
        log.warning("lease lost", extra={"event": event.name})
    except Exception as error:
        _note_failure(event, error)


def _end(event: Event) -> None:
    ended = Event.delete().where((Event.id == event.id) & (Event.leased_by == event.leased_by)).execute()
    if not ended:
        raise LeaseLost


def _note_failure(event: Event, error: Exception) -> None:
    event.attempts += 1
    dead = event.attempts >= TRIES or isinstance(error, GivenUp)
    log.warning(
        "%s",
        "given up" if dead else "to be tried again",
        exc_info=error,
        extra={"event": event.name, "attempt": event.attempts},
    )
    try:
        with acting_for(event.tenant), transaction():
            Event.update(
                attempts=event.attempts,
                due_at=event.next_try_at(),
                lease_until=None,
                leased_by=None,
                dead_at=clock.now() if dead else None,
                last_error=redact(f"{type(error).__name__}: {error}")[:300],
            ).where((Event.id == event.id) & (Event.leased_by == event.leased_by)).execute()
    except Exception:
        log.exception("the lease will end by itself")


def _job(run: Callable[[config.Settings], None], settings: config.Settings) -> Callable[[], None]:
    def once() -> None:
        try:
            run(settings)
        except Exception:
            log.exception("job failed", extra={"job": run.__name__})

    return once


class _Lock:
    """The schedule's lock: held by one worker at a time, given back when its process ends however it ends."""

    def __init__(self, release: Callable[[], None], is_alive: Callable[[], bool]) -> None:
        self.release, self.is_alive = release, is_alive


def _schedule_lock(settings: config.Settings) -> _Lock | None:
    if settings.engine == "sqlite":
        path = Path(f"{settings.database.removeprefix('sqlite:///')}-schedule")
        file = path.open("w")  # noqa: SIM115  # held for as long as the lock is
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return _Lock(file.close, lambda: True)
    try:
        connection = psycopg.connect(settings.database, autocommit=True)
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (SCHEDULE_LOCK,)).fetchone()
    except psycopg.Error:
        return None
    if not row or not row[0]:
        connection.close()
        return None
    return _Lock(connection.close, lambda: _answers(connection))


def _answers(connection: Any) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def main() -> None:
    """Run a worker until SIGTERM or SIGINT."""
    worker = Worker(start())
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, lambda *_: worker.stop())
    worker.run()


if __name__ == "__main__":
    main()
