"""The first steps of a new business: what is done is told by facts, never by a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from filon.foundation import access
from filon.foundation.folding import words_of
from filon.intake.models import TESTED, Submission
from filon.intake.reading import read_line
from filon.leads.contacts import email_key
from filon.leads.models import Lead
from filon.tenants.models import Member, Site, Tenant

from .figures import KEPT

# Whoever has had so many prospects knows the way.
SETTLED_AFTER = 25


@dataclass(frozen=True)
class FirstSteps:
    """`site` is the connected one, else the one that waits for its code; `newest` the prospect that came last, or None.

    `form_page` is the address of the site from which a form came last, as far as it is wanted. `colleagues` counts the
    invited too, as many as there are for certain. `missing` are what the business has not said of itself: hours, look.
    """

    site: Any
    form_page: str
    has_asked: bool
    newest: Any
    is_test: bool
    colleagues: int
    missing: tuple[str, ...]
    are_put_away: bool

    @property
    def is_connected(self) -> bool:
        return bool(self.site and self.site.is_connected)

    @property
    def facts(self) -> tuple[bool, ...]:
        """Whether each step is done, in their order."""
        return self.is_connected, self.has_asked, self.colleagues > 0, not self.missing

    @property
    def done(self) -> int:
        return sum(self.facts)

    @property
    def are_open(self) -> bool:
        return not self.are_put_away and not all(self.facts)

    @property
    def mark(self) -> str:
        """Changes when a step does, or when another request comes."""
        return f"{self.done}{int(self.are_put_away)}-{self.newest.number if self.newest else 0}"

    @property
    def lead(self) -> Any:
        """The test that has arrived, unless somebody real came since."""
        return self.newest if self.is_test else None


def steps_here() -> FirstSteps:
    business = Tenant.current()
    sites = Site.select().where(Site.revoked_at.is_null())
    site = sites.order_by(Site.paired_at.is_null(), Site.created_at).first()
    newest = Lead.newest()
    has_asked = Submission.select(Submission.id).where(Submission.answer.in_(KEPT)).exists()
    said = {"hours": business.hours, "look": business.logo or business.colour}
    return FirstSteps(
        site=site,
        form_page=_form_page(site) if site and not has_asked else "",
        has_asked=has_asked,
        newest=newest,
        is_test=newest is not None and testers().have_sent(newest),
        colleagues=_people() - 1,
        missing=tuple(name for name, value in said.items() if not value),
        are_put_away=business.first_steps_put_away,
    )


def _form_page(site: Any) -> str:
    """Where on the site somebody sent a form last: also what was set aside, as from robots, came from such a page."""
    by_people = (Submission.site_id == site.id) & (Submission.answer != TESTED)
    newest = Submission.select(Submission.line).where(by_people)
    sent = newest.order_by(Submission.received_at.desc()).first()
    content = read_line(0, bytes(sent.line)).content if sent else None
    page, home = (content or {}).get("page") or "", urlsplit(site.home_url)
    # A visitor's browser has said it: nothing but a page of the site itself is opened.
    is_own = page.startswith(f"{home.scheme}://{home.netloc}/")
    return page.partition("#")[0].partition("?")[0] if is_own else ""


def _people() -> int:
    """How many are here at least: who has an address and comes from WordPress too stands in the team twice."""
    here = list(Member.present())
    with_address = sum(member.email is not None for member in here)
    return max(with_address, len(here) - with_address)


def steps_for_me(newest: Any) -> FirstSteps | None:
    """What is still to be set up, for whoever may; None when nothing is, or when it has been put away.

    `newest` is the prospect that came last, or None.
    """
    if not access.at_least("manager") or (newest is not None and newest.number > SETTLED_AFTER):
        return None
    steps = steps_here()
    return steps if steps.are_open else None


def are_all_tests() -> bool:
    """Whether there is nobody to call: no prospects, or none but the team's own tests. Of a few; else False."""
    leads, team = list(Lead.kept().limit(SETTLED_AFTER + 1)), testers()
    return len(leads) <= SETTLED_AFTER and all(map(team.have_sent, leads))


def is_test(lead: Any, team: Sequence[Any]) -> bool:
    """Whether somebody of the team, as ask_for_team() brings it, sent it."""
    return _testers_of(team).have_sent(lead)


@dataclass(frozen=True)
class Testers:
    """Who of the team may try the form, told by an address; whoever has none, as from WordPress, by their whole name.

    `addresses` are as a lead's email_key has them, `names` are the words of each in the order of the alphabet.
    """

    addresses: frozenset[str]
    names: frozenset[tuple[str, ...]]

    def have_sent(self, lead: Any) -> bool:
        """A name counts only as long as a business is new: later, customers may be called the same."""
        if lead.email_key in self.addresses:
            return True
        return lead.number <= SETTLED_AFTER and _name(f"{lead.first_name} {lead.last_name}") in self.names


def testers() -> Testers:
    return _testers_of(list(Member.present()))


def _testers_of(here: Sequence[Any]) -> Testers:
    nameable = {_name(member.name) for member in here if member.email is None}
    return Testers(
        frozenset(key for member in here if (key := email_key(member.email))),
        # A first name alone is that of many.
        frozenset(name for name in nameable if len(name) > 1),
    )


def _name(text: str) -> tuple[str, ...]:
    return tuple(sorted(words_of(text)))
