"""Mails to those whom we meet: what was agreed and what became of it, with an invitation for their calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from filon.appointments.invitations import Party, invitation, method_of
from filon.appointments.links import address_of, booker_of
from filon.appointments.models import Appointment, Kind, Participant
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.interactions.mails import can_be_written_to, is_sendable
from filon.leads.contacts import one_line
from filon.leads.models import Lead
from filon.notifications.actions import overtake, queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import MEETING, MEETING_REMINDER, Turn, write_mail
from filon.notifications.models import Notification
from filon.tenants.models import Member, Tenant


@dataclass(frozen=True)
class Meeting:
    """An appointment with all that is said of it: `members` and `guests` are in the order in which they take part."""

    appointment: Any
    lead: Any
    kind: Any
    members: list[Any]
    guests: list[Any]

    @property
    def zone(self) -> str:
        return str(self.appointment.zone)

    @property
    def turn(self) -> Turn:
        """Until when a mail that tells how it is by now is of use."""
        one = self.appointment
        return Turn(one.id, one.sequence, one.starts_at)

    def title(self) -> str:
        """What it is called, in the language being spoken."""
        return self.appointment.title or (self.kind.name if self.kind else "") or _("Rendez-vous")


def tell_those_we_meet(event: Event, settings: Settings) -> None:
    """Mail lead and guests how the appointment is by now, if it tells them: once for each time that it was changed.

    What was changed again before anybody was told is told as it is, and not once more. Nobody hears of the past.
    """
    meeting = to_come(event)
    if meeting is None:
        return
    # Where a mail server was away, what was true before is not told after what is true now.
    overtake(meeting.appointment.id, meeting.appointment.sequence)
    if not _tells(meeting.appointment, event):
        return
    # Of two workers one waits for the other.
    write_to_them(
        meeting, step_of(meeting.appointment, event), cause_of(meeting.appointment), event, settings
    )


def _tells(appointment: Any, event: Event) -> bool:
    """Whether they hear of this. That it was cancelled its own event says, or else nobody was to know."""
    if appointment.is_cancelled and event.name != "appointment.cancelled":
        return False
    return bool(appointment.tells and event.payload.get("tells", True))


def to_come(event: Event) -> Meeting | None:
    """What the event names, unless it is over or begun, its lead is in the trash, or the business is gone.

    One that was cancelled is told though its lead is in the trash.
    """
    # What was cancelled because its lead was put into the trash is told all the same.
    among = Appointment.select() if event.name == "appointment.cancelled" else Appointment.kept()
    found = locked(among.where(Appointment.id == UUID(event.payload["appointment"]))).first()
    if found is None or found.starts_at <= clock.now() or Tenant.current().removed_at:
        return None
    taking_part = Participant.of([found.id])[found.id]
    members = {one.id: one for one in Member.present()}
    return Meeting(
        found,
        Lead.find(found.lead_id) if found.lead_id else None,
        Kind.find(found.kind_id) if found.kind_id else None,
        [members[one.member_id] for one in taking_part if one.member_id in members],
        [one for one in taking_part if one.member_id is None],
    )


def cause_of(appointment: Any) -> UUID:
    """What causes the mail that tells how it is by now."""
    return cause_at(appointment.id, appointment.sequence)


def cause_at(appointment: UUID, sequence: int) -> UUID:
    """What caused the mail that told how it was at this place of its `sequence`."""
    return uuid5(appointment, f"told {sequence}")


def told_at(moments: list[Any]) -> dict[UUID, list[Any]]:
    """The Notifications by which lead and guests heard of these moments of a timeline, newest first, by moment.

    A moment that they were told of with a later one has none. Whoever sees the one may see the other.
    """
    causes: dict[UUID, UUID] = {}
    for each in moments:
        if each.kind == "appointment" and "sequence" in each.details:
            causes[cause_at(UUID(each.details["appointment"]), each.details["sequence"])] = each.id
    told: dict[UUID, list[Any]] = defaultdict(list)
    if causes:
        with access.seeing_all():
            for one in Notification.meetings_of(list(causes)):
                told[causes[one.cause_id]].append(one)
    return told


def can_be_told(lead: Any, guests: Iterable[Any] = ()) -> bool:
    """Whether anybody of them can be reached by mail."""
    return (lead is not None and can_be_written_to(lead)) or any(one.email for one in guests)


def step_of(appointment: Any, event: Event) -> str:
    """What a mail says of it: booked, proposed, moved, changed, clocks or cancelled."""
    if appointment.status in ("cancelled", "proposed"):
        return str(appointment.status)
    if event.payload.get("by_clocks"):
        return "clocks"
    if event.name == "appointment.moved":
        was = datetime.fromisoformat(event.payload["was"])
        return "moved" if was != appointment.starts_at else "changed"
    return "changed" if event.name == "appointment.changed" else "booked"


def write_to_them(meeting: Meeting, step: str, cause: UUID, event: Event, settings: Settings) -> None:
    """Queue the mail of this step to the lead and to each guest, who may be reached by mail; each by themselves."""
    one, business = meeting.appointment, Tenant.current()
    language = one.language or business.language
    with speaking(language):
        said = _said(meeting, step, event)
    # Who has asked is not invited yet, also when nothing comes of it; who is reminded was.
    is_invited = step not in ("proposed", "reminder") and one.was != "proposed"
    for party, link in _parties(meeting, settings):
        with speaking(language):
            said["answering"] = _answering(link) if is_invited and not one.is_cancelled else ""
        mail = write_mail(
            MEETING, language, look=look_here(), business=business.name, step=step, link=link, **said
        )
        mail = replace(mail, sender=one_line(business.name), reply_to=_answers_to(meeting))
        if step == "reminder":
            mail = replace(mail, kind=MEETING_REMINDER)
        if is_invited:
            with speaking(language):
                calendar = _invitation(meeting, party, link, settings)
            mail = replace(mail, calendar=calendar, method=method_of(one))
        about = one.lead_id or one.id
        queue_mail(mail, cause=cause, member=None, address=party.email, about=about, turn=meeting.turn)


def when(voice: Voice, appointment: Any) -> str:
    return voice.date_and_time(appointment.starts_at)


def length(minutes: int) -> str:
    """What it takes, in the language being spoken: "45 min", "1 h", "1 h 30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(num)s min", num=minutes)
    if not rest:
        return _("%(hours)s h", hours=hours)
    return _("%(hours)s h %(minutes)s", hours=hours, minutes=f"{rest:02d}")


