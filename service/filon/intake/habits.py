"""Which forms are silent against their own habit: a form that broke looks like one that nobody fills in.

A form's habit is the longest time between two requests in the 60 days before its last one, if there were ten at least;
it is silent when nothing has come for twice that, and for a day. After 60 days of silence it is taken for retired.
One that its owner has left out or deleted is not missed, and once it is taken in again it has as long as any other.
Spam does not count: it goes on coming through a form that people can't use. Forms of two form plugins that have the
same number on one site count as one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from peewee import fn

from filon.foundation import clock
from filon.foundation.transactions import transaction
from filon.intake.models import FormMap, Submission
from filon.tenants.models import Site

HABIT_OF = timedelta(days=60)
FEWEST = 10
SHORTEST_SILENCE = timedelta(days=1)
_ASKED = Submission.is_request()


def notice_silent_forms() -> None:
    """Note since when each form of the connected sites here is silent, or that it is not."""
    now = clock.now()
    changed = {}
    with transaction(write=False):
        for site in Site.select(Site.id).where(Site.paired_at.is_null(False) & Site.revoked_at.is_null()):
            lasts = _last_requests(site.id, now)
            forms = FormMap.select().where((FormMap.site_id == site.id) & FormMap.left_out_at.is_null())
            for form in forms:
                since = _silent_since(site.id, form, lasts.get(form.form), now)
                if since != form.silent_since:
                    changed[form.id] = since
    if changed:
        with transaction():
            for id, since in changed.items():
                # Its owner may have left it out meanwhile.
                waited_for = (FormMap.id == id) & FormMap.left_out_at.is_null()
                FormMap.update(silent_since=since).where(waited_for).execute()


def note_announced(site: UUID, forms: list[dict[str, Any]], whole: list[str]) -> None:
    """Know which forms of a site nobody should wait for: those that its owner leaves out, and those that are gone.

    `forms` as form_maps.note_announced() takes them, with `excluded`; `whole` names the form plugins (as `source`) of
    which they are all: of others, one that is not named may be there all the same.
    """
    with transaction():
        said = {(form["source"], form["form"]): form["excluded"] for form in forms}
        now = clock.now()
        for row in FormMap.select().where(FormMap.site_id == site):
            is_left_out = said.get((row.source, row.form), row.source in whole)
            is_named = (row.source, row.form) in said
            if is_left_out and row.left_out_at is None:
                changes = {"left_out_at": now, "silent_since": None}
            elif is_named and not is_left_out and row.left_out_at is not None:
                changes = {"left_out_at": None, "taken_in_at": now}
            else:
                continue
            FormMap.update(**changes).where(FormMap.id == row.id).execute()


def _last_requests(site: UUID, now: datetime) -> dict[str, datetime]:
    """Form → when its last request was sent, of those that are not retired."""
    recent = Submission.select(Submission.form, fn.MAX(Submission.submitted_at)).where(
        (Submission.site_id == site) & (Submission.submitted_at > now - HABIT_OF) & _ASKED
    )
    return dict(recent.group_by(Submission.form).tuples())


def _silent_since(site: UUID, form: Any, last: datetime | None, now: datetime) -> datetime | None:
    silence = now - max(last, form.taken_in_at or last) if last else SHORTEST_SILENCE
    if last is None or silence < SHORTEST_SILENCE:
        return None
    moments = _moments(site, form.form, last)
    if len(moments) < FEWEST:
        return None
    longest = max(later - earlier for earlier, later in pairwise(moments))
    return last if silence > 2 * longest else None


def _moments(site: UUID, form: str, last: datetime) -> list[datetime]:
    rows: Any = Submission.select(Submission.submitted_at).where(
        (Submission.site_id == site)
        & (Submission.submitted_at > last - HABIT_OF)
        & (Submission.form == form)
        & _ASKED
    )
    return [moment for (moment,) in rows.order_by(Submission.submitted_at).tuples()]
