"""To whom requests are given by themselves: rules in their order, what each asks of a request, and whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from peewee import BooleanField, IntegerField, TextField

from filon.foundation.database import locked
from filon.foundation.fields import IdField
from filon.foundation.folding import words_of
from filon.foundation.tenancy import TenantModel, belongs_to

# What a rule may ask, each of which may be empty.
CONDITIONS = ("source", "campaign", "area", "form")
# Labels by which a form's answer says where somebody lives or builds, folded.
_PLACES = {
    *(
        "ville",
        "city",
        "town",
        "commune",
        "localite",
        "quartier",
        "postal",
        "postcode",
        "zip",
        "cp",
        "region",
    ),
    *("المدينه", "مدينه", "البريدي", "الحي", "الجهه"),
}


class Rule(TenantModel):
    """A request that is as the rule asks is given to one of its members, in turn.

    `source` is a code as on a lead. `campaign`, `form` and `area` hold one or several, with commas between: the names
    of campaigns (utm_campaign) and forms, and cities or beginnings of postcodes. What is empty asks nothing.
    """

    writable_by = "manager"

    name = TextField()
    position = IntegerField()
    source = TextField(default="")
    campaign = TextField(default="")
    area = TextField(default="")
    form = TextField(default="")
    is_archived = BooleanField(default=False)

    class Meta:
        table_name = "assignment_rule"

    @classmethod
    def in_use(cls) -> Any:
        """The rules in the order in which they are asked."""
        return cls.select().where(~cls.is_archived).order_by(cls.position, cls.id)

    @classmethod
    def held(cls) -> list[Any]:
        """The same, as they stay until the transaction ends: whoever takes a turn takes it alone.

        Before any lead is locked, so that two who give turns can't wait for each other.
        """
        return list(locked(cls.in_use()))


class Share(TenantModel):
    """A member to whom a rule gives; `turn` is the number of their last one, the smallest is next."""

    writable_by = "manager"

    rule_id = IdField()
    member_id = IdField()
    turn = IntegerField(default=0)

    class Meta:
        table_name = "assignment_share"
        indexes = ((("tenant", "rule_id", "member_id"), True), (("tenant", "member_id"), False))
        constraints = [belongs_to("assignment_rule", "rule_id"), belongs_to("member", "member_id")]

    @classmethod
    def of(cls, rules: Iterable[Any]) -> dict[UUID, list[Any]]:
        """The shares of each rule, whoever is next first."""
        shares: dict[UUID, list[Any]] = defaultdict(list)
        found = cls.select().where(cls.rule_id.in_([rule.id for rule in rules]))
        for share in found.order_by(cls.turn, cls.id):
            shares[share.rule_id].append(share)
        return shares

    def take_turn(self, among: Iterable[Any]) -> None:
        """Be the last of these from now on."""
        turn = 1 + max(share.turn for share in among)
        Share.update(turn=turn).where(Share.id == self.id).execute()


@dataclass(frozen=True)
class Asked:
    """What rules ask of a request. All but the source is folded into words with spaces around."""

    source: str
    campaigns: tuple[str, ...]
    places: tuple[str, ...]
    forms: tuple[str, ...]

    @classmethod
    def by(cls, lead: Any, form: str, answers: Iterable[Mapping[str, str]]) -> Asked:
        """Of a lead, and the form and the answers [{label, value}] of the latest request."""
        touches = (lead.attribution.get(which) or {} for which in ("first", "last"))
        campaigns = (str(touch.get("utm_campaign") or "") for touch in touches)
        places = (one["value"] for one in answers if not _PLACES.isdisjoint(words_of(one["label"])))
        forms = (form, lead.source_detail)
        return cls(lead.source, _folded(campaigns), _folded(places), _folded(forms))

    def fits(self, rule: Any) -> bool:
        """Whether the request is as the rule asks."""
        return (
            rule.source in ("", self.source)
            and _is_among(rule.campaign, self.campaigns)
            and _is_among(rule.form, self.forms)
            and (
                not rule.area
                or any(f" {area}" in place for area in alternatives(rule.area) for place in self.places)
            )
        )


def alternatives(typed: str) -> list[str]:
    """What stands between the commas of a condition, folded."""
    return [folded for one in typed.split(",") if (folded := " ".join(words_of(one)))]


def _folded(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(f" {words}" for text in texts if (words := " ".join(words_of(text))))


def _is_among(typed: str, known: Collection[str]) -> bool:
    return not typed or any(f" {one}" in known for one in alternatives(typed))


@dataclass(frozen=True)
class Turn:
    """Whose turn it is by a rule: a Share, None when nobody is there; `among` are all who share the rule."""

    rule: Any
    share: Any
    among: list[Any]


def whose_turn(rules: list[Any], asked: Asked, there: Collection[UUID]) -> Turn | None:
    """The first rule that the request fits and that has somebody who is `there`; else the first it fits, or None."""
    fitting = [rule for rule in rules if asked.fits(rule)]
    shares = Share.of(fitting)
    turns = [
        Turn(rule, next((one for one in shares[rule.id] if one.member_id in there), None), shares[rule.id])
        for rule in fitting
    ]
    return next((turn for turn in turns if turn.share), turns[0] if turns else None)
