"""What a form's fields are: as the form was last seen, and as people corrected it, which counts before all else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.prepared import Asked, Prepared, slot
from filon.foundation.transactions import transaction
from filon.intake.mapping import IGNORE
from filon.intake.models import FormMap
from filon.intake.schemas import SLOTS
from filon.leads.answers import TAGS
from filon.leads.contacts import clean, one_line
from filon.leads.fields import Field
from filon.leads.own_filters import OWN
from filon.tenants import changes

# Whoever fills in a form by program may name any field: the row must not grow without end.
MOST_FIELDS = 300
# Of one site, by its own word.
MOST_FORMS = 500
# A label that holds a price or a date changes each time; it is not written down each time.
_RELABELLED_EVERY = timedelta(hours=1)


def _this_form() -> Any:
    return FormMap.select(FormMap.id, FormMap.fields, FormMap.slots, FormMap.seen_at).where(
        (FormMap.site_id == slot("site", FormMap.site_id))
        & (FormMap.source == slot("source", FormMap.source))
        & (FormMap.form == slot("form", FormMap.form))
    )


_by_form = Prepared(_this_form)


@dataclass
class _Known:
    """A form's row. `fields` as the column holds them: they are compared at each submission, and seldom read."""

    id: Any
    fields: str
    slots: dict[str, str]
    seen_at: Any


class SavedMaps:
    """The maps of the forms in one delivery, each asked for once."""

    def __init__(self, site: UUID) -> None:
        self._site = site
        self._known: dict[tuple[str, str], _Known | None] = {}

    def ask(self, content: dict[str, Any]) -> Asked | None:
        """Send the question for the submission's form, unless the answer is here; read() takes what this returns."""
        source, form = key = form_of(content)
        return None if key in self._known else _by_form.ask(site=self._site, source=source, form=form)

    def read(self, content: dict[str, Any], asked: Asked | None) -> Mapping[str, str]:
        """Field id → slot or IGNORE, as people said it of the submission's form."""
        key = form_of(content)
        if asked is not None:
            self._known[key] = next((_as_known(row) for row in asked.rows()), None)
        known = self._known[key]
        return known.slots if known else {}

    def note_seen(self, content: dict[str, Any]) -> None:
        """Keep the form's fields as this submission shows them, when that is news."""
        key = form_of(content)
        known = self._known[key]
        sent = tuple(
            (f["id"], f["label"], f["type"], isinstance(f["value"], list)) for f in content["fields_"]
        )
        if known is not None and _are_known(known.fields, sent):
            return
        now = clock.now()
        may_relabel = known is None or now - known.seen_at > _RELABELLED_EVERY
        before = json.loads(known.fields) if known else []
        fields = _merged(before, sent, may_relabel)
        if known is not None and fields == before:
            return
        title = one_line(content["form"]["title"] or "", 300)
        if known is None:
            source, form = key
            row = FormMap.add(
                site_id=self._site,
                source=source,
                form=form,
                title=title,
                fields=fields,
                slots={},
                seen_at=now,
            )
            known = self._known[key] = _Known(row.id, "", {}, now)
        else:
            FormMap.update(fields=fields, title=title, seen_at=now).where(FormMap.id == known.id).execute()
        known.fields, known.seen_at = str(FormMap.fields.db_value(fields)), now

    def forget(self) -> None:
        """What was noted was undone: ask again."""
        self._known.clear()


def _as_known(row: tuple[Any, ...]) -> _Known:
    id, fields, slots, seen_at = row
    return _Known(
        FormMap.id.python_value(id),
        fields,
        {} if slots == "{}" else FormMap.slots.python_value(slots),
        FormMap.seen_at.python_value(seen_at),
    )


def correct_field(
    site: UUID, content: dict[str, Any], field_id: str, wanted: str | None
) -> dict[str, str | None]:
    """From now on this field of the submission's form is for the slot `wanted`, or IGNORE; None forgets it.

    A slot has one field: another that had it loses it. Takes a manager. Returns what was said before of each field
    that changed, which restore() takes. Raises Invalid for a slot that there isn't.
    """
    if wanted is not None and wanted not in (*SLOTS, IGNORE):
        raise Invalid({"slot": [f"Give one of {', '.join((*SLOTS, IGNORE))}"]})
    with transaction():
        row = _locked(site, *form_of(content)) or _first_seen(site, content)
        said: dict[str, str | None] = {id: None for id, had in row.slots.items() if had == wanted != IGNORE}
        return _say(row, said | {clean(field_id): wanted})


