"""Giving a lead a tag and taking it away. Who types a new one makes it; one that a manager took away is a manager's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation import access, clock, outbox
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.leads import arranging
from filon.leads.actions import change
from filon.leads.arranging import key_of, read_name
from filon.leads.labels import MOST, Label, LeadTag, tags_of
from filon.leads.models import Lead

MOST_OF_A_LEAD = 30


def tag_named(name: str, field: str = "tag") -> Any:
    """The tag with this name, made now if there is none; one that went up in another is that other.

    Raises Invalid on `field` for a name that can't be one, when the business has too many, and for an archived one
    unless a manager types it: it would be back on everybody who had it.
    """
    Lead.check_access(writes=True)
    name = read_name(name, field)
    with transaction():
        known = Label.get_or_none((Label.kind == "tag") & (Label.key == key_of(name)))
        if known is not None:
            known = [known, *known.went_up_in()][-1]
        if known is None or known.is_archived:
            if known is not None and not access.at_least("manager"):
                raise Invalid(
                    {
                        field: [
                            _(
                                "« %(name)s » a été retirée : un gestionnaire peut la remettre.",
                                name=known.name,
                            )
                        ]
                    }
                )
            if len(Label.in_use("tag")) >= MOST["tag"]:
                raise Invalid({field: [_("La liste est pleine : %(most)s au plus.", most=MOST["tag"])]})
            # The list is a manager's; whoever may write to a lead may bring a word into it.
            with access.acting_as(access.SYSTEM):
                if known is None:
                    return arranging.insert("tag", name)
                Label.update(is_archived=False, merged_into_id=None).where(Label.id == known.id).execute()
                known.is_archived, known.merged_into_id = False, None
        return known


def add_tag(lead: Any, tag: Any) -> bool:
    """Give the lead the tag; returns whether it had not had it. Raises Invalid when it has too many."""
    with transaction():
        _stay(lead)
        had = tags_of([lead])[lead.id]
        if tag.id in {one.id for one in had}:
            return False
        if len(had) >= MOST_OF_A_LEAD:
            raise Invalid({"tag": [_("C’est assez : %(most)s étiquettes au plus.", most=MOST_OF_A_LEAD)]})
        LeadTag.add(lead_id=lead.id, number=lead.number, tag_id=tag.id)
        _note(lead)
        return True


def remove_tag(lead: Any, tag: Any) -> None:
    """Take the tag from the lead. Raises Conflict when it has not got it any more."""
    with transaction():
        _stay(lead)
        if not LeadTag.delete().where((LeadTag.lead_id == lead.id) & (LeadTag.tag_id == tag.id)).execute():
            raise Conflict()
        _note(lead)


def has(lead: Any, tag: Any) -> bool:
    """Whether the lead has the tag."""
    return any(one.id == tag.id for one in tags_of([lead])[lead.id])


def tag_in_use(name: str, field: str = "tag") -> Any:
    """The tag that has this name by now. Raises Invalid on `field` for none."""
    known = Label.get_or_none((Label.kind == "tag") & (Label.key == key_of(read_name(name, field))))
    known = known and [known, *known.went_up_in()][-1]
    if known is None or known.is_archived:
        raise Invalid({field: [_("Aucune étiquette ne s’appelle ainsi.")]})
    return known


def the_tag(id: UUID) -> Any:
    """The tag in use with this id; NotFound when there is none."""
    tag = Label.find(id)
    if tag is None or tag.kind != "tag" or tag.is_archived:
        raise NotFound()
    return tag


def _stay(lead: Any) -> None:
    if not locked(Lead.kept().where(Lead.id == lead.id)).exists():
        raise NotFound()


def _note(lead: Any) -> None:
    change(lead, {"last_activity_at": clock.now()})
    outbox.emit("lead.changed", lead=lead.id.hex, columns=["tags"])
