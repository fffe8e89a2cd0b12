"""A business's logo: only pictures, never as they came, drawn anew and small; kept beside the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from filon.foundation import clock, drawing, leases, outbox, scanning, storage
from filon.foundation.config import Settings
from filon.foundation.errors import Invalid, NotFound, TooMany
from filon.foundation.i18n import _
from filon.foundation.ids import new_token
from filon.foundation.limits import count_attempt
from filon.foundation.outbox import Event
from filon.foundation.tenancy import here
from filon.foundation.transactions import on_its_own, transaction
from filon.tenants import changes
from filon.tenants.changes import SettingChange
from filon.tenants.models import Tenant

MOST_BYTES = 1024 * 1024
_DRAWN = drawing.Wanted(kept_side=512, longest_side=4000)
# Each may keep a process busy for seconds, and who waits for it serves nobody else: one at a time, and not all day.
LOGOS_AN_HOUR = 20
PAUSE_SECONDS = 60


class TookTooLong(Invalid):
    """A picture that took all the time or memory that it gets."""


def show_logo(content: bytes) -> Any:
    """Show this picture beside the business's name; returns the SettingChange. Raises Invalid for none, TooMany."""
    count_attempt("logos of", here().hex, most=LOGOS_AN_HOUR, seconds=3600)
    with _one_at_a_time():
        drawn = redraw(content)
    with transaction():
        return _keep(storage.keep(drawn))


def show_none() -> Any:
    """Show no logo any more; returns the SettingChange, None when there was none."""
    with transaction():
        return _keep(None)


def shown() -> bytes:
    """The picture that is shown, a PNG. Raises NotFound when there is none."""
    try:
        return storage.read(Tenant.current().logo or "")
    except storage.NoSuchFile:
        raise NotFound() from None


def put_back(name: str | None) -> Any:
    """Show the one before again, while it is there."""
    with transaction():
        return _keep(name)


def forget_replaced(event: Event, settings: Settings) -> None:
    """Delete a logo that was replaced, unless it was put back."""
    if Tenant.current().logo != event.payload["logo"]:
        storage.forget(event.payload["logo"])


def names_of_files() -> set[str]:
    """What storage keeps as a logo: the one that is shown, and those that can be put back."""
    may_come_back = SettingChange.select(SettingChange.before).where(
        (SettingChange.subject == "business") & (SettingChange.happened_at > clock.now() - changes.GONE_AFTER)
    )
    names = {before.get("logo") for (before,) in may_come_back.tuples()}
    return {name for name in {Tenant.current().logo, *names} if name}


def redraw(content: bytes) -> bytes:
    """The picture as a PNG of at most 512 points a side, without anything that came beside it. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise _wrong(_("Ce fichier est trop lourd : 1 Mo au plus."))
    # Before it is decoded, too: what an antivirus knows is made for decoders.
    scanning.refuse_infected(content, field="logo")
    try:
        return drawing.draw_anew(content, _DRAWN)
    except drawing.TooBig:
        raise _wrong(_("Cette image est trop grande : 4 000 points de côté au plus.")) from None
    except drawing.Moves:
        raise _wrong(_("Cette image bouge : choisissez-en une fixe.")) from None
    except drawing.NoPicture as error:
        kind = TookTooLong if isinstance(error, drawing.TakesTooLong) else Invalid
        raise kind(
            {"logo": [_("Ce fichier n’est pas une image PNG, JPEG ou WebP, ou il est abîmé.")]}
        ) from None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Raises TooMany while another of this business is drawn, and for a while after one that took too long."""
    name, holder = f"drawing for {here().hex}", new_token()
    with on_its_own():
        taken = leases.take(name, holder, PAUSE_SECONDS)
    if not taken:
        raise TooMany(retry_after=PAUSE_SECONDS)
    try:
        yield
    except TookTooLong:
        raise  # and keep it until it ends
    except BaseException:
        _give_back(name, holder)
        raise
    _give_back(name, holder)


def _give_back(name: str, holder: str) -> None:
    with on_its_own():
        leases.give_back(name, holder)


def _keep(name: str | None) -> Any:
    before = Tenant.current().logo
    change = changes.keep("business", Tenant.current(), logo=name)
    if change is not None and before:
        outbox.emit("logo.replaced", due_at=clock.now() + changes.GONE_AFTER, logo=before)
    return change


def _wrong(sentence: str) -> Invalid:
    return Invalid({"logo": [sentence]})
