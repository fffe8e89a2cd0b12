"""The list of prospects, as HTML."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, Place, back_to, page, page_url, voice
from filon.foundation import access, clock
from filon.foundation.i18n import _
from filon.tenants import absences, changes, team
from filon.tenants.models import Member

from . import named
from .addresses import ListAddress
from .asking import ask_for_list
from .bulk_changes import MOST_NAMED, BulkChange
from .conditions import Condition, Group, Unreadable, read, written
from .counting import counted
from .custom_fields import values_of
from .filter_columns import FilterField
from .filter_fields import Misasked, check, fields_here
from .filter_kinds import ME, NOBODY, as_typed
from .filter_words import FilterWords, operator_word
from .labels import Label, tags_of
from .list_columns import USUAL, ListColumn, columns_here
from .listing import SHOWN, can_begin, page_of
from .models import LARGEST_NUMBER, Lead
from .schemas import choice_of
from .search import noted_of
from .sources import sources
from .views import SHARES, deleted_view, may_change, query_of, views_of
from .words import status_word

# How long a change of many can be taken back from the message that announces it.
BULK_SAID_FOR = timedelta(minutes=2)
# Beyond that the navigation says "99+".
MOST_COUNTED = 100

pages = Pages(
    "leads",
    __name__,
    place=Place(
        "leads.list_leads",
        lambda: _("Prospects"),
        "people",
        lambda: Lead.waiting_count(most=MOST_COUNTED),
        lambda: _("à rappeler"),
        ahead=lambda: Lead.ask_waiting_ahead(MOST_COUNTED),
    ),
)
pages.add_app_template_global(status_word, "lead_status_word")
pages.add_app_template_filter(date.fromisoformat, "as_day")
pages.add_app_template_global(named.source, "lead_source_word")
pages.add_app_template_global(named.reason, "lead_reason_word")
pages.add_app_template_global(named.stage, "lead_stage_word")
pages.add_app_template_global(named.offered_sources, "offered_sources")
pages.add_app_template_global(named.offered_reasons, "offered_reasons")
pages.add_app_template_global(named.offered_tags, "offered_tags")
pages.add_app_template_global(named.asked_fields, "asked_fields")
pages.add_app_template_global(operator_word, "lead_operator_word")


@pages.get("/prospects")
def list_leads() -> Response:
    """Who is asked for by tab ("waiting" is the start), conditions and words; the address says it all.

    Whoever searches looks everywhere, unless they say in which status.
    """
    known_sources = ask_for_list()
    address = ListAddress(request.args.to_dict())
    asked, state = address.asked, address.state
    if "shape" in state:
        return back_to("board.show", **address.with_(shape=None))
    choice = choice_of(asked, voice().timezone)
    if "after" in asked and not can_begin(choice, asked["after"]):
        del asked["after"], state["after"]  # from elsewhere: the list begins anew
    found = page_of(choice, asked.get("after"), columns=SHOWN)
    owners = member_names()
    return page(
        "leads/list.html",
        leads=found.leads,
        noted=noted_of([lead.number for lead in found.leads], choice.typed),
        after=found.after,
        is_sorted=found.is_sorted,
        columns=address.columns,
        all_columns=_all_columns(address),
        owners=owners,
        away=absences.away_on(absences.today()),
        sources=known_sources(),
        as_board=page_url("board.show", **address.with_(status=state["status"] if "view" in state else None)),
        is_chosen=[column.key for column in address.columns] != list(USUAL),
        trashed=_just_trashed(),
        begun_with=_just_begun_with(),
        given="given" in request.args,
        bulk=_just_done_to_many(owners),
        own=_own_cells(address.columns, found.leads),
        tags=tags_of(found.leads) if any(column.key == "tags" for column in address.columns) else {},
        at_work=BulkChange.now_at_work(),
        now=clock.now(),
        **narrowing(address, owners, "leads.list_leads"),
    )


def narrowing(address: ListAddress, owners: dict[Any, str], endpoint: str) -> dict[str, Any]:
    """Values for templates with what a list is narrowed by, and the views; its own address is that endpoint's."""
    views, state, fields = views_of(access.actor().member), address.state, fields_here()
    view = next((one for one in views if str(one.id) == state.get("view")), None)
    return {
        "asked": address.asked,
        "state": state,
        "wrong": address.wrong,
        "chips_shown": _chips(address, FilterWords(fields, owners, voice()), endpoint),
        "where": address.where,
        "turned": page_url(endpoint, **address.with_(shape=None, where=written(address.where.turned()))),
        "at": lambda **changes: page_url(endpoint, **address.with_(**{"shape": None, **changes})),
        "fields": list(fields.values()),
        "views": views,
        "view": view,
        "is_changed": view is not None
        and view.query != query_of({**state, "shape": view.asked.get("shape", "")}),
        "deleted": _just_deleted(),
        "may_share": access.at_least(SHARES),
        "may_change": may_change,
        "waiting": Lead.waiting_count(most=MOST_COUNTED),
        "is_new": lambda: Lead.newest() is None,
    }


@pages.get("/prospects/count")
def count_leads() -> Response:
    """A part of the list, which asks for it when it stands: how many there are, exact to a thousand."""
    address = ListAddress(request.args.to_dict())
    count = counted(choice_of(address.asked, voice().timezone))
    return page("leads/count.html", count=count)


@pages.get("/prospects/condition")
def choose_condition() -> Response:
    """One condition of a field, to be added to the list that the address says."""
    return _condition_form(ListAddress(request.args.to_dict()))


