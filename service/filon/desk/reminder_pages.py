"""Reminders, as HTML: what is to be done and when; each step is one or two touches, and can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, make_response, request

from filon.dashboard.frame import Pages, Place, back_to, page, voice
from filon.foundation import access, clock
from filon.foundation.errors import Invalid
from filon.foundation.i18n import _
from filon.leads.meant import named_in
from filon.leads.models import Lead, the_lead
from filon.tasks.actions import Plan
from filon.tasks.models import PAGE_ROWS, Task
from filon.tasks.offers import offers
from filon.tasks.repeats import REPEATS
from filon.tasks.when import read_when
from filon.tenants import absences
from filon.tenants.models import Member

from . import reminders, standing, undoing
from .pages import lead_page

# Beyond that the navigation says "99+".
MOST_COUNTED = 100
# Where a step may be made, and is announced.
_PLACES = {"list": "reminders.show", "home": "desk.home"}
ALL = "all"

pages = Pages(
    "reminders",
    __name__,
    place=Place(
        "reminders.show",
        lambda: _("Rappels"),
        "task",
        lambda: Task.due_count(access.actor().member, clock.now(), MOST_COUNTED),
        lambda: _("à faire maintenant"),
        ahead=lambda: Task.ask_due_ahead(access.actor().member, clock.now(), MOST_COUNTED),
    ),
    everywhere=("desk/due.html",),
)
pages.add_app_template_global(clock.unix, "unix_now")
pages.add_app_template_filter(datetime.fromisoformat, "moment")
pages.add_app_template_global(reminders.repeat_word, "repeat_word")


@pages.get("/rappels")
def show() -> Response:
    """Those of the one who looks, or everybody's; `after` is the task where the page before ended."""
    return _show()


@pages.post("/rappels")
def add() -> Response:
    """One line in natural words: "Relancer le devis lundi 14 h"; about a prospect if one was meant."""
    typed, about = request.form.to_dict(), request.form.get("about", type=int)
    lead = the_lead(about) if about is not None else None
    try:
        title, due_at = reminders.line_of(typed, voice())
        task = reminders.plan(Plan(due_at, title, reminders.owner_for(lead)), lead)
    except Invalid as refused:
        return _show(422, typed=typed, wrong={"line": _all(refused)})
    return back_to("reminders.show", reminder=task.id)


@pages.get("/rappels/when")
def understand() -> Response:
    """What a line in natural words is understood as, while it is typed; empty while it names no moment.

    With `finds`, also which prospects its names may mean.
    """
    try:
        found = read_when(request.args.get("line", ""), clock.now(), voice().timezone)
    except Invalid:
        return make_response("")
    people = named_in(found.rest) if request.args.get("finds") else []
    return page("desk/understood.html", at=found.at, people=people)


@pages.get("/rappels/due")
def due() -> Response:
    """Asked by every open page: 204 unless something of the one who looks has become due since then."""
    since = request.args.get("since", type=int)
    now = clock.now()
    if since is None or not 0 <= since <= now.timestamp():
        return make_response("", 204)
    begun = datetime.fromtimestamp(since, tz=now.tzinfo)
    mine = Task.open().where((Task.due_at > begun) & (Task.due_at <= now) & Task.of(access.actor().member))
    found = list(mine.limit(MOST_COUNTED))
    if not found:
        return make_response("", 204)
    return page("desk/became_due.html", tasks=found, leads=reminders.leads_of(found))


@pages.post("/prospects/<int(max=2147483647):number>/rappels")
def plan(number: int) -> Response:
    """What to do next about a prospect: chosen with one touch, or in words."""
    lead, typed = the_lead(number), request.form.to_dict()
    try:
        title, due_at = reminders.line_of(typed, voice())
        task = reminders.plan(Plan(due_at, title, reminders.owner_for(lead)), lead)
    except Invalid as refused:
        return lead_page(lead, 422, kind="task", typed=typed, wrong={"line": _all(refused)})
    return back_to("desk.show_lead", number=number, reminder=task.id)


@pages.post("/prospects/<int(max=2147483647):number>/changes/<uuid:change>/closing")
def close_all(number: int, change: UUID) -> Response:
    """Nothing more is to be done for a prospect whom this change of status has settled."""
    lead = the_lead(number)
    settled = undoing.the_change(lead, change)
    standing.close_reminders(lead, settled)
    return back_to("desk.show_lead", number=number, changed=change)


