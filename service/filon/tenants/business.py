"""Every change to what a business says of itself: name, phone, language, zone, hours, closings, promise, colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers

from filon.foundation import clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Invalid
from filon.foundation.i18n import LANGUAGES, _
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.tenants import changes, hours, logos
from filon.tenants.actions import zones
from filon.tenants.answering import COLUMNS, TARGETS, read_closing
from filon.tenants.models import Tenant
from filon.tenants.public_holidays import holidays_after

LONGEST_NAME = 100
_LONGEST_PHONE = 60
SILENT_DAYS = (3, 7, 14, 30)
# Minutes of working time.
ESCALATE_AFTER = (15, 30, 60, 120, 240)
# Minutes before an appointment at which mails can remind of it, and how many of these one chooses.
REMINDERS_BEFORE = (7 * 24 * 60, 3 * 24 * 60, 2 * 24 * 60, 24 * 60, 240, 120, 60)
MOST_REMINDERS = 3
MOST_CLOSINGS = 40
FURTHEST_CLOSING = timedelta(days=730)
# Whoever waits is due by these.
_PROMISED = {column.name for column in COLUMNS}
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class ColumnRules:
    """What the room that has the list says of its columns, whose keys come with commas between.

    `unknown` finds those that there are not for the one acting, `seen` leaves those that they may see, and `chosen`
    makes of what they choose, and what there was before, what is kept: what they may not see stays.
    """

    unknown: Callable[[str], list[str]]
    seen: Callable[[str], str]
    chosen: Callable[[str, str], str]


# That room adds its own.
column_rules: list[ColumnRules] = []


def rename(name: str) -> Any:
    """As the others here: returns the SettingChange, None when nothing changes; raises Invalid."""
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise Invalid({"name": [_("Donnez le nom de votre entreprise.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": [_("C’est trop long : 100 signes au plus.")]})
    return _keep(name=name)


def be_called_at(phone: str) -> Any:
    """`phone` as people of the business's country write it, for visitors to call; empty for none."""
    number = None
    if phone.strip():
        try:
            parsed = phonenumbers.parse(phone[:_LONGEST_PHONE], Tenant.current().region)
        except phonenumbers.NumberParseException:
            parsed = None
        if parsed is None or not phonenumbers.is_possible_number(parsed):
            raise Invalid({"phone": [_("Ce numéro n’est pas complet, ou il a un chiffre de trop.")]})
        number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return _keep(phone=number)


def speak(language: str) -> Any:
    """The language of mails and pages for those who have chosen none."""
    if language not in LANGUAGES:
        raise Invalid({"language": [_("Choisissez une langue de la liste.")]})
    return _keep(language=language)


def move_to_zone(zone: str) -> Any:
    """`zone` is an IANA name: the clock that all times are shown by."""
    if zone not in zones():
        raise Invalid({"zone": [_("Choisissez un fuseau de la liste.")]})
    return _keep(zone=zone)


def open_on(day: int, text: str) -> Any:
    """The spans of one day (0 is Monday), as somebody typed them; empty means closed."""
    spans = hours.read_day(text)
    with transaction():
        week = _as_it_stays().hours or hours.closed_all_week()
        return _keep(hours=[spans if at == day else known for at, known in enumerate(week)])


def open_in_week(days: Iterable[str]) -> Any:
    """The same of all seven days at once."""
    return _keep(hours=[hours.read_day(text) for text in days])


def answer_within(minutes: str) -> Any:
    """`minutes`, one of answering.TARGETS as text, within which whoever asks is called."""
    if minutes not in map(str, TARGETS):
        raise Invalid({"within": [_("Choisissez une durée de la liste.")]})
    return _keep(answer_within=int(minutes))


def close(first: str, last: str) -> Any:
    """Be closed from one day to another, both included, as 2026-12-24; nothing counts as waiting meanwhile."""
    try:
        closing = read_closing([first, last or first])
    except ValueError:
        raise Invalid({"closing": [_("Choisissez le premier et le dernier jour.")]}) from None
    with transaction():
        business = _as_it_stays()
        today = clock.now().astimezone(ZoneInfo(business.zone)).date()
        if closing[0] > closing[1]:
            raise Invalid({"closing": [_("Le dernier jour vient après le premier.")]})
        if not today <= closing[1] <= today + FURTHEST_CLOSING:
            raise Invalid({"closing": [_("Choisissez des jours à venir, dans les deux ans.")]})
        kept = _not_long_over(business.closings or [], today)
        if len(kept) >= MOST_CLOSINGS:
            raise Invalid({"closing": [_("Vous avez déjà 40 fermetures : retirez-en une.")]})
        plain = [day.isoformat() for day in closing]
        return _keep(closings=sorted(kept if plain in kept else [*kept, plain]))


