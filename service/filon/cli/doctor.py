"""`filon doctor`: looks at everything that can be wrong with a set-up, and says for each what to do."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage

import click
import psycopg
from peewee import PeeweeException

from filon.appointments import account_secrets
from filon.foundation import clock, config, migrating, scanning, starting, storage
from filon.foundation.config import Misconfigured, Settings
from filon.foundation.last_seen import LastSeen
from filon.foundation.operator import across_tenants
from filon.foundation.starting import start
from filon.foundation.transactions import transaction
from filon.foundation.zone_rules import OLDEST_ZONES, use_newest_zones
from filon.housekeeping.figures import read_figures
from filon.housekeeping.findings import in_bytes, in_words, is_nearly_full
from filon.integrations import own_address, smtp
from filon.notifications import actions as notifications
from filon.tenants import site_secrets

# Signed calls of sites are refused beyond five minutes; long before that somebody should hear of it.
CLOCK_MAY_DIFFER = timedelta(seconds=20)
# What every antivirus takes for a virus, harmless as it is (EICAR, "Anti-Malware Testfile"); in halves, or this very
# file would be one.
_TEST_VIRUS = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Check:
    """`state` is "good", "mind" for what may be meant so, or "wrong"."""

    what: str
    state: str
    found: str
    advice: str = ""


@click.command()
@click.option("--mail", metavar="ADDRESS", help="Also send a mail to this address")
def doctor(mail: str | None) -> None:
    """Look for what is wrong with the set-up; each check says what to do. Ends with status 1 when one fails."""
    failed = False
    for check in examine(mail):
        failed = failed or check.state == "wrong"
        click.echo(
            f"{check.state:<5}  {check.what}: {check.found}" + (f". {check.advice}" if check.advice else "")
        )
    sys.exit(1 if failed else 0)


def examine(mail: str | None) -> Iterator[Check]:
    """Every check, as it is done; what hangs on a check that failed is left out."""
    try:
        settings = start(config.load())
    except Misconfigured as error:
        yield Check("settings", "wrong", str(error))
        return
    yield Check("settings", "good", f"{settings.environment}, {settings.engine}, {settings.address}")
    yield _zones()
    yield _files(settings)
    yield _scan()
    yield _mail(settings, mail)
    yield _address(settings)
    yield _proxies(settings)
    yield _alerts(settings)
    database = _database(settings)
    yield database
    if database.state == "good":
        checks: list[Callable[[Settings], Check]] = [_clock, _keys, _disks, _worker, _backups]
        for check in checks:
            yield check(settings)


def _zones() -> Check:
    version, where = use_newest_zones()
    if version < OLDEST_ZONES:
        advice = "Update the system's tzdata, or the tzdata package: the newer of both counts"
        return Check(
            "time zones", "wrong", f"{version or 'no version'} in {where}, older than {OLDEST_ZONES}", advice
        )
    return Check("time zones", "good", f"{version} in {where}")


def _files(settings: Settings) -> Check:
    folder = storage.folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        return Check(
            "files", "wrong", f"can't write to {folder}: {error.strerror}", "Give it to the service's user"
        )
    return Check("files", "good", f"can write to {folder}")


def _scan() -> Check:
    if not scanning.is_set():
        return Check("scan", "good", "no antivirus looks through files: FILON_SCAN is empty")
    try:
        suspects_all, finds_test = scanning.is_infected(b"Filon"), scanning.is_infected(_TEST_VIRUS)
    except scanning.CanNotTell as error:
        advice = "Run it by hand on a file and mend it: until then every file is refused"
        return Check("scan", "wrong", f"the antivirus {error}", advice)
    if suspects_all:
        return Check("scan", "wrong", "it takes a harmless text for infected", "Mend FILON_SCAN")
    if not finds_test:
        advice = "Has it signatures, and does it read its standard input?"
        return Check("scan", "wrong", "it does not find the test virus (EICAR)", advice)
    return Check("scan", "good", "it finds the test virus (EICAR) and lets a harmless text pass")


def _mail(settings: Settings, address: str | None) -> Check:
    host = settings.smtp.rpartition("@")[2].removeprefix("smtp://").removeprefix("smtps://")
    try:
        if address:
            smtp.send(settings.smtp, _test_mail(settings, address))
            return Check("mail", "good", f"{host} took a mail to {address}")
        smtp.reach(settings.smtp)
    except smtp.NotAccepted as error:
        return Check("mail", "wrong", f"{host}: {error}", "Mend FILON_SMTP: nobody is told of requests")
    return Check("mail", "good", f"{host} lets us in; try it with --mail ADDRESS")


def _test_mail(settings: Settings, address: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Filon: this mail arrived"
    message["From"] = Address("Filon", addr_spec=settings.mail_from)
    message["To"] = address
    message["Date"] = clock.now()
    message.set_content(f"`filon doctor --mail` sent it from {settings.address}.\n")
    return message


def _address(settings: Settings) -> Check:
    try:
        answer = own_address.ask_own_address(settings.address)
    except own_address.Unreachable as error:
        advice = "Is the service up, does the name lead here, is the certificate good?"
        return Check("address", "wrong", f"{settings.address}: {error}", advice)
    if answer.at is not None and abs(answer.at - clock.now()) > CLOCK_MAY_DIFFER:
        return Check(
            "address",
            "wrong",
            f"it says {answer.at:%H:%M:%S} UTC, we {clock.now():%H:%M:%S}",
            "Set the clocks",
        )
    return Check("address", "good", f"{settings.address} leads here")


def _proxies(settings: Settings) -> Check:
    count = settings.trusted_proxies
    if settings.production and not count:
        return Check(
            "proxies", "mind", "none is believed", "Behind a reverse proxy all callers look like one: say 1"
        )
    return Check("proxies", "good", f"{count} say who the caller is")


def _alerts(settings: Settings) -> Check:
    if not settings.alerts:
        return Check(
            "alerts", "mind", "nobody hears of what needs a person", "Set FILON_ALERTS to an e-mail address"
        )
    return Check("alerts", "good", f"{settings.alerts} hears of what needs a person")


def _database(settings: Settings) -> Check:
    try:
        starting.check_database(settings)
        with across_tenants("see whether the operator's role does"), transaction(write=False):
            read_figures(settings)
    except (migrating.Behind, migrating.Ahead, Misconfigured) as error:
        return Check("database", "wrong", str(error))
    except (PeeweeException, psycopg.Error, OSError) as error:
        return Check(
            "database", "wrong", f"it does not answer: {error}".strip(), "Mend FILON_DATABASE and its roles"
        )
    return Check(
        "database", "good", "answers, has this program's tables, and its roles are as they should be"
    )


def _clock(settings: Settings) -> Check:
    ours, theirs = clock.now(), _time_of_database(settings)
    if abs(ours - theirs) > CLOCK_MAY_DIFFER:
        found = f"the database says {theirs:%Y-%m-%d %H:%M:%S} UTC, this machine {ours:%Y-%m-%d %H:%M:%S}"
        return Check("clock", "wrong", found, "Let both machines keep time, with chrony or systemd-timesyncd")
    with transaction(write=False):
        newest = LastSeen.select().order_by(LastSeen.at.desc()).first()
    if newest is not None and newest.at - ours > CLOCK_MAY_DIFFER:
        found = f"it was set back: a {newest.name} was seen at {newest.at:%Y-%m-%d %H:%M:%S} UTC"
        return Check("clock", "wrong", found, "Let this machine keep time, with chrony or systemd-timesyncd")
    return Check("clock", "good", f"{ours:%Y-%m-%d %H:%M:%S} UTC, as the database's")


def _time_of_database(settings: Settings) -> datetime:
    if settings.engine == "sqlite":  # it asks the machine that it runs on
        return clock.now()
    with psycopg.connect(settings.database) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


def _keys(settings: Settings) -> Check:
    with across_tenants("see whether the keys open what is sealed"), transaction(write=False):
        sites, mails = site_secrets.count_unopenable(), notifications.count_unopenable()
        calendars = account_secrets.count_unopenable()
    if sites or mails or calendars:
        closed = f"{sites} sites, {calendars} calendars and {mails} waiting mails"
        found = f"FILON_KEYS does not open the secrets of {closed}"
        advice = (
            "Put the key that is missing behind the others, or pair the sites and connect the calendars again"
        )
        return Check("keys", "wrong", found, advice)
    return Check("keys", "good", f"{len(settings.keys)} open everything that is sealed")


def _disks(settings: Settings) -> Check:
    with across_tenants("see how full the disks are"), transaction(write=False):
        disks = read_figures(settings).disks
    found = ", ".join(f"{folder} {in_bytes(free)} free" for folder, (free, _total) in disks.items())
    if any(is_nearly_full(free, total) for free, total in disks.values()):
        return Check("disk", "wrong", found, "Make room")
    return Check("disk", "good", found)


def _worker(settings: Settings) -> Check:
    with across_tenants("see when a worker was there"), transaction(write=False):
        ago = read_figures(settings).worker
    if ago is None or ago > timedelta(minutes=2):
        found = "none was ever seen" if ago is None else f"none was seen for {in_words(ago)}"
        return Check("worker", "mind", found, "`filon worker` tells people of requests")
    return Check("worker", "good", f"seen {in_words(ago)} ago")


def _backups(settings: Settings) -> Check:
    with across_tenants("see when a backup was made"), transaction(write=False):
        ago = read_figures(settings).backup
    if ago is None:
        return Check(
            "backup", "mind", "none was ever made", "Let a timer run `filon backup FOLDER --keep 14`"
        )
    return Check("backup", "good", f"made {in_words(ago)} ago")
