"""Mails to those whom we meet: what was agreed and what became of it, with an invitation for their calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from filon.appointments.invitations import Party, invitation, method_of
from filon.desk.meeting_parties import Addressee, Meeting, addressees, to_come
from filon.foundation import access
from filon.foundation.config import Settings
from filon.foundation.i18n import _, speaking
from filon.foundation.outbox import Event
from filon.foundation.voice import Voice
from filon.interactions.mails import can_be_written_to, is_sendable
from filon.leads.contacts import one_line
from filon.notifications.actions import overtake, queue_mail
from filon.notifications.looks import look_here
from filon.notifications.mails import MEETING, MEETING_REMINDER, write_mail
from filon.notifications.models import Notification
from filon.tenants.models import Tenant


def tell_those_we_meet(event: Event, settings: Settings) -> None:
    """Mail lead and guests how the appointment is by now, if it tells them: once for each time that it was changed.

    What was changed again before anybody was told is told as it is, and not once more. Nobody hears of the past.
    Who has nothing new to read hears nothing; whoever is expected no more hears that.
    """
    meeting = to_come(event)
    if meeting is None:
        return
    one, told = meeting.appointment, event.payload
    is_news = told.get("seen", True)
    if is_news:
        # Where a mail server was away, what was true before is not told after what is true now.
        overtake(one.id, one.sequence)
    if not (one.tells and told.get("tells", True)):
        return
    _tell_uninvited(meeting, event, settings)
    # That it was cancelled its own event says, or else nobody was to know.
    if one.is_cancelled and event.name != "appointment.cancelled":
        return
    # Of two workers one waits for the other.
    write_to_them(meeting, step_of(one, event), cause_of(one), event, settings, but_newcomers=not is_news)


def _tell_uninvited(meeting: Meeting, event: Event, settings: Settings) -> None:
    """To each of them alone it is cancelled, unless they still take part in another way."""
    one = meeting.appointment
    expected = {addressee.party.email.lower() for addressee in addressees(meeting, settings)}
    off = copy(one)
    off.__data__ = one.__data__ | {"status": "cancelled", "was": one.status}
    for name, email in event.payload.get("uninvited", ()):
        if email and is_sendable(email) and email.lower() not in expected:
            overtake(one.id, one.sequence, address=email)
            to = Addressee(Party(name, email), "", "")
            _write(replace(meeting, appointment=off), to, "uninvited", cause_of(one), event, settings)


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
    """What a mail says of it: booked, proposed, asked (the lead confirms it), moved, changed, clocks or cancelled."""
    if appointment.awaits_lead:
        return "asked"
    if appointment.status in ("cancelled", "proposed"):
        return str(appointment.status)
    return what_happened(appointment, event)


def what_happened(appointment: Any, event: Event) -> str:
    """The same, whether it is agreed or not."""
    if event.payload.get("by_clocks"):
        return "clocks"
    if event.name == "appointment.moved":
        was = datetime.fromisoformat(event.payload["was"])
        return "moved" if was != appointment.starts_at else "changed"
    return "changed" if event.name == "appointment.changed" else "booked"


def write_to_them(
    meeting: Meeting,
    step: str,
    cause: UUID,
    event: Event,
    settings: Settings,
    *,
    but_newcomers: bool = False,
) -> None:
    """Queue the mail of this step to the lead and to each guest, who may be reached by mail; each by themselves.

    To those whom the event invites, or one that is still to be told, it is a new appointment; `but_newcomers` when
    it is news to nobody else.
    """
    invited = event.payload.get("invited", ())
    newcomers = {*invited, *_still_to_be_told(meeting.appointment)}
    is_of_others = step in ("changed", "moved", "clocks")
    for to in addressees(meeting, settings):
        if to.id in newcomers and (to.id in invited or not but_newcomers):
            _write(meeting, to, "booked" if is_of_others else step, cause, event, settings)
        elif not but_newcomers:
            _write(meeting, to, step, cause, event, settings)


def _still_to_be_told(appointment: Any) -> set[str]:
    """The ids of those whom events invite to it that are not done."""
    changed = Event.select().where(Event.name == "appointment.changed")
    of_it = (one.payload for one in changed if one.payload["appointment"] == appointment.id.hex)
    return {id for payload in of_it for id in payload.get("invited", ())}


def _write(meeting: Meeting, to: Addressee, step: str, cause: UUID, event: Event, settings: Settings) -> None:
    one, business = meeting.appointment, Tenant.current()
    language = one.language or business.language
    # Who has asked is not invited yet, also when nothing comes of it; who is reminded was.
    is_invited = step not in ("proposed", "asked", "reminder") and one.was != "proposed"
    with speaking(language):
        said = _said(meeting, step, event)
        said["answering"] = _answering(to.link) if is_invited and not one.is_cancelled else ""
    mail = write_mail(
        MEETING, language, look=look_here(), business=business.name, step=step, link=to.link, **said
    )
    mail = replace(mail, sender=one_line(business.name), reply_to=_answers_to(meeting))
    if step == "reminder":
        mail = replace(mail, kind=MEETING_REMINDER)
    if is_invited:
        with speaking(language):
            calendar = _invitation(meeting, to, settings)
        mail = replace(mail, calendar=calendar, method=method_of(one))
    about = one.lead_id or one.id
    queue_mail(mail, cause=cause, member=None, address=to.party.email, about=about, turn=meeting.turn)


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
        (_("Adresse") if one.place_kind in ("office", "visit") else _("Détails"), meeting.place),
        (_("Avec"), _names(meeting)),
    ]
    return {
        "when": when(voice, one),
        "clock": voice.offset(one.starts_at),
        "before": voice.date_and_time(datetime.fromisoformat(was)) if was else "",
        "place": meeting.place,
        "facts": [(label, value) for label, value in facts if value],
    }


def _invitation(meeting: Meeting, to: Addressee, settings: Settings) -> str:
    one, business = meeting.appointment, one_line(Tenant.current().name)
    details = [_("Avec %(names)s", names=_names(meeting))] if meeting.members else []
    if to.link:
        details.append(_("Changer ou annuler : %(link)s", link=to.link))
    if not one.is_cancelled:
        details.append(_answering(to.link))
    return invitation(
        one,
        f"{meeting.title()} · {business}",
        "\n".join(details),
        meeting.place or _where(one.place_kind),
        organiser=Party(business, settings.mail_from),
        guest=to.party,
        link=to.link,
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