@pages.get("/rappels/<uuid:task>")
def edit(task: UUID) -> Response:
    return _edit(reminders.the_task(task))


@pages.post("/rappels/<uuid:task>")
def change(task: UUID) -> Response:
    """Write another title, moment, owner or rhythm."""
    found, typed = reminders.the_task(task), request.form.to_dict()
    owner = typed.get("owner", "")
    values: dict[str, Any] = {"title": typed.get("title", ""), "repeat": typed.get("repeat", "")}
    try:
        values["owner_id"] = _member(owner)
        # As it was shown: who changes the title only leaves the moment to the minute, also one that is over, and also
        # when what was "tomorrow" has become today meanwhile.
        if typed.get("when_words", "").strip() != typed.get("when_shown") or typed.get("when_at"):
            values["due_at"] = reminders.moment_of(typed, "when", voice())
        reminders.change(found, **values)
    except Invalid as refused:
        return _edit(found, 422, typed=typed, wrong=refused.errors)
    return _back(found)


@pages.post("/rappels/<uuid:task>/completion")
def finish(task: UUID) -> Response:
    seen = request.form.get("due", type=datetime.fromisoformat)
    return _back(reminders.finish(reminders.the_task(task), voice(), seen))


@pages.post("/rappels/<uuid:task>/postponement")
def snooze(task: UUID) -> Response:
    """Put it off to a moment that is offered, or written."""
    found, typed = reminders.the_task(task), request.form.to_dict()
    try:
        reminders.snooze(found, reminders.moment_of(typed, "when", voice()))
    except Invalid as refused:
        return _edit(found, 422, typed=typed, wrong=refused.errors)
    return _back(found)


@pages.post("/rappels/<uuid:task>/removal")
def drop(task: UUID) -> Response:
    return _back(reminders.drop(reminders.the_task(task)))


@pages.post("/rappels/<uuid:task>/steps/<uuid:step>/undoing")
def undo(task: UUID, step: UUID) -> Response:
    """Take the latest step back, unless there was another one since."""
    return _back(reminders.undo(reminders.the_task(task), step), announced=False)


def _all(refused: Invalid) -> list[str]:
    """A form of one line says under it all that is wrong."""
    return [sentence for sentences in refused.errors.values() for sentence in sentences]


def _member(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid({"owner": [_("Choisissez une personne de l’équipe.")]}) from None


def _back(task: Any, *, announced: bool = True) -> Response:
    """To where the step was made, which announces it."""
    named = {"reminder": task.id} if announced else {}
    place = request.form.get("back", "")
    lead = Lead.find(task.lead_id) if task.lead_id and place not in _PLACES else None
    if lead is not None:
        return back_to("desk.show_lead", number=lead.number, **named)
    return back_to(_PLACES.get(place, "reminders.show"), **named)


def _show(status: int = 200, **more: Any) -> Response:
    everybody = request.args.get("whose") == ALL and access.at_least("manager")
    tasks = Task.open() if everybody else Task.open().where(Task.of(access.actor().member))
    after = request.args.get("after", type=Task.following)
    found = list((tasks.where(after) if after is not None else tasks).limit(PAGE_ROWS + 1))
    shown = found[:PAGE_ROWS]
    return page(
        "desk/reminders.html",
        status,
        tasks=shown,
        after=shown[-1].place if len(found) > PAGE_ROWS else None,
        is_first=after is None,
        everybody=everybody,
        leads=reminders.leads_of(shown),
        owners={member.id: member.name for member in Member.working()},
        offers=offers(voice()),
        just_done=reminders.just_done(request.args.get("reminder", type=UUID)),
        now=clock.now(),
        **{"typed": {}, "wrong": {}, **more},
    )


def _edit(task: Any, status: int = 200, **more: Any) -> Response:
    lead = Lead.find(task.lead_id) if task.lead_id else None
    return page(
        "desk/reminder.html",
        status,
        task=task,
        lead=lead,
        now=clock.now(),
        owners={str(member.id): member.name for member in Member.working()},
        away={str(member): last for member, last in absences.away_on(absences.today()).items()},
        repeats=("", *REPEATS),
        back=request.values.get("back", ""),
        **{"typed": {}, "wrong": {}, **more},
    )