def _said(meeting: Meeting, step: str, event: Event) -> dict[str, Any]:
    one, business = meeting.appointment, Tenant.current()
    voice = Voice(one.zone, business.region, business.currency)
    was = event.payload.get("was") if step == "moved" else None
    facts = [
        (_("Objet"), meeting.title()),
        (_("Durée"), length(one.minutes)),
        (_("Où"), _where(one.place_kind)),
        (_("Adresse") if one.place_kind in ("office", "visit") else _("Détails"), one.place),
        (_("Avec"), _names(meeting)),
    ]
    return {
        "when": when(voice, one),
        "clock": voice.offset(one.starts_at),
        "before": voice.date_and_time(datetime.fromisoformat(was)) if was else "",
        "facts": [(label, value) for label, value in facts if value],
    }


def _parties(meeting: Meeting, settings: Settings) -> list[tuple[Party, str]]:
    """Whom to write to, each address once, with the link by which the lead may change it: guests have none.

    Whoever booked by another address than the lead's is written to there, and instead.
    """
    found: dict[str, tuple[Party, str]] = {}
    lead, link = meeting.lead, ""
    if not meeting.appointment.is_cancelled:
        link = address_of(meeting.appointment, settings.address)
    id = booker_of(meeting.appointment.id)
    booker = next((one for one in meeting.guests if one.id == id), None)
    if booker is not None and booker.email and is_sendable(booker.email):
        found[booker.email.lower()] = Party(booker.name, booker.email), link
    elif lead is not None and can_be_written_to(lead):
        name = f"{lead.first_name} {lead.last_name}".strip()
        found[lead.email.lower()] = Party(name, lead.email), link
    for guest in meeting.guests:
        if guest.email and is_sendable(guest.email):
            found.setdefault(guest.email.lower(), (Party(guest.name, guest.email), ""))
    return list(found.values())


def _invitation(meeting: Meeting, party: Party, link: str, settings: Settings) -> str:
    one, business = meeting.appointment, one_line(Tenant.current().name)
    details = [_("Avec %(names)s", names=_names(meeting))] if meeting.members else []
    if link:
        details.append(_("Changer ou annuler : %(link)s", link=link))
    if not one.is_cancelled:
        details.append(_answering(link))
    return invitation(
        one,
        f"{meeting.title()} · {business}",
        "\n".join(details),
        one.place or _where(one.place_kind),
        organiser=Party(business, settings.mail_from),
        guest=party,
        link=link,
    )


def _answering(link: str) -> str:
    """What an invitation says of its buttons: nobody reads yet what calendars answer."""
    if link:
        return _(
            "Une réponse de votre agenda ne nous parvient pas : pour changer ou annuler, utilisez le lien."
        )
    return _("Une réponse de votre agenda ne nous parvient pas : pour changer ou annuler, appelez-nous.")


def _names(meeting: Meeting) -> str:
    return ", ".join(member.name for member in meeting.members)


def _answers_to(meeting: Meeting) -> str:
    """The first of the team who can be written to: nobody reads what is sent to the service itself."""
    addresses = [member.email for member in meeting.members if member.email and is_sendable(member.email)]
    return addresses[0] if addresses else ""


def _where(place_kind: str) -> str:
    """As the one who is met reads it."""
    return {
        "office": _("Chez nous"),
        "visit": _("Chez vous"),
        "phone": _("Par téléphone"),
        "video": _("En vidéo"),
    }[place_kind]
