"""The process: lanes of threads that work, a watch that wakes them, and the lock that says it lives."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from typing import Any

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from filon.foundation import clock, config
from filon.foundation.database import database
from filon.foundation.outbox import CHANNEL, Event
from filon.foundation.process_locks import ProcessLocks, process_locks
from filon.reactions import OUTSIDE
from filon.schedule import JOBS, Job
from filon.worker.events import CLAIMED_AT_ONCE, Turns, free_held_by_dead, run

log = logging.getLogger(__name__)

# The net below the wake-up: a missed notification waits no longer than this.
NET_SECONDS = 1.0
SQLITE_LOOK_SECONDS = 0.05
SCHEDULE_LOCK = 0x46494C4F4E
# What a worker that was killed had in hand waits no longer than this for another.
LOOK_FOR_DEAD_SECONDS = 5


class Worker:
    """Lanes of threads over one outbox. A hanging mail server fills the outside lanes and delays nothing inside."""

    def __init__(self, settings: config.Settings, *, inside_lanes: int = 1, outside_lanes: int = 3) -> None:
        self.settings = settings
        # Whose lock others find free when this worker is dead. Pids come again, and containers have the same ones.
        self.life = secrets.randbits(62)
        self.name = f"{self.life}@{socket.gethostname()}-{os.getpid()}"
        self._known = threading.Event()
        self._stopping = threading.Event()
        self._done = threading.Event()
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
        living = threading.Thread(target=self._live, name="living")
        for thread in [living, *self._threads]:
            thread.start()
        watch = self._watch_sqlite if self.settings.engine == "sqlite" else self._watch_postgresql
        while not self._stopping.is_set():
            try:
                watch()
            except (psycopg.Error, OSError) as error:
                log.warning("waiting for the database: %s", type(error).__name__)
                self._stopping.wait(NET_SECONDS)
        for thread in self._threads:
            thread.join()
        # Only now: until then the lanes had events under this worker's name.
        self._done.set()
        living.join()

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
            if not self._known.wait(NET_SECONDS):
                continue  # what it claimed would be taken for a dead one's
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

    # ── being known to live, and the schedule

    def _live(self) -> None:
        """Have the lock that says this worker lives, and the schedule's too when it is free, until all is done."""
        while not self._done.is_set():
            try:
                locks = process_locks(self.settings)
            except (psycopg.Error, OSError) as error:
                log.warning("waiting for the locks: %s", type(error).__name__)
                self._done.wait(NET_SECONDS)
                continue
            try:
                if locks.take(self.life):
                    self._hold(locks)
            except (psycopg.Error, OSError) as error:
                log.warning("the locks are lost: %s", type(error).__name__)
            finally:
                self._known.clear()
                locks.close()
            self._done.wait(NET_SECONDS)

    def _hold(self, locks: ProcessLocks) -> None:
        self._known.set()
        scheduler = None
        try:
            while not self._done.is_set():
                locks.check()
                if scheduler is None and locks.take(SCHEDULE_LOCK):
                    scheduler = self._start_schedule(locks)
                self._done.wait(NET_SECONDS)
        finally:
            if scheduler:
                scheduler.shutdown()

    def _start_schedule(self, locks: ProcessLocks) -> BackgroundScheduler:
        log.info("this worker holds the schedule", extra={"event": "schedule.held"})

        def free_events_of_the_dead(_settings: config.Settings) -> None:
            free_held_by_dead(locks, living=self.life)

        scheduler = BackgroundScheduler(timezone="UTC")
        for job in [*JOBS, Job(free_events_of_the_dead, every=LOOK_FOR_DEAD_SECONDS)]:
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
        return scheduler


def _job(run: Callable[[config.Settings], None], settings: config.Settings) -> Callable[[], None]:
    def once() -> None:
        try:
            run(settings)
        except Exception:
            log.exception("job failed", extra={"job": run.__name__})

    return once
