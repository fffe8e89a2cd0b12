"""What tests of appointments begin with: a business with hours, its members, and a kind that can be booked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.availability import Terms, free_slots
from filon.appointments.calendar_readings import Occupied, enter
from filon.appointments.elsewhere import CalendarAccount, OutsideCalendar
from filon.appointments.kinds import add_kind
from filon.appointments.models import Host, Kind
from filon.appointments.plans import Plan
from filon.desk import meetings
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.tenants import actions
from filon.tenants.models import Member, Tenant
from tests.parts.service import PairedSite

# Nine to noon, and two to six.
WORKDAY = [[540, 720], [840, 1080]]
WEEK = [WORKDAY] * 5 + [[], []]


class Workshop:
    """A business that is open from Monday to Friday, nine to noon and two to six, on the clocks of its zone."""

    def __init__(self, site: PairedSite) -> None:
        self.site = site
        with site.filon.inside(site.tenant):
            Tenant.update(hours=WEEK).execute()
            self.zone = ZoneInfo(Tenant.current().zone)
            self.alice: UUID = Member.get(Member.role == "owner").id

    def inside(self) -> Any:
        return self.site.filon.inside(self.site.tenant)

    def at(self, text: str, fold: int = 0) -> datetime:
        """A moment on the business's clock."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone, fold=fold)

    def move(self, zone: str) -> None:
        """To another country, as far as clocks go."""
        self.zone = ZoneInfo(zone)
        with self.inside():
            Tenant.update(zone=zone).execute()

    def hire(self, *names: str, role: str = "agent") -> list[UUID]:
        with self.inside():
            return [
                actions.add_member(
                    name=name, email=f"{name.lower()}@atlas.example", role=role, language="fr"
                ).id
                for name in names
            ]

    def book(self, when: str, *, minutes: int = 60, **plan: Any) -> Any:
        """An appointment on the business's clock, Alice's unless `plan` says otherwise."""
        with self.inside():
            return meetings.book(
                Plan(self.at(when), **{"minutes": minutes, "members": (self.alice,), **plan})
            )

    def offer(self, *hosts: UUID, **values: Any) -> Any:
        """A kind of an hour without notice, unless `values` say otherwise; Alice is met for it, or `hosts` are."""
        how = {"name": "Prise de mesures", "minutes": 60, "notice": 0, **values}
        with self.inside():
            return add_kind(list(hosts) or [self.alice], **how)

    def free(self, kind: Any, day: str, until: str = "", *, of: UUID | None = None) -> list[str]:
        """Starts on the business's clock that day, or from it until another: "09:00", of all hosts or of one."""
        begins = self.at(f"{day} 00:00")
        ends = self.at(f"{until} 00:00") if until else begins + timedelta(days=1)
        with self.inside():
            hosts = [of] if of else [host.member_id for host in Host.of_kind(kind.id)]
            slots = free_slots(Terms.of(Kind.find(kind.id)), hosts, begins, ends)
        shape = "%d %H:%M" if until else "%H:%M"
        return [f"{slot.starts_at.astimezone(self.zone):{shape}}" for slot in slots]

    def busy_elsewhere(self, member: UUID, since: str, until: str) -> Any:
        """Their calendar elsewhere says that they have no time then; the calendar."""
        with self.inside():
            account = CalendarAccount.add(
                member_id=member, provider="feed", address="", user=since, secret="", due_at=None
            )
            calendar = OutsideCalendar.add(
                account_id=account.id,
                member_id=member,
                outside_id="feed",
                name="Perso",
                can_write=False,
                is_read=True,
                answered_at=clock.now(),
            )
            enter(calendar, [Occupied(since, ((self.at(since), self.at(until)),))], [], clock.now())
        return calendar

    def steps(self) -> list[str]:
        """What the timelines say about appointments, in the order in which it happened."""
        with self.inside():
            told = Interaction.select().where(Interaction.kind == "appointment").order_by(Interaction.id)
            return [one.details["step"] for one in told]