def say_field(form_map: UUID, field_id: str, wanted: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """As correct_field(), for a form that is known by its row; returns (before, after) of each field that changed.

    Raises Invalid for a slot or a field that there isn't, NotFound for the form.
    """
    with transaction():
        row = locked(FormMap.select().where(FormMap.id == form_map)).first()
        if row is None:
            raise NotFound()
        if wanted is not None and wanted not in (*SLOTS, *own_slots(), IGNORE):
            raise Invalid({"slot": [_("Choisissez une réponse de la liste.")]})
        if field_id not in {field["id"] for field in row.fields}:
            raise Invalid({"slot": [_("Ce champ n’est plus dans le formulaire.")]})
        said: dict[str, str | None] = {
            id: None for id, had in row.slots.items() if had == wanted and wanted not in (IGNORE, TAGS)
        }
        after = {id: slot for id, slot in (said | {field_id: wanted}).items() if row.slots.get(id) != slot}
        return _say(row, after), after


def own_slots() -> dict[str, str]:
    """What of the business's own a form's field can fill → what that is called, as the one acting may see it."""
    return {TAGS: _("Étiquettes")} | {f"{OWN}{field.key}": field.label for field in Field.visible()}


def take_back(form_map: UUID, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Say of a form's fields what was said before. Raises Conflict when somebody has said something else since."""
    with transaction():
        row = locked(FormMap.select().where(FormMap.id == form_map)).first()
        if row is None:
            raise NotFound()
        if any(row.slots.get(id) != slot for id, slot in after.items()):
            raise Conflict()
        _say(row, before)
        changes.note("form", row.id, after, before)


def restore(site: UUID, source: str, form: str, said: dict[str, str | None]) -> None:
    """Say again of a form's fields what was said before. Takes a manager."""
    with transaction():
        row = _locked(site, source, form)
        if row is None:
            raise NotFound()
        _say(row, said)


def _say(row: Any, said: dict[str, str | None]) -> dict[str, str | None]:
    before = {id: row.slots.get(id) for id in said}
    slots = {id: slot for id, slot in (row.slots | said).items() if slot is not None}
    FormMap.update(slots=slots).where(FormMap.id == row.id).execute()
    return before


def _locked(site: UUID, source: str, form: str) -> Any:
    """The form's row; whoever else would correct it waits until the transaction ends."""
    found = FormMap.select().where(
        (FormMap.site_id == site) & (FormMap.source == source) & (FormMap.form == form)
    )
    return locked(found).first()


def _first_seen(site: UUID, content: dict[str, Any]) -> Any:
    _note(SavedMaps(site), content)
    return _locked(site, *form_of(content))


def _note(maps: SavedMaps, content: dict[str, Any]) -> None:
    maps.read(content, maps.ask(content))
    maps.note_seen(content)


def note_announced(site: UUID, forms: list[dict[str, Any]]) -> int:
    """Know forms that nobody has sent yet: each {source, form, title, seen: [{id, label, type}]}, as a site lists them.

    Returns how many are known now of the site; past MOST_FORMS none is added.
    """
    with transaction():
        maps, known = SavedMaps(site), FormMap.select().where(FormMap.site_id == site).count()
        for form in forms[: max(0, MOST_FORMS - known)]:
            content = {
                "source": form["source"],
                "form": {"id": form["form"], "title": form["title"]},
                "fields_": [{**field, "value": ""} for field in form["seen"]],
            }
            _note(maps, content)
        return int(FormMap.select().where(FormMap.site_id == site).count())


def form_of(content: dict[str, Any]) -> tuple[str, str]:
    """Which form of its site sent the submission: (source, form id)."""
    return content["source"], clean(content["form"]["id"])


_Sent = tuple[tuple[str, str | None, str | None, bool], ...]


# Forms of this size are remembered: visitors may send fields without end, which memory must not keep.
_LONGEST_REMEMBERED = 8_000


def _are_known(fields: str, sent: _Sent) -> bool:
    """Whether the column holds all these fields as they are: mostly, and then nothing is read nor written."""
    length = len(fields) + sum(
        len(id) + len(label or "") + len(kind or "") for id, label, kind, _many in sent
    )
    return _compared(fields, sent) if length <= _LONGEST_REMEMBERED else _compare(fields, sent)


def _compare(fields: str, sent: _Sent) -> bool:
    before = json.loads(fields)
    return bool(_merged(before, sent, may_relabel=True) == before)


_compared = lru_cache(maxsize=1024)(_compare)


def _merged(known: list[dict[str, Any]], sent: _Sent, may_relabel: bool) -> list[dict[str, Any]]:
    """The known fields with what was sent beside them: a form may leave out what was not filled in."""
    fields = {field["id"]: field for field in known}
    for id, label, kind, many in sent:
        seen = {
            "id": clean(id),
            "label": one_line(label or ""),
            "type": one_line(kind or "", 40),
            "many": many,
        }
        before = fields.get(seen["id"])
        if before is None and len(fields) >= MOST_FIELDS:
            continue
        if before is not None:
            seen["many"] = many or before["many"]
            if not may_relabel:
                seen |= {"label": before["label"], "type": before["type"]}
        fields[seen["id"]] = seen
    return list(fields.values())
