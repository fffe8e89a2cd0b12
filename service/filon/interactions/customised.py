"""What members write into fields of their business, and which tags they give: in the timeline, and back from there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.transactions import transaction
from filon.interactions.actions import record_change
from filon.interactions.edits import Meanwhile, last_written
from filon.leads import custom_fields, tags
from filon.leads.fields import Field
from filon.leads.kinds import shown
from filon.leads.labels import tags_of

# What stands in the place of a built-in field's name in a change.
FIELD, TAG = "custom", "tag"


def change_value(lead: Any, field: Any, typed: str, region: str) -> Any:
    """Write what was typed into a field of the business. Returns the change, or None when it makes no difference.

    Raises as custom_fields.change_value().
    """
    with transaction():
        made = custom_fields.change_value(lead, field, typed, region)
        if made is None:
            return None
        before, after = made
        return _recorded(lead, field, before, after)


def _recorded(lead: Any, field: Any, before: Any, after: Any, **more: Any) -> Any:
    # What the field is called, and its options are, may change: the thread tells what was said then.
    about = {"custom": field.id.hex, "label": field.label, "kind": field.kind}
    return record_change(
        lead, FIELD, before.said, after.said, **about, before=before.rows, after=after.rows, **more
    )


def add_tag(lead: Any, name: str) -> Any:
    """Give the lead the tag of this name, new or known. Returns the change, or None when it had it."""
    with transaction():
        tag = tags.tag_named(name)
        return record_change(lead, TAG, "", tag.name, tag=tag.id.hex) if tags.add_tag(lead, tag) else None


def remove_tag(lead: Any, tag: Any) -> Any:
    """Take a tag from the lead. Returns the change."""
    with transaction():
        tags.remove_tag(lead, tag)
        return record_change(lead, TAG, tag.name, "", tag=tag.id.hex)


def read_values(lead: Any, typed: dict[str, str], region: str) -> dict[Any, str]:
    """Field → what was typed, for keys of visible fields. Raises Invalid, which names every one that can't be so."""
    errors: dict[str, list[str]] = {}
    read: dict[Any, str] = {}
    for value in custom_fields.values_of([lead])[lead.id]:
        key = value.field.key
        if key not in typed:
            continue
        try:
            custom_fields.read(value.field, typed[key], region, value.rows)
        except Invalid as refused:
            errors[f"fields.{key}"] = refused.errors["value"]
        read[value.field] = typed[key]
    if errors:
        raise Invalid(errors)
    return read


def give_tags(lead: Any, names: list[str]) -> None:
    """Let the lead have just the tags of these names."""
    with transaction():
        wanted = {tag.id: tag for tag in (tags.tag_named(name, "tags") for name in names)}
        for tag in tags_of([lead])[lead.id]:
            if wanted.pop(tag.id, None) is None:
                remove_tag(lead, tag)
        for tag in wanted.values():
            add_tag(lead, tag.name)


def is_customised(change: Any) -> bool:
    """Whether a change of the timeline is one of these."""
    return change.details.get("field") in (FIELD, TAG)


def is_visible(change: Any, hidden: set[UUID]) -> bool:
    """Whether it may be shown to somebody from whom these fields are hidden."""
    return change.details.get("field") != FIELD or UUID(change.details["custom"]) not in hidden


def visible_changes(moment: Any, hidden: set[UUID]) -> list[dict[str, Any]]:
    """What an import changed of a lead, but for fields that are hidden from the one acting."""
    return [
        change
        for change in moment.details.get("changes", ())
        if change["field"] != FIELD or UUID(change["custom"]) not in hidden
    ]


def visible_left(merge: Any, hidden: set[UUID]) -> list[list[str]]:
    """[field, value] of what a merge left with the other lead, but for fields that are hidden from the one acting."""
    return [
        [field, said] for field, said, *own in merge.details["left"] if not own or UUID(own[0]) not in hidden
    ]


def hidden_fields() -> set[UUID]:
    """The fields that the one acting may not know of."""
    return {field.id for field in Field.all_of_them() if not field.is_visible}


def undo(lead: Any, change: Any) -> Any:
    """Take one of these changes back. Raises Conflict when it was changed again since, NotFound for a hidden field."""
    details = change.details
    with transaction():
        if details["field"] == TAG:
            return _undo_tag(lead, details)
        field = custom_fields.the_field(UUID(details["custom"]))
        before = custom_fields.value_of(lead, field)
        custom_fields.put_back(lead, field, details["before"], details["after"])
        return _recorded(lead, field, before, custom_fields.value_of(lead, field), undone=True)


def _undo_tag(lead: Any, details: dict[str, Any]) -> Any:
    tag = tags.the_tag(UUID(details["tag"]))
    if details["to"]:
        return remove_tag(lead, tag)
    if not tags.add_tag(lead, tag):
        raise Conflict()
    return record_change(lead, TAG, "", tag.name, tag=tag.id.hex)


def stands(lead: Any, change: Any) -> bool:
    """Whether the change can still be taken back."""
    details = change.details
    try:
        if details["field"] == TAG:
            return tags.has(lead, tags.the_tag(UUID(details["tag"]))) == bool(details["to"])
        field = custom_fields.the_field(UUID(details["custom"]))
    except NotFound:
        return False
    return custom_fields.holds(lead, field, details["after"])


def meanwhile(lead: Any, field: Any, typed: str, region: str, seen: str | None) -> Meanwhile | None:
    """What somebody has written into the field since a member saw `seen` there; None when nobody has, or the same.

    Raises Invalid for what can't be in the field.
    """
    now = custom_fields.value_of(lead, field)
    wanted = shown(field.kind, custom_fields.read(field, typed, region, now.rows))
    if seen is None or now.shown in (seen.replace("\r\n", "\n"), wanted):
        return None
    return last_written(lead, now.shown, lambda change: change.details.get("custom") == field.id.hex)
