"""The process: lanes of threads that work, a watch that wakes them, a renewal of their leases, and the schedule."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from filon.foundation import clock, config, leases
from filon.foundation.database import database
from filon.foundation.long_connections import connect_for_long
from filon.foundation.outbox import CHANNEL, Event
from filon.reactions import ELSEWHERE, LONG, OUTSIDE
from filon.schedule import JOBS
from filon.worker.events import (
    CLAIMED_AT_ONCE,
    LEASE_SECONDS,
    LONGEST_RUN_SECONDS,
    RENEW_SECONDS,
    Turns,
    renew,
    run,
)

log = logging.getLogger(__name__)

# The net below the wake-up: a missed notification waits no longer than this.
NET_SECONDS = 1.0
SQLITE_LOOK_SECONDS = 0.05
SCHEDULE = "schedule"


class Worker:
    """Lanes of threads over one outbox. A hanging mail server fills the outside lanes and delays nothing inside.

    No thread ends before it is told to, whatever it meets: it says so in the log and begins again. The others work on
    meanwhile, and ending the process would end what they have begun.
    """

    def __init__(
        self,
        settings: config.Settings,
        *,
        inside_lanes: int = 1,
        outside_lanes: int = 3,
        elsewhere_lanes: int = 2,
        long_lanes: int = 2,
    ) -> None:
        self.settings = settings
        # Pids come again, and containers have the same ones.
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._done = threading.Event()
        self._something = threading.Condition()
        self._changes = 0
        # What each lane has claimed, and from when to when it is renewed, by the monotonic clock.
        self._in_hand: dict[str, tuple[list[UUID], float, float]] = {}
        lanes = [("inside", ~Event.name.in_([*OUTSIDE, *ELSEWHERE, *LONG]))] * inside_lanes
        lanes += [("outside", Event.name.in_(list(OUTSIDE)))] * outside_lanes
        lanes += [("elsewhere", Event.name.in_(list(ELSEWHERE)))] * elsewhere_lanes
        # Two: who has just brought a file does not wait for another's export of everything.
        lanes += [("long", Event.name.in_(list(LONG)))] * long_lanes
        self._lanes = [
            threading.Thread(
                target=self._work,
                args=(condition, f"{self.name}-{kind}-{number}", kind),
                name=f"{kind}-{number}",
            )
            for number, (kind, condition) in enumerate(lanes)
        ]

    def run(self) -> None:
        """Work until stop() is called; what has begun is finished."""
        renewing = threading.Thread(target=self._renew_leases, name="leases")
        holding = threading.Thread(target=self._hold_schedule, name="schedule")
        for thread in [renewing, holding, *self._lanes]:
            thread.start()
        watch = self._watch_sqlite if self.settings.engine == "sqlite" else self._watch_postgresql
        self._again_and_again(watch, "waiting for the database")
        for thread in [holding, *self._lanes]:
            thread.join()
        # Only now: until then the lanes had events in hand.
        self._done.set()
        renewing.join()

    def stop(self) -> None:
        self._stopping.set()
        self._wake()

    def _again_and_again(self, what: Callable[[], None], but: str) -> None:
        while not self._stopping.is_set():
            try:
                what()
            except (psycopg.Error, OSError) as error:
                log.warning("%s: %s", but, type(error).__name__)
            except Exception:
                log.exception("%s", but)
            self._stopping.wait(NET_SECONDS)

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
        with connect_for_long(self.settings.database) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._wake()
            while not self._stopping.is_set():
                for _notice in connection.notifies(timeout=NET_SECONDS, stop_after=1):
                    self._wake()

    # ── events

    def _work(self, condition: Any, lane: str, kind: str) -> None:
        seen, turns = -1, Turns()
        while not self._stopping.is_set():
            try:
                worked = self._work_once(turns, condition, lane, kind)
            except Exception:
                log.exception("could not claim")
                self._stopping.wait(NET_SECONDS)
                continue
            if not worked:
                with self._something:
                    if self._changes == seen:
                        self._something.wait(NET_SECONDS)
                    seen = self._changes
        database.obj.close()

    def _work_once(self, turns: Turns, condition: Any, lane: str, kind: str) -> bool:
        events = turns.claim(condition, lane, CLAIMED_AT_ONCE[kind])
        now = time.monotonic()
        # Most are ended by then: a lease just begun is not worth a write.
        renewed = now + RENEW_SECONDS, now + LONGEST_RUN_SECONDS[kind]
        self._in_hand[lane] = ([event.id for event in events], *renewed)
        try:
            for event in events:
                run(event, self.settings)
        finally:
            del self._in_hand[lane]
        return bool(events)

    def _renew_leases(self) -> None:
        while not self._done.wait(RENEW_SECONDS):
            for lane, (ids, first, last) in self._in_hand.copy().items():
                if first <= time.monotonic() < last:
                    try:
                        renew(ids, lane)
                    except Exception:
                        log.exception("could not renew a lease")
        database.obj.close()

    # ── the schedule

    def _hold_schedule(self) -> None:
        """Run the schedule whenever no other worker does."""
        self._again_and_again(self._hold_schedule_once, "could not hold the schedule")
        database.obj.close()

    def _hold_schedule_once(self) -> None:
        if self._takes_schedule():
            try:
                self._run_schedule()
            finally:
                leases.give_back(SCHEDULE, self.name)

    def _takes_schedule(self) -> bool:
        return leases.take(SCHEDULE, self.name, LEASE_SECONDS)

    def _run_schedule(self) -> None:
        log.info("this worker holds the schedule", extra={"event": "schedule.held"})
        scheduler = BackgroundScheduler(timezone="UTC")
        for job in JOBS:
            trigger = IntervalTrigger(seconds=job.every, jitter=max(1, job.every // 10))
            # Once at the beginning: it may be overdue, and this worker may be ended before its time comes.
            scheduler.add_job(
                _job(job.run, self.settings),
                trigger,
                next_run_time=clock.now(),
                max_instances=1,
                coalesce=True,
                id=job.run.__name__,
            )
        scheduler.start()
        try:
            while not self._stopping.wait(RENEW_SECONDS):
                if not self._takes_schedule():
                    log.warning("another worker took the schedule", extra={"event": "schedule.lost"})
                    return
        finally:
            scheduler.shutdown()


def _job(run: Callable[[config.Settings], None], settings: config.Settings) -> Callable[[], None]:
    def once() -> None:
        try:
            run(settings)
        except Exception:
            log.exception("job failed", extra={"job": run.__name__})

    return once
