"""How a list is narrowed by the form that people filled in: which of a site's forms any of their requests came by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property, reduce
from operator import or_
from typing import Any

from peewee import fn

from filon.foundation.folding import fold
from filon.foundation.i18n import _
from filon.intake.models import FormMap, Submission
from filon.intake.provenance import host_of
from filon.leads.filter_columns import FilterField
from filon.leads.filter_kinds import Viewpoint
from filon.leads.models import Lead
from filon.leads.own_filters import CHOICE_OR_NONE, known_value
from filon.tenants.models import Site


def fields_of_the_door() -> Iterator[FilterField]:
    """The form, by what it is called on its site."""
    forms = _Forms()
    yield FilterField(
        "form",
        lambda: _("Formulaire"),
        CHOICE_OR_NONE,
        forms.ask,
        (Lead.id,),
        names=lambda: forms.names,
        known=forms.known,
    )


class _Forms:
    """The business's forms, read when the first is asked for."""

    @cached_property
    def _by_id(self) -> dict[str, Any]:
        return {str(form.id): form for form in FormMap.select()}

    @cached_property
    def _choices(self) -> dict[tuple[Any, str], list[Any]]:
        """Those that a request can be told by: forms of two plugins may share an id, which is all that it says."""
        choices: dict[tuple[Any, str], list[Any]] = {}
        for form in sorted(self._by_id.values(), key=lambda form: form.id):
            choices.setdefault((form.site_id, form.form), []).append(form)
        return choices

    @cached_property
    def names(self) -> dict[str, str]:
        """Id → title, or the titles of those with one id; where others have it, with its site's host and its id."""
        titles = {
            str(forms[0].id): " / ".join(dict.fromkeys(form.title or form.form for form in forms))
            for forms in self._choices.values()
        }
        times = Counter(titles.values())
        hosts: dict[Any, str] = {}
        if len(times) < len(titles):
            hosts = {site.id: host_of(site.home_url) for site in Site.select()}
        said = {
            id: f"{title} ({hosts[self._by_id[id].site_id]})" if times[title] > 1 else title
            for id, title in titles.items()
        }
        again = Counter(said.values())
        said = {
            id: f"{name} · {self._by_id[id].form}" if again[name] > 1 else name for id, name in said.items()
        }
        return dict(sorted(said.items(), key=lambda one: fold(one[1])))

    def known(self, value: str) -> str:
        """The choice that is meant, also by the id or the title of one of its forms. Raises ValueError."""
        meant = {
            str(forms[0].id)
            for forms in self._choices.values()
            for form in forms
            if value == str(form.id) or fold(value) == fold(form.title or form.form)
        }
        return meant.pop() if len(meant) == 1 else known_value(lambda: self.names, value)

    def ask(self, row: Any, operator: str, values: tuple[Any, ...], _view: Viewpoint) -> Any:
        came = Submission.select(Submission.id).where(
            (Submission.lead_id == row.id) & Submission.is_request() & self._by(values)
        )
        there = fn.EXISTS(came)
        return ~there if operator in ("not", "empty") else there

    def _by(self, values: tuple[Any, ...]) -> Any:
        if not values:
            return Submission.form != ""
        wanted = (self._by_id[value] for value in values)
        return reduce(
            or_, ((Submission.site_id == form.site_id) & (Submission.form == form.form) for form in wanted)
        )