@pages.get("/prospects/narrowed")
def add_condition() -> Response:
    """Read the form of one condition, and go to the list that has it too."""
    address = ListAddress(request.args.to_dict())
    operator = request.args.get("op", "")
    values = [value.strip() for value in request.args.getlist(f"v-{operator}") if value.strip()]
    field = fields_here().get(request.args.get("field", ""))
    try:
        condition = (
            Condition(field.key, operator, as_typed(field.kind, tuple(values)))
            if field
            else Condition("", "")
        )
        check(condition, fields_here())
        narrowed = address.narrowed_by(condition, request.args.get("beside", type=int))
        read(narrowed["where"])
    except Misasked:
        return _condition_form(address, _("Il manque une valeur, ou elle ne convient pas."))
    except Unreadable as error:
        return _condition_form(address, f"{error}.")
    return redirect_to(narrowed)


def redirect_to(state: dict[str, str]) -> Response:
    """To the list that an address says."""
    return back_to("leads.list_leads", **state)


def _condition_form(address: ListAddress, wrong: str = "") -> Response:
    fields = fields_here()
    field = fields.get(request.args.get("field", ""))
    words = FilterWords(fields, member_names(), voice())
    return page(
        "leads/condition.html",
        422 if wrong else 200,
        field=field,
        state=address.with_(),
        where=address.where,
        parts=[words.say(part) for part in address.where.parts],
        at=lambda **changes: page_url("leads.list_leads", **address.with_(**changes)),
        options=[(value, words.value(field, value)) for value in _values_of(field)] if field else [],
        typed=request.args,
        wrong={"values": [wrong]} if wrong else {},
    )


def _values_of(field: FilterField) -> list[Any]:
    """What may be chosen for a field, where that is a choice."""
    if field.kind.name == "member":
        # Whoever sees no leads of colleagues has nobody else to ask for.
        others = Member.working() if access.limited_to() is None else ()
        return [ME, NOBODY, *(member.id for member in others)]
    if field.kind.name != "choice":
        return []
    if field.names is not None:
        return list(field.names())
    if field.offered is not None:
        return field.offered()
    return sources() if field.key == "source" else list(field.choices or ())


def member_names() -> dict[Any, str]:
    """Id → name of everybody who works here."""
    return team.names()


def _chips(address: ListAddress, words: FilterWords, endpoint: str) -> list[list[tuple[str, str]]]:
    """What each part of the conditions says, and the address without it; of a group, each of its own."""

    def without(at: int, inside: int | None = None) -> str:
        where = written(address.where.without(at, inside))
        return page_url(endpoint, **address.with_(shape=None, where=where))

    return [
        [(words.say(one), without(at, inside)) for inside, one in enumerate(part.parts)]
        if isinstance(part, Group)
        else [(words.say(part), without(at))]
        for at, part in enumerate(address.where.parts)
    ]


def _all_columns(address: ListAddress) -> list[tuple[ListColumn, bool]]:
    """Every column and whether it is shown: those that are, in their order, then the others."""
    shown = address.columns
    return [(column, True) for column in shown] + [
        (column, False) for key, column in columns_here().items() if key not in {one.key for one in shown}
    ]


def _own_cells(columns: list[ListColumn], leads: list[Any]) -> dict[str, dict[UUID, Any]]:
    """Column's key → lead's id → the Value of the field that it shows, for the whole page at once."""
    fields = {column.field.id: column.key for column in columns if column.field is not None}
    if not fields:
        return {}
    cells: dict[str, dict[UUID, Any]] = {key: {} for key in fields.values()}
    for lead, values in values_of(leads, [column.field for column in columns if column.field]).items():
        for value in values:
            cells[fields[value.field.id]][lead] = value
    return cells


def _just_trashed() -> Any:
    """The lead that the address names, while it is in the trash: putting it there can be undone from here."""
    number = request.args.get("trashed", type=int)
    return Lead.in_trash(number) if number and number <= LARGEST_NUMBER else None


def _just_begun_with() -> Any:
    """The change of everybody's columns that the address names, while it can be announced."""
    change = changes.fresh(request.args.get("changed", type=UUID), "business")
    return change if change is not None and "list_columns" in change.after else None


def _just_done_to_many(owners: dict[Any, str]) -> Any:
    """The bulk change that the address names, while it is fresh and by who asks, with what its toast says."""
    id = request.args.get("bulk", type=UUID)
    bulk = BulkChange.find(id) if id else None
    if bulk is None or bulk.member_id != access.actor().member:
        return None
    if clock.now() - (bulk.undone_at or bulk.happened_at) >= BULK_SAID_FOR:
        return None
    bulk = with_names(bulk, owners)
    said = request.args.get("met", "").split(",")[:MOST_NAMED]
    met = [int(each) for each in said if each.isdecimal() and len(each) <= len(str(LARGEST_NUMBER))]
    bulk.met = list(Lead.kept().where(Lead.number.in_([one for one in met if one <= LARGEST_NUMBER])))
    return bulk


def with_names(bulk: Any, owners: dict[Any, str]) -> Any:
    """The bulk change, with `owner` and `tag` as people call what it gave; `met` are leads that it left, if known."""
    about = UUID(bulk.value) if bulk.kind in ("owner", "tag", "untag") and bulk.value else None
    bulk.owner = owners.get(about, "")
    tag = Label.find(about) if about and bulk.kind in ("tag", "untag") else None
    bulk.tag = tag.name if tag else ""
    bulk.met = []
    return bulk


def _just_deleted() -> Any:
    id = request.args.get("deleted", type=UUID)
    return deleted_view(id) if id else None
