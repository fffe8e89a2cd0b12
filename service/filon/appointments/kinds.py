"""Every change to the kinds of appointments that a business offers, and to who can be met for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from peewee import fn

from filon.appointments.models import CHOICES, PLACE_KINDS, Host, Kind
from filon.appointments.plans import (
    LONGEST_MINUTES,
    LONGEST_PLACE,
    MOST_MEMBERS,
    SHORTEST_MINUTES,
    able,
    one_line,
)
from filon.appointments.questions import ask, check_questions
from filon.appointments.resource_changes import check_needed, need
from filon.foundation import outbox
from filon.foundation.database import locked
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.tenants import changes
from filon.tenants.online import online_name

# What the history of the settings calls them.
SUBJECT = "kind"
LONGEST_NAME = 100
MOST_KINDS = 50
# Least and most of each; in minutes, days, and appointments.
BOUNDS = {
    "minutes": (SHORTEST_MINUTES, LONGEST_MINUTES),
    "before": (0, 240),
    "after": (0, 240),
    "notice": (0, 30 * 24 * 60),
    "days_ahead": (1, 366),
    "most_a_day": (1, 100),
}
DEFAULTS: dict[str, Any] = {
    **{"before": 0, "after": 0, "notice": 120, "days_ahead": 60, "most_a_day": None},
    **{"place_kind": "office", "place": "", "colour": None, "choice": "turn", "is_online": False},
}
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def the_kind(id: UUID) -> Any:
    """The kind with this id that can be booked. Raises NotFound."""
    kind = Kind.that_can_be_booked(id)
    if kind is None:
        raise NotFound()
    return kind


def add_kind(
    hosts: Sequence[UUID],
    questions: Mapping[UUID, bool] | None = None,
    resources: Sequence[UUID] = (),
    **values: Any,
) -> Any:
    """A kind more, after all others; `values` as models.Kind has them, with `name` and `minutes`. Raises Invalid.

    `questions` are fields of the business's own by their ids, and whether visitors have to answer. An appointment
    takes one of the `resources`, if there are any.
    """
    values = DEFAULTS | values | {"needs_resource": bool(resources)}
    with transaction():
        _check(hosts, values, questions, resources)
        _check_room()
        last = Kind.select(fn.MAX(Kind.position)).scalar()
        kind = Kind.add(position=0 if last is None else last + 1, **_as_kept(values))
        _open_page(values)
        _receive(kind.id, hosts)
        if questions:
            ask(kind.id, questions)
        if resources:
            need(kind.id, resources)
        changes.note(SUBJECT, kind.id, {"is_archived": True}, {"is_archived": False})
    return kind


def change_kind(
    kind: Any,
    hosts: Sequence[UUID] | None = None,
    questions: Mapping[UUID, bool] | None = None,
    resources: Sequence[UUID] | None = None,
    **values: Any,
) -> None:
    """Write these. Appointments that are booked keep their length, their place and their buffers. Raises Invalid.

    Hosts who stay keep their turn. An archived kind (`is_archived`) can be booked no more. When it comes to need one
    of the `resources`, its appointments to come take one soon, as far as there is one: see resource_giving.
    """
    with transaction():
        current = locked(Kind.select().where(Kind.id == kind.id)).first()
        if current is None:
            raise NotFound()
        _check(hosts, values, questions, resources)
        if current.is_archived and values.get("is_archived") is False:
            _check_room()
        if resources is not None:
            values["needs_resource"] = bool(resources)
        before, after = _changed(current, hosts, _as_kept(values))
        if after:
            changes.note(SUBJECT, kind.id, before, after)
        if values:
            Kind.update(**_as_kept(values)).where(Kind.id == kind.id).execute()
            _open_page(values)
        if hosts is not None:
            _receive(kind.id, hosts)
        if questions is not None:
            ask(kind.id, questions)
        if resources is not None:
            need(kind.id, resources)
        if resources and not current.needs_resource:
            outbox.emit("kind.needs_resource", kind=kind.id.hex)


def _changed(
    kind: Any, hosts: Sequence[UUID] | None, values: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stood in the columns of the kind that become otherwise, and what will; `members` are its hosts."""
    after = {name: value for name, value in values.items() if getattr(kind, name) != value}
    before = {name: getattr(kind, name) for name in after}
    met = [str(host.member_id) for host in Host.of_kind(kind.id)]
    if hosts is not None and met != (meant := [str(id) for id in dict.fromkeys(hosts)]):
        before["members"], after["members"] = met, meant
    return before, after


def _check_room() -> None:
    if Kind.in_use().count() >= MOST_KINDS:
        raise Invalid({"name": [_("Vous avez déjà 50 types de rendez-vous : retirez-en un.")]})


def _open_page(values: dict[str, Any]) -> None:
    if values.get("is_online"):
        online_name()


def _receive(kind: UUID, hosts: Sequence[UUID]) -> None:
    """Let these be whom one meets for it, in this order; who is new comes last in turn."""
    known = {host.member_id: host for host in Host.of_kind(kind)}
    newest = max((host.turn for host in known.values()), default=0)
    Host.delete().where((Host.kind_id == kind) & Host.member_id.not_in(list(hosts))).execute()
    for position, member in enumerate(dict.fromkeys(hosts)):
        if member in known:
            Host.update(position=position).where(Host.id == known[member].id).execute()
        else:
            Host.add(kind_id=kind, member_id=member, position=position, turn=newest)


def _check(
    hosts: Sequence[UUID] | None,
    values: dict[str, Any],
    questions: Mapping[UUID, bool] | None,
    resources: Sequence[UUID] | None,
) -> None:
    errors = check_questions(questions or {})
    if resources:
        errors |= check_needed(resources)
    if "name" in values and not 0 < len(one_line(values["name"])) <= LONGEST_NAME:
        errors["name"] = [_("Donnez un nom de 100 signes au plus.")]
    for field, (least, most) in BOUNDS.items():
        value = values.get(field)
        if value is not None and not least <= value <= most:
            errors[field] = [_("Choisissez un nombre entre %(least)s et %(most)s.", least=least, most=most)]
    for field, known in (("place_kind", PLACE_KINDS), ("choice", CHOICES)):
        if field in values and values[field] not in known:
            errors[field] = [_("Choisissez une valeur de la liste.")]
    if len(one_line(values.get("place", ""))) > LONGEST_PLACE:
        errors["place"] = [_("C’est trop long : 500 signes au plus.")]
    if values.get("colour") is not None and not _COLOUR.fullmatch(values["colour"].lower()):
        errors["colour"] = [_("Choisissez une couleur.")]
    if hosts is not None and not _can_receive(hosts):
        errors["hosts"] = [_("Choisissez une à vingt personnes de l’équipe.")]
    if errors:
        raise Invalid(errors)


def _can_receive(hosts: Sequence[UUID]) -> bool:
    wanted = set(hosts)
    return 0 < len(wanted) <= MOST_MEMBERS and len(able(wanted, None)) == len(wanted)


def _as_kept(values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: one_line(value) if name in ("name", "place") else value for name, value in values.items()}
    if kept.get("colour"):
        kept["colour"] = kept["colour"].lower()
    return kept
