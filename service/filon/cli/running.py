"""Running the service: migrate, web, worker, or all of it on one machine."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys

import click

from filon.desk import announcements  # noqa: F401  # migrating needs the tables of every room below
from filon.foundation import config, measuring, migrating
from filon.foundation.starting import start
from filon.intake import models  # noqa: F401  # and this one's

# Longer than a mail server or a site is waited for.
STOPPING_SECONDS = 30
# A process that is told to end while it starts never does; and no request takes that long.
WEB_STOPPING_SECONDS = 10
# Python's interpreter works on one core, whatever the threads, and takes longer with several of them: each waits for
# the others after every call into the database. One process more than cores, for while one waits for something else.
PROCESSES = (os.cpu_count() or 1) + 1
THREADS = 1
# linux/prctl.h
_PR_SET_PDEATHSIG = 1


@click.command()
def migrate() -> None:
    """Bring the database to this version's shape."""
    ran = migrating.migrate(start())
    click.echo("\n".join(ran) if ran else "Nothing to do")


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--processes", default=PROCESSES, show_default="one more than cores")
@click.option(
    "--threads", default=THREADS, show_default=True, help="How many requests a process has at once."
)
def web(bind: str, processes: int, threads: int) -> None:
    """Serve the dashboard and the API."""
    os.environ.update(_web_environment(config.load()))
    os.execv(sys.executable, _web_command(bind, processes, threads))  # noqa: S606  # becomes the server


def _web_environment(settings: config.Settings) -> dict[str, str]:
    return measuring.measured_together() if settings.metrics_token else {}


def _web_command(bind: str, processes: int, threads: int) -> list[str]:
    host, _, port = bind.rpartition(":")
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "filon.app:create_app"),
        *(
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(processes),
            "--blocking-threads",
            str(threads),
        ),
        *("--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
        *("--workers-kill-timeout", str(WEB_STOPPING_SECONDS)),
    ]


@click.command()
def worker() -> None:
    """Run what follows from requests: mails, wake-ups, clean-up."""
    config.load()
    os.execv(sys.executable, [sys.executable, "-m", "filon.worker"])  # noqa: S606  # becomes the worker


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True)
@click.option("--processes", default=PROCESSES, show_default="one more than cores")
def up(bind: str, processes: int) -> None:
    """Everything on one machine: migrate, serve and work. Ends as a whole when one part ends."""
    settings = start()
    migrating.migrate(settings)
    os.environ.update(_web_environment(settings))
    commands = [_web_command(bind, processes, THREADS), [sys.executable, "-m", "filon.worker"]]
    parts: list[subprocess.Popen[bytes]] = []
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for part in parts:
            part.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    begin = functools.partial(_end_with_parent, os.getpid())
    for command in commands:
        # Each in a group of its own: a signal to our whole group would reach granian's workers before granian, which
        # would start them again.
        parts.append(
            subprocess.Popen(command, start_new_session=True, preexec_fn=begin)  # noqa: S603  # our own
        )
    while not stopping and all(part.poll() is None for part in parts):
        signal.sigtimedwait([signal.SIGCHLD], 1)
    status = 0 if stopping else next(part.returncode for part in parts if part.poll() is not None)
    for part in parts:
        _end(part)
    sys.exit(status)


def _end(part: subprocess.Popen[bytes]) -> None:
    """Ask a part to end, and end what is left of it: workers of a web server that was killed know nothing of it."""
    part.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        part.wait(timeout=STOPPING_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)
    part.wait()


def _end_with_parent(parent: int) -> None:
    """In a part before it becomes one: the kernel is to end it when `up` is killed, which leaves it the port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was killed a moment ago
        os._exit(1)
