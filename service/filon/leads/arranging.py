"""Changing the lists of words of a business: each change is kept at once, and can be taken back from the settings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

from peewee import chunked

from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.folding import fold, words_of
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.leads.contacts import clean
from filon.leads.fields import Field
from filon.leads.labels import BUILT_IN, MOST, STAGED, Label, LeadTag, built_in
from filon.leads.words import word_of
from filon.tenants import changes

LONGEST_NAME = 60
_BATCH = 500


def read_name(typed: str, errors_of: str = "name") -> str:
    """A name on one line. Raises Invalid when there is none, or it is too long."""
    name = " ".join(clean(typed).split())
    if not name or not name.isprintable():
        raise Invalid({errors_of: [_("Donnez un nom.")]})
    if len(name) > LONGEST_NAME:
        raise Invalid({errors_of: [_("C’est trop long : 60 signes au plus.")]})
    return name


def key_of(name: str) -> str:
    """What two spellings of one name have in common."""
    return fold(name).lstrip("=")


def add(kind: str, name: str, within: str = "", field: UUID | None = None) -> Any:
    """A new word at the end of a list; an archived one of that name comes back. Returns the SettingChange.

    Raises Invalid for a name that is there already or can't be one, and when the list is full.
    """
    if kind == "stage" and within not in STAGED:
        raise Invalid({"name": [_("Choisissez un état de la liste.")]})
    name = read_name(name)
    with transaction():
        _write_built_in(kind)
        known = Label.get_or_none(
            (Label.kind == kind) & (Label.within == within) & (Label.key == key_of(name))
        )
        # A built-in word is there under its code: what it is called depends on the language.
        named = {key_of(word_of(label)) for label in Label.in_use(kind, within)}
        if key_of(name) in named:
            raise Invalid({"name": [_("Ce nom est déjà dans la liste.")]})
        _check_room(kind, within)
        if known is not None:
            return _bring_back(the_label(known.id), name=name)
        row = insert(kind, name, within, field)
        return changes.note("label", row.id, {"is_archived": True}, {"is_archived": False})


def insert(kind: str, name: str, within: str = "", field: UUID | None = None) -> Any:
    """Write a word at the end of its list; its name has been read and is not there yet."""
    there = Label.select(Label.code, Label.position).where((Label.kind == kind) & (Label.within == within))
    taken = dict(there.tuples())
    return Label.add(
        kind=kind,
        within=within,
        field_id=field,
        code=next(code for code in _codes(name) if code not in taken),
        name=name,
        key=key_of(name),
        position=max(taken.values(), default=-1) + 1,
    )


def _codes(name: str) -> Iterator[str]:
    """Codes made of the name: "hors-zone", then "hors-zone-2" and so on."""
    base = "-".join(words_of(name))[:40] or "x"
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def _check_room(kind: str, within: str) -> None:
    if len(Label.in_use(kind, within)) >= MOST[kind]:
        raise Invalid({"name": [_("La liste est pleine : %(most)s au plus.", most=MOST[kind])]})


def rename(label: UUID, name: str) -> Any:
    """Call a word otherwise, wherever it stands. Returns the SettingChange, None when it has that name."""
    name = read_name(name)
    with transaction():
        row = the_label(label)
        same = (Label.kind == row.kind) & (Label.within == row.within) & (Label.key == key_of(name))
        if Label.select(Label.id).where(same & (Label.id != row.id)).exists():
            raise Invalid({"name": [_("Ce nom est déjà dans la liste.")]})
        return changes.keep("label", row, name=name, key=key_of(name))


def archive(label: UUID) -> Any:
    """Offer a word no more; what has it keeps it. Tags are seen no more. Returns the SettingChange."""
    with transaction():
        return changes.keep("label", the_label(label), is_archived=True)


def restore(label: UUID) -> Any:
    """Offer a word again. Returns the SettingChange. Raises Invalid when the list is full."""
    with transaction():
        row = the_label(label)
        if not row.is_archived:
            return None
        _check_room(row.kind, row.within)
        return _bring_back(row)


def _bring_back(row: Any, **named: str) -> Any:
    """Offer an archived word again, as itself, whatever it went up in; returns the SettingChange."""
    went_up_in = row.merged_into_id.hex if row.merged_into_id else None
    before = {"is_archived": True, "merged_into_id": went_up_in} | {
        name: getattr(row, name) for name in named
    }
    after = {"is_archived": False, "merged_into_id": None, **named}
    Label.update(after).where(Label.id == row.id).execute()
    return changes.note("label", row.id, before, after)


def move(label: UUID, by: int) -> Any:
    """Move a word up (-1) or down (1) among those that can be chosen; None when it is at the end already."""
    with transaction():
        row = the_label(label)
        return move_among("label", row, Label.in_use(row.kind, row.within), by)


def put_at(label: UUID, place: int) -> Any:
    """Give a word this place, from 1, among those that can be chosen. As put_among()."""
    with transaction():
        row = the_label(label)
        return put_among("label", row, Label.in_use(row.kind, row.within), place)


def put_among(subject: str, row: Any, listed: list[Any], place: int) -> Any:
    """Give the row a place in the list, the last for one beyond its end; returns the SettingChange.

    None when it is there already. Raises Invalid on `place` for what is archived.
    """
    ids = [one.id for one in listed]
    if row.id not in ids:
        raise Invalid({"place": [_("Ce qui n’est plus proposé n’a pas de place dans la liste.")]})
    return move_among(subject, row, listed, min(place, len(ids)) - 1 - ids.index(row.id))


def move_among(subject: str, row: Any, listed: list[Any], by: int) -> Any:
    """Move by so many places in the list; returns the SettingChange, None when there is no such place."""
    before = [one.id for one in listed]
    if not by or row.id not in before or not 0 <= before.index(row.id) + by < len(before):
        return None
    after = [id for id in before if id != row.id]
    after.insert(before.index(row.id) + by, row.id)
    _number(type(row), after)
    return changes.note(subject, row.id, {"order": _plain(before)}, {"order": _plain(after)})


def _number(model: Any, order: list[UUID]) -> None:
    for place, id in enumerate(order):
        model.update(position=place).where(model.id == id).execute()


def _plain(ids: list[UUID]) -> list[str]:
    return [id.hex for id in ids]


def merge(tag: UUID, into: UUID) -> Any:
    """Make two tags one: whoever had either has `into`. Returns the SettingChange.

    The tag's own rows stay as they are, archived with it: so taking it back finds who had which.
    """
    with transaction():
        gone, stays = the_label(tag), the_label(into)
        is_tag = gone.kind == stays.kind == "tag"
        if not is_tag or stays.is_archived or gone.id in {one.id for one in (stays, *stays.went_up_in())}:
            raise Invalid({"into": [_("Choisissez une autre étiquette de la liste.")]})
        had = LeadTag.select(LeadTag.lead_id, LeadTag.number).where(LeadTag.tag_id == gone.id)
        both = {
            lead for (lead,) in LeadTag.select(LeadTag.lead_id).where(LeadTag.tag_id == stays.id).tuples()
        }
        new = [
            {"lead_id": lead, "number": number, "tag_id": stays.id, "was_id": gone.id}
            for lead, number in had.tuples()
            if lead not in both
        ]
        for some in chunked(new, _BATCH):
            LeadTag.insert_many(some).execute()
        Label.update(is_archived=True, merged_into_id=stays.id).where(Label.id == gone.id).execute()
        return changes.note(
            "label",
            gone.id,
            {"is_archived": gone.is_archived, "merged": None},
            {"is_archived": True, "merged": stays.id.hex},
        )


def part(tag: UUID) -> None:
    """Take merge() back while its change can be. Raises NotFound, and Conflict when it is too late."""
    with transaction():
        the_label(tag)
        merges = [one for one in changes.recent("label", tag) if "merged" in one.after]
        if not merges:
            raise Conflict()
        undo(merges[0])


def undo(change: Any) -> None:
    """Take back what one of the others here did. Raises Conflict when it was changed again since."""
    with transaction():
        the_label(change.about_id)
        undo_row(change, Label)


def undo_row(change: Any, model: Any) -> None:
    """Take a change of one row, or of the order of its list, back."""
    row = locked(model.select().where(model.id == change.about_id)).first()
    if row is None:
        raise NotFound()
    if "order" in change.after:
        _put_in_order(model, change)
        changes.note(change.subject, row.id, change.after, change.before)
        return
    before = {name: value for name, value in change.before.items() if name != "merged"}
    if "merged" in change.after:
        if row.merged_into_id is None or row.merged_into_id.hex != change.after["merged"]:
            raise Conflict()
        LeadTag.delete().where((LeadTag.was_id == row.id) & (LeadTag.tag_id == row.merged_into_id)).execute()
        before["merged_into_id"] = None
    else:
        changes.check_stands(change, row)
        _check_merging(row, before)
    model.update(before).where(model.id == row.id).execute()
    changes.note(change.subject, row.id, change.after, change.before)


def _check_merging(row: Any, before: dict[str, Any]) -> None:
    """Raise Conflict when this would offer a tag that has gone up in another since, or make a circle of such tags."""
    if before.get("is_archived") is False and getattr(row, "merged_into_id", None):
        raise Conflict()
    if target := before.get("merged_into_id"):
        into = Label.find(UUID(target))
        if row.id in {one.id for one in into.went_up_in()}:
            raise Conflict()


def _put_in_order(model: Any, change: Any) -> None:
    moved = [UUID(id) for id in change.after["order"]]
    now = model.select(model.id).where(model.id.in_(moved)).order_by(model.position, model.id)
    if [id for (id,) in now.tuples()] != moved:
        raise Conflict()
    _number(model, [UUID(id) for id in change.before["order"]])


def the_stage(id: UUID | None) -> Any:
    """The stage that can be chosen with this id; None for None. Raises NotFound."""
    if id is None:
        return None
    stage = Label.find(id)
    if stage is None or stage.kind != "stage" or stage.is_archived:
        raise NotFound()
    return stage


def the_label(id: UUID) -> Any:
    """The word with this id, which stays until the transaction ends; written now if it is a built-in one.

    Raises NotFound, also for a choice of a field that is hidden from the asker.
    """
    for kind in BUILT_IN:
        if any(label.id == id for label in built_in(kind)):
            _write_built_in(kind)
    row = locked(Label.select().where(Label.id == id)).first()
    if row is None or (row.field_id and not Field.get_by_id(row.field_id).is_visible):
        raise NotFound()
    return row


def _write_built_in(kind: str) -> None:
    """Write the words that every business begins with, before the first change of their list."""
    if BUILT_IN.get(kind) and not Label.select(Label.id).where(Label.kind == kind).exists():
        for label in built_in(kind):
            Label.add(**label.__data__)