def open_again(first: str, last: str) -> Any:
    """Take a closing back that has these days; nothing happens when there is none."""
    with transaction():
        closings = _as_it_stays().closings or []
        return _keep(closings=[one for one in closings if one != [first, last]] or None)


def wear(colour: str) -> Any:
    """`colour` is #rrggbb, or empty for Filon's own."""
    colour = colour.strip().lower()
    if colour and not _COLOUR.fullmatch(colour):
        raise Invalid({"colour": [_("Choisissez une couleur.")]})
    return _keep(colour=colour or None)


def remind_after(days: str) -> Any:
    """`days`, one of SILENT_DAYS as text, after which a prospect without news gets a reminder; empty for never."""
    if days and days not in map(str, SILENT_DAYS):
        raise Invalid({"days": [_("Choisissez une durée de la liste.")]})
    return _keep(silent_days=int(days) if days else None)


def remind_before(minutes: Iterable[int]) -> Any:
    """Remind by mail so many `minutes` before each appointment: up to MOST_REMINDERS of REMINDERS_BEFORE, or none."""
    chosen = sorted(set(minutes), reverse=True)
    if len(chosen) > MOST_REMINDERS or not set(chosen) <= set(REMINDERS_BEFORE):
        raise Invalid({"remind_before": [_("Choisissez trois moments de la liste au plus.")]})
    return _keep(remind_before=chosen)


def put_first_steps_away(away: bool) -> Any:
    """Whether the first steps of a new business stand on its first screen no more."""
    return _keep(first_steps_put_away=away)


def escalate_after(minutes: str, passes: bool) -> Any:
    """`minutes`, one of ESCALATE_AFTER as text, after which others hear of who is not answered; empty for never.

    They have the prospect from then on when it `passes`.
    """
    if minutes and minutes not in map(str, ESCALATE_AFTER):
        raise Invalid({"minutes": [_("Choisissez une durée de la liste.")]})
    return _keep(escalate_after=int(minutes) if minutes else None, escalation_passes=passes)


def close_on_holidays(days: Iterable[date]) -> Any:
    """Be closed on these public holidays; those that are closed already, or are none to come, are left out."""
    with transaction():
        business = _as_it_stays()
        today = clock.now().astimezone(ZoneInfo(business.zone)).date()
        closings = business.closings or []
        known = {one.day for one in holidays_after(today, business.region, list(map(read_closing, closings)))}
        new = [[day.isoformat()] * 2 for day in sorted(known.intersection(days))]
        kept = _not_long_over(closings, today)
        if len(kept) + len(new) > MOST_CLOSINGS:
            raise Invalid({"holidays": [_("Vous avez déjà 40 fermetures : retirez-en une.")]})
        return _keep(closings=sorted([*kept, *new])) if new else None


def _not_long_over(closings: list[list[str]], today: date) -> list[list[str]]:
    """What was closed lately still tells how long somebody has waited."""
    return [one for one in closings if read_closing(one)[1] > today - FURTHEST_CLOSING]


def begin_list_with(columns: str) -> Any:
    """The list's columns for whoever has chosen none: their keys with commas between, empty for the usual ones.

    Those that the one acting may not see stay behind them. Raises Invalid for one that there is not.
    """
    for rules in column_rules:
        for key in rules.unknown(columns):
            raise Invalid({"list_columns": [_("Il n’y a pas de colonne « %(key)s ».", key=key)]})
        columns = rules.chosen(columns, Tenant.current().list_columns)
    return _keep(list_columns=columns)


def list_columns_seen(columns: str) -> str:
    """The same columns, but for those that the one acting may not see."""
    return reduce(lambda seen, rules: rules.seen(seen), column_rules, columns)


def undo(change: Any) -> Any:
    """Take a change back. Raises Conflict when it was changed again since."""
    with transaction():
        changes.check_stands(change, Tenant.current())
        if "logo" in change.before:
            return logos.put_back(change.before["logo"])
        return _keep(**change.before)


def _as_it_stays() -> Any:
    """The business as nobody else changes it until the transaction ends: of a list one part is to be changed."""
    return locked(Tenant.select().where(Tenant.id == here())).get()


def _keep(**values: Any) -> Any:
    with transaction():
        change = changes.keep("business", Tenant.current(), **values)
        if change is not None and change.after.keys() & _PROMISED:
            outbox.emit("promise.changed")
        if change is not None and "escalate_after" in change.after:
            outbox.emit("escalation.changed")
        if change is not None and "remind_before" in change.after:
            outbox.emit("reminders.changed")
        return change
