"""What needs a person, in plain words with what to do: for `filon status`, `filon watch` and the operator's mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from filon.housekeeping.figures import Figures

WORKER_SILENT_AFTER = timedelta(minutes=2)
STUCK_AFTER = timedelta(minutes=15)
BACKUP_OLD_AFTER = timedelta(days=2)
# Whichever is less: a twentieth of a small disk, two gigabytes of a large one.
_FULL_SHARE = 0.05
_FULL_BYTES = 2_000_000_000


_FAULTS = {
    "absent": "none has come for more than a day. Does WordPress' schedule run? Fill the form in to see",
    "gone": "its form plugin is off, or the form was deleted",
    "no_page": "the form can't be found on its page",
    "unreachable": "the site can't call itself, or answered with an error",
    "refused": "it refused what was filled in. Fill it in to see",
    "uncaptured": "it took what was filled in, but nothing of it was captured",
    "unfit": "it asks for a password or a card now, and is tested no more",
    "unheld": "another plugin sends mails in WordPress' place, so none was sent",
    "counted": "it was taken for a request, and is tested no more until that is switched off and on again",
    "spam": "the site took it for spam",
    "nobody": "it arrived, but no member with an address would have been told of it",
}


@dataclass(frozen=True)
class Finding:
    """`key` stays the same for as long as the matter does; `sentence` names numbers and addresses, never people."""

    key: str
    sentence: str


def needs_a_person(figures: Figures) -> list[Finding]:
    """What a person should look at now, the most urgent first."""
    found = []
    if figures.worker is None or figures.worker > WORKER_SILENT_AFTER:
        ago = f"for {in_words(figures.worker)}" if figures.worker is not None else "yet"
        found.append(
            Finding("worker", f"No worker was seen {ago}: nobody is told of requests. Start `filon worker`")
        )
    for folder, (free, total) in figures.disks.items():
        if is_nearly_full(free, total):
            found.append(
                Finding(
                    f"disk {folder}", f"The disk of {folder} is nearly full: {in_bytes(free)} free. Make room"
                )
            )
    if figures.dead:
        found.append(
            Finding(
                "dead",
                f"{figures.dead} events were given up: `filon outbox dead`, then `filon outbox replay`",
            )
        )
    if figures.oldest > STUCK_AFTER:
        found.append(
            Finding(
                "stuck",
                f"{figures.waiting} events are due, the oldest for {in_words(figures.oldest)}:"
                " is the mail server up? See the worker's log and `filon doctor`",
            )
        )
    for site in figures.silent:
        found.append(
            Finding(
                f"site {site.id}",
                f"{site.home_url} (client {site.client}) has delivered nothing since {site.seen_at:%Y-%m-%d %H:%M} UTC,"
                " against its habit: is the site up and the plugin active?",
            )
        )
    for site in figures.gaps:
        found.append(
            Finding(
                f"gaps {site.id}",
                f"{site.home_url} (client {site.client}) has {site.gaps} requests that did not come, and sends them"
                " again by itself: what stays is named in its WordPress, Settings, Filon",
            )
        )
    for site in figures.deaf:
        found.append(
            Finding(
                f"deaf {site.id}",
                f"{site.home_url} (client {site.client}): {' and '.join(site.deaf)} no longer tells the plugin of what"
                " is sent, and its requests come late, once they are looked for: update both, then send a form",
            )
        )
    for site, forms in figures.silent_forms:
        found.append(
            Finding(
                f"forms {site.id}",
                f"{site.home_url} (client {site.client}): {_names(forms)} has sent nothing since"
                f" {forms[0].silent_since:%Y-%m-%d %H:%M} UTC, against its habit: fill it in to see",
            )
        )
    for site, form in figures.failed_tests:
        found.append(
            Finding(
                f"test {form.id}",
                f"{site.home_url} (client {site.client}): {_name(form)} did not pass its nightly test:"
                f" {_why(form)}",
            )
        )
    if figures.backup is not None and figures.backup > BACKUP_OLD_AFTER:
        found.append(
            Finding("backup", f"The last backup was made {in_words(figures.backup)} ago: run `filon backup`")
        )
    return found


def _names(forms: list[Any]) -> str:
    first = _name(forms[0])
    return first if len(forms) == 1 else f"{first} (and {len(forms) - 1} more)"


def _name(form: Any) -> str:
    return f"the form “{(form.title or form.form)[:80]}”"


def _why(form: Any) -> str:
    """What went wrong with a form's nightly test. What the form itself said may be anything, and stands in quotes."""
    if form.test_fault == "refused" and form.test_detail:
        # On one line, whatever a site that was taken over writes there.
        return f"it refused what was filled in, and said “{' '.join(form.test_detail.split())[:120]}”"
    return _FAULTS.get(form.test_fault, "its site says so, and not why")


def is_nearly_full(free: int, total: int) -> bool:
    """Whether a disk with so many bytes needs a person."""
    return free < min(total * _FULL_SHARE, _FULL_BYTES)


def in_words(time: timedelta) -> str:
    """About how long: `40 seconds`, `3 hours`."""
    seconds = time.total_seconds()
    for size, name in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {name}"
    return f"{int(seconds)} seconds"


def in_bytes(count: int) -> str:
    """About how much: `512 MB`, `3.2 GB`."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
