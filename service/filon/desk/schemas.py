"""The forms of the prospect page: what may be sent, and the sentence for each mistake."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validates_schema

from filon.foundation.i18n import _
from filon.intake.checks import DECISIONS
from filon.interactions.actions import LONGEST_NOTE
from filon.interactions.models import CALL_OUTCOMES
from filon.leads.labels import Label
from filon.leads.models import STATUSES


class Form(Schema):
    """A form in a page: other fields, such as a button's name, are let pass."""

    class Meta:
        unknown = EXCLUDE


# The sentences are asked for when they are needed: each is in the language of the one who typed.
def _not_too_long(text: str) -> None:
    if len(text) > LONGEST_NOTE:
        raise ValidationError(_("C’est trop long : 20 000 signes au plus."))


def _outcome(outcome: str) -> None:
    if outcome not in CALL_OUTCOMES:
        raise ValidationError(_("Dites comment s’est passé l’appel."))


def _status(status: str) -> None:
    if status not in STATUSES:
        raise ValidationError(_("Choisissez un état de la liste."))


def _reason(reason: str) -> None:
    if reason and reason not in {label.code for label in Label.in_use("reason")}:
        raise ValidationError(_("Choisissez une raison de la liste."))


class CallForm(Form):
    """{outcome, said}: how a call went, and what was said."""

    outcome = fields.String(load_default="", validate=_outcome)
    said = fields.String(load_default="", validate=_not_too_long)


def _decision(decision: str) -> None:
    if decision not in DECISIONS:
        raise ValidationError(_("Choisissez une des réponses, ou laissez vide."))


class CheckForm(Form):
    """{decision, answer}: which answer it is, that what is there is right, or that there is none."""

    decision = fields.String(load_default="", validate=_decision)
    answer = fields.String(load_default="")

    @validates_schema
    def _one_is_chosen(self, given: dict[str, str], **_options: object) -> None:
        if given["decision"] == "answer" and not given["answer"]:
            raise ValidationError({"answer": [_("Choisissez une des réponses, ou laissez vide.")]})


class StatusForm(Form):
    """{status, reason}; abandoning asks for a reason."""

    status = fields.String(load_default="", validate=_status)
    reason = fields.String(load_default="", validate=_reason)

    @validates_schema
    def _abandoned_for_a_reason(self, given: dict[str, str], **_options: object) -> None:
        if given["status"] == "lost" and not given["reason"]:
            raise ValidationError({"reason": [_("Dites pourquoi, en choisissant une raison.")]})


def mistakes(form: Schema, typed: dict[str, Any]) -> dict[str, list[str]]:
    """Field → sentences; a field left out of `typed` is judged as if it had come empty."""
    empty = dict.fromkeys(form.fields, "")
    found: dict[str, list[str]] = form.validate(empty | typed)
    return found
