"""Changing the rules by which requests are given: each change is kept at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.leads.arranging import move_among, put_among, read_name, undo_row
from filon.leads.assignment import CONDITIONS, Rule, Share, alternatives
from filon.leads.contacts import clean
from filon.tenants import changes
from filon.tenants.models import Member

SUBJECT = "rule"
MOST_RULES = 30
LONGEST_CONDITION = 300


def add(name: str, conditions: dict[str, str], members: Iterable[UUID]) -> Any:
    """A rule more, asked after all others. Returns the SettingChange. Raises Invalid with each wrong field named.

    `conditions` are some of CONDITIONS; `members` those to whom it gives, each in their turn.
    """
    name, values = read_name(name), _read(conditions)
    with transaction():
        ids = _members(members)
        there = Rule.held()
        if len(there) >= MOST_RULES:
            raise Invalid({"name": [_("La liste est pleine : %(most)s au plus.", most=MOST_RULES)]})
        position = 1 + max((rule.position for rule in there), default=-1)
        rule = Rule.add(name=name, position=position, **values)
        _share(rule, ids)
        return changes.note(SUBJECT, rule.id, {"is_archived": True}, {"is_archived": False})


def change(id: UUID, name: str, conditions: dict[str, str], members: Iterable[UUID]) -> Any:
    """Ask and give otherwise; as add(). Returns the SettingChange, None when all is as it was."""
    with transaction():
        rule = the_rule(id)
        name, values, ids = read_name(name), _read(conditions), _members(members)
        before = {"name": rule.name, **{field: getattr(rule, field) for field in CONDITIONS}}
        before["members"] = _hex(share.member_id for share in Share.of([rule])[rule.id])
        after = {"name": name, **{field: values.get(field, "") for field in CONDITIONS}, "members": _hex(ids)}
        changed = {field: value for field, value in after.items() if before[field] != value}
        if not changed:
            return None
        _write(rule, changed)
        return changes.note(SUBJECT, rule.id, {field: before[field] for field in changed}, changed)


def remove(id: UUID) -> Any:
    """Give by this rule no more. Returns the SettingChange."""
    with transaction():
        return changes.keep(SUBJECT, the_rule(id), is_archived=True)


def move(id: UUID, by: int) -> Any:
    """Ask a rule earlier (-1) or later (1); returns the SettingChange, None when it is at the end already."""
    with transaction():
        rule = the_rule(id)
        return move_among(SUBJECT, rule, Rule.held(), by)


def put_at(id: UUID, place: int) -> Any:
    """Give a rule this place, from 1, among those that are asked. As arranging.put_among()."""
    with transaction():
        # The whole list before one of it, as whoever takes a turn holds it.
        listed = Rule.held()
        return put_among(SUBJECT, the_rule(id), listed, place)


def undo(made: Any) -> None:
    """Take back what one of the others here did. Raises Conflict when it was changed again since."""
    with transaction():
        if not {"name", "members", *CONDITIONS} & made.after.keys():
            undo_row(made, Rule)
            return
        rule = the_rule(made.about_id)
        now = {"members": _hex(share.member_id for share in Share.of([rule])[rule.id])}
        if any(now.get(field, getattr(rule, field, None)) != value for field, value in made.after.items()):
            raise Conflict()
        _write(rule, made.before)
        changes.note(SUBJECT, rule.id, made.after, made.before)


def the_rule(id: UUID) -> Any:
    """The rule in use with this id, which stays until the transaction ends. Raises NotFound."""
    rule = locked(Rule.select().where((Rule.id == id) & ~Rule.is_archived)).first()
    if rule is None:
        raise NotFound()
    return rule


def _read(conditions: dict[str, str]) -> dict[str, str]:
    values = {field: " ".join(clean(conditions.get(field, "")).split()) for field in CONDITIONS}
    errors: dict[str, list[str]] = {}
    for field, text in values.items():
        if len(text) > LONGEST_CONDITION:
            errors[field] = [_("C’est trop long : 300 signes au plus.")]
        elif text and not alternatives(text):
            errors[field] = [_("Écrivez des lettres ou des chiffres.")]
    if errors:
        raise Invalid(errors)
    return values


def _members(chosen: Iterable[UUID]) -> list[UUID]:
    ids = sorted(set(chosen))
    here = {member.id for member in Member.present() if member.role != "reader"}
    if not ids or not here.issuperset(ids):
        raise Invalid(
            {"members": [_("Choisissez au moins une personne de l’équipe qui suit des prospects.")]}
        )
    return ids


def _write(rule: Any, changed: dict[str, Any]) -> None:
    columns = {field: value for field, value in changed.items() if field != "members"}
    if columns:
        Rule.update(columns).where(Rule.id == rule.id).execute()
    if "members" in changed:
        _share(rule, [UUID(member) for member in changed["members"]])


def _share(rule: Any, members: list[UUID]) -> None:
    """Give to these members; whoever stays keeps their turn, whoever is new comes next."""
    had = {share.member_id for share in Share.of([rule])[rule.id]}
    Share.delete().where((Share.rule_id == rule.id) & Share.member_id.not_in(members)).execute()
    for member in members:
        if member not in had:
            Share.add(rule_id=rule.id, member_id=member)


def _hex(members: Iterable[UUID]) -> list[str]:
    return sorted(member.hex for member in members)
