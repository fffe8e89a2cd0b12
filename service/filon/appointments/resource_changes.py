"""Every change to the rooms and vehicles that a business has, and to which kinds of appointments need one of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from filon.appointments.plans import one_line
from filon.appointments.resources import Need, Resource
from filon.foundation.database import locked
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction

LONGEST_NAME = 100
MOST_RESOURCES = 50


def add_resource(name: str, is_named: bool = True) -> Any:
    """A resource more. Raises Invalid."""
    with transaction():
        _check_name(name)
        _check_room()
        return Resource.add(name=one_line(name), is_named=is_named)


def change_resource(resource: Any, **values: Any) -> None:
    """Write `name`, `is_named` or `is_archived`. Raises Invalid.

    An archived one is offered no more; its appointments keep it.
    """
    with transaction():
        current = locked(Resource.select().where(Resource.id == resource.id)).first()
        if current is None:
            raise NotFound()
        if "name" in values:
            _check_name(values["name"])
            values["name"] = one_line(values["name"])
        if current.is_archived and values.get("is_archived") is False:
            _check_room()
        Resource.update(**values).where(Resource.id == resource.id).execute()


def check_needed(wanted: Collection[UUID]) -> dict[str, list[str]]:
    """What is wrong with these of which a kind is to need one, by the name "resources"."""
    if set(wanted) <= Resource.by_id().keys():
        return {}
    return {"resources": [_("Choisissez une salle ou un véhicule de la liste.")]}


def need(kind: UUID, wanted: Collection[UUID]) -> None:
    """Let these be the ones of which the kind needs one. The kind is held, and says itself that it needs one."""
    Need.delete().where(Need.kind_id == kind).execute()
    Need.add_many([{"kind_id": kind, "resource_id": one} for one in dict.fromkeys(wanted)])


def _check_name(name: str) -> None:
    if not 0 < len(one_line(name)) <= LONGEST_NAME:
        raise Invalid({"name": [_("Donnez un nom de 100 signes au plus.")]})


def _check_room() -> None:
    if Resource.in_use().count() >= MOST_RESOURCES:
        raise Invalid({"name": [_("Vous en avez déjà 50 : retirez-en une.")]})
