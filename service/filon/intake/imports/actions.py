"""Every step of an import that a person takes: bringing a file, mapping its columns, running it, undoing it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox, scanning, storage
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound, TooLarge
from filon.foundation.i18n import _, language
from filon.foundation.limits import count_attempt
from filon.foundation.tenancy import here
from filon.foundation.transactions import transaction
from filon.intake.imports import files, keeping
from filon.intake.imports.cells import Unreadable
from filon.intake.imports.known_heads import OURSELVES
from filon.intake.imports.known_words import folded
from filon.intake.imports.looking import SKIP
from filon.intake.imports.merging import POLICIES
from filon.intake.imports.models import FILE_KEPT, UNDONE_WITHIN, Import, ImportMap
from filon.intake.imports.own_targets import targets_for
from filon.intake.imports.sentences import unreadable
from filon.intake.imports.values import DAY_FIRST, MONTH_FIRST
from filon.leads.contacts import one_line
from filon.leads.models import STATUSES
from filon.leads.typed import columns_of
from filon.tenants.models import Tenant

PER_BUSINESS_AN_HOUR = 40
# Each may be as large as a file may be.
MOST_KEPT = 20
_LONGEST_NAME = 200
_MOST_STATUSES = 50


def bring(content: bytes, name: str) -> Any:
    """An Import of this file, which a worker reads at once. Called before the first query, for the antivirus.

    Raises Invalid for what is no file of rows, TooLarge, TooMany past PER_BUSINESS_AN_HOUR.
    """
    if len(content) > files.MOST_BYTES:
        raise TooLarge(_("Un fichier de 25 Mo au plus : partagez-le en deux"))
    try:
        files.kind_of(content[:512])
    except Unreadable as error:
        raise Invalid({"file": [unreadable(error.reason)]}) from None
    scanning.refuse_infected(content, field="file")
    count_attempt("imports of", here().hex, most=PER_BUSINESS_AN_HOUR, seconds=3600)
    Import.check_access(writes=True)
    who, now = access.actor(), clock.now()
    with transaction():
        _make_room()
        made = Import.create(
            member_id=who.member,
            member_name=who.name,
            language=language(),
            name=one_line(name.replace("\\", "/").rpartition("/")[2], _LONGEST_NAME) or _("Fichier"),
            file=storage.keep(content),
            created_at=now,
            expires_at=now + FILE_KEPT,
        )
        outbox.emit("import.brought", **{"import": made.id.hex})
    return made


def _make_room() -> None:
    newest_first = list(Import.shown())
    if too_many := [one.id for one in newest_first[MOST_KEPT - 1 :] if not one.has_run]:
        keeping.forget(Import.id.in_(too_many))
    elif len(newest_first) >= 5 * MOST_KEPT:
        raise Conflict(_("Trop d’imports ce mois-ci : supprimez-en un de la liste"))


def the_import(id: UUID) -> Any:
    """The import with this id; NotFound when there is none, or none any more."""
    found = Import.shown().where(Import.id == id).first()
    if found is None:
        raise NotFound()
    return found


def choose(id: UUID, chosen: Mapping[str, Any], region: str) -> Any:
    """Keep how the file is to be imported, and have that checked without writing anything.

    `chosen`: {columns: {place: "target" or "target:order" or ""}, policy, source, owner, statuses: {word: status},
    making: [targets whose unknown options are to be made]}.
    Raises Invalid, which names what is wrong; Conflict while a worker is at it or when it has run.
    """
    with transaction():
        one = _locked(id, "ready", "checked")
        columns = _columns_of(one, chosen.get("columns", {}))
        statuses = {folded(word): status for word, status in chosen.get("statuses", {}).items() if status}
        if len(statuses) > _MOST_STATUSES or not set(statuses.values()) <= set(STATUSES):
            raise Invalid({"statuses": [_("Choisissez un état de la liste.")]})
        policy = chosen.get("policy") or POLICIES[0]
        if policy not in POLICIES:
            raise Invalid({"policy": [_("Choisissez une réponse de la liste.")]})
        given = columns_of("source", chosen.get("source") or "file", region)
        given |= columns_of("owner", chosen.get("owner") or "", region)
        owner = given["owner_id"]
        choices = {"columns": columns, "policy": policy, "source": given["source"], "statuses": statuses}
        choices["owner"] = owner.hex if owner else ""
        choices["making"] = sorted(set(chosen.get("making", ())) & set(columns.values()))
        _remember(one, columns)
        _set(one, state="checking", choices=choices, counts={}, rows=0)
        outbox.emit("import.chosen", **{"import": one.id.hex})
    return one


def _columns_of(one: Any, chosen: Mapping[str, str]) -> dict[str, str]:
    """The columns that become something. Raises Invalid."""
    width = len(one.profile["columns"])
    is_ours, targets = one.profile["program"] == OURSELVES, targets_for(one)
    columns = {place: target for place, target in chosen.items() if target != SKIP}
    for place, choice in columns.items():
        target = targets.get(choice.partition(":")[0])
        order = choice.partition(":")[2]
        if (
            not (place.isdigit() and int(place) < width)
            or target is None
            or (order and not (target.is_moment and order in (DAY_FIRST, MONTH_FIRST)))
            or (target.is_only_ours and not is_ours)
        ):
            raise Invalid({"columns": [_("Choisissez une réponse de la liste.")]})
    keys = {choice.partition(":")[0] for choice in columns.values()}
    if not keys & {"name", "first_name", "last_name", "email", "phone", "company"}:
        sentence = _(
            "Dites quelle colonne est le nom, le téléphone ou le mail : sinon personne ne s’y reconnaît."
        )
        raise Invalid({"columns": [sentence]})
    return {str(int(place)): choice for place, choice in columns.items()}


def _remember(one: Any, columns: Mapping[str, str]) -> None:
    """A file with the same heads is mapped so from now on."""
    heads = [column["head"] for column in one.profile["columns"]]
    targets = {str(place): columns.get(str(place), SKIP) for place in range(len(heads))}
    key = key_of(heads)
    if not ImportMap.update(targets=targets, used_at=clock.now()).where(ImportMap.heads == key).execute():
        ImportMap.add(heads=key, targets=targets)


def key_of(heads: list[str]) -> str:
    """What files with the same heads have in common."""
    return hashlib.sha256("\n".join(map(folded, heads)).encode()).hexdigest()


def start(id: UUID) -> Any:
    """Run the import that was checked, or go on with one that stopped midway. Raises Conflict."""
    with transaction():
        one = _locked(id, "checked", "failed")
        if one.state == "failed" and not one.has_run:
            raise Conflict()
        if not one.has_run:
            tenant = locked(Tenant.select(Tenant.last_lead_number)).first()
            ours = one.profile["program"] == OURSELVES
            keeps = ours and tenant.last_lead_number == 0 and "number" in one.choices["columns"].values()
            _set(one, base=tenant.last_lead_number, keeps_numbers=keeps, counts={}, place=0, rows=0)
        _set(one, state="running", failure="", expires_at=clock.now() + UNDONE_WITHIN)
        outbox.emit("import.started", **{"import": one.id.hex})
    return one


def undo(id: UUID) -> Any:
    """Take back what the import did, as far as nobody has changed it since. Raises Conflict."""
    with transaction():
        one = _locked(id, "done", "failed")
        if not one.has_run:
            raise Conflict()
        _set(one, state="undoing", failure="", rows=0)
        outbox.emit("import.undone", **{"import": one.id.hex})
    return one


def discard(id: UUID) -> None:
    """Forget an import: its file, and what undoing it would need. Leads stay. Raises Conflict while it is at work."""
    with transaction():
        one = the_import(id)
        if one.state in ("running", "undoing"):
            raise Conflict()
        keeping.forget(Import.id == one.id)


def _locked(id: UUID, *states: str) -> Any:
    """The import, which nobody else moves on until the transaction ends. Raises Conflict unless it is in a state."""
    one = locked(Import.shown().where(Import.id == id)).first()
    if one is None:
        raise NotFound()
    if one.state not in states:
        raise Conflict()
    return one


def _set(one: Any, **columns: Any) -> None:
    Import.update(columns).where(Import.id == one.id).execute()
    for name, value in columns.items():
        setattr(one, name, value)
