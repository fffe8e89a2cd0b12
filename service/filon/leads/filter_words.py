"""What conditions are called on screen: operators, values, and a whole condition as a chip says it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from filon.foundation.i18n import _
from filon.foundation.voice import Voice
from filon.leads.conditions import Condition, Group
from filon.leads.filter_columns import FilterField
from filon.leads.filter_fields import check
from filon.leads.filter_kinds import ME, NOBODY
from filon.leads.words import source_word, status_word


def operator_word(operator: str) -> str:
    """What an operator is called where one is chosen; its values follow."""
    words = {
        "is": _("est"),
        "not": _("n’est pas"),
        "has": _("contient"),
        "begins": _("commence par"),
        "empty": _("est vide"),
        "filled": _("n’est pas vide"),
        "last": _("dans les derniers jours"),
        "next": _("dans les prochains jours"),
        "older": _("il y a plus de"),
        "from": _("à partir du"),
        "until": _("jusqu’au"),
        "between": _("entre"),
        "over": _("plus de"),
        "under": _("moins de"),
        "yes": _("oui"),
        "no": _("non"),
    }
    return words[operator]


class FilterWords:
    """Says conditions to one person. `owners` are the members' names; who is not among them has left."""

    def __init__(self, fields: dict[str, FilterField], owners: dict[UUID, str], voice: Voice) -> None:
        self._fields = fields
        self._owners = owners
        self._voice = voice

    def say(self, part: Condition | Group) -> str:
        """A part of a tree, "Provenance : Google Ads ou Meta"; it must be sound."""
        if isinstance(part, Group):
            between = _(" ou ") if part.any else _(" et ")
            return between.join(self.say(each) for each in part.parts)
        field = self._fields[part.field]
        said = self._asked(field, part.operator, check(part, self._fields))
        return _("%(field)s : %(asked)s", field=field.words(), asked=said)

    def value(self, field: FilterField, value: Any) -> str:
        """One value of a field."""
        if field.names is not None:
            return field.names().get(value, value)
        if value == ME:
            return _("moi")
        if value == NOBODY:
            return _("personne")
        if isinstance(value, UUID):
            return self._owners.get(value) or _("une personne partie")
        if isinstance(value, Decimal):
            return self._voice.number(value)
        if field.key == "status":
            return status_word(value)
        return source_word(value) if field.key == "source" else str(value)

    def _asked(self, field: FilterField, operator: str, values: tuple[Any, ...]) -> str:
        if field.kind.name == "date" and values:
            return self._days(operator, values)
        said = [self.value(field, value) for value in values]
        sentences = {
            "not": _("pas %(value)s", value=_(" ou ").join(said)),
            "has": _("contient « %(value)s »", value="".join(said)),
            "begins": _("commence par « %(value)s »", value="".join(said)),
            "over": _("plus de %(value)s", value="".join(said)),
            "under": _("moins de %(value)s", value="".join(said)),
            "empty": _("vide"),
            "filled": _("renseigné"),
            "yes": _("oui"),
            "no": _("non"),
        }
        if operator == "between":
            return _("de %(first)s à %(last)s", first=said[0], last=said[1])
        return sentences.get(operator) or _(" ou ").join(said)

    def _days(self, operator: str, values: tuple[Any, ...]) -> str:
        if operator in ("last", "next", "older"):
            count = self._voice.number(values[0])
            sentences = {
                "last": _("%(count)s derniers jours", count=count),
                "next": _("%(count)s prochains jours", count=count),
                "older": _("il y a plus de %(count)s jours", count=count),
            }
            if values[0] == 1 and operator != "older":
                return _("aujourd’hui")
            return sentences[operator]
        said = [self._voice.calendar_day(day) for day in values]
        if operator == "between":
            return _("du %(first)s au %(last)s", first=said[0], last=said[1])
        if operator == "from":
            return _("à partir du %(day)s", day=said[0])
        return _("jusqu’au %(day)s", day=said[0])
