"""Mails to a prospect, as HTML: writing one, seeing whether it left, sending a refused one again."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import Pages, back_to, page
from filon.foundation.errors import Conflict, Invalid, TooMany
from filon.foundation.i18n import _
from filon.interactions import mails
from filon.leads.models import the_lead

from .pages import lead_page

pages = Pages("mails", __name__)
pages.add_app_template_global(mails.state_of, "letter_state")
_MAILS = "/prospects/<int(max=2147483647):number>/mails"


@pages.post(_MAILS)
def write(number: int) -> Response:
    lead, typed = the_lead(number), request.form.to_dict()
    try:
        mails.write_mail(lead, typed.get("subject", ""), typed.get("letter", ""))
    except Invalid as refused:
        # The composer has other texts, too.
        wrong = {"letter" if name == "text" else name: said for name, said in refused.errors.items()}
        return lead_page(lead, 422, kind="mail", typed=typed, wrong=wrong)
    except Conflict as refused:
        return lead_page(lead, 409, kind="mail", typed=typed, wrong={"to": [refused.detail]})
    except TooMany:
        said = _("Trente mails par heure au plus : envoyez celui-ci un peu plus tard.")
        return lead_page(lead, 429, kind="mail", typed=typed, wrong={"letter": [said]})
    return back_to("desk.show_lead", number=number)


@pages.get(f"{_MAILS}/<uuid:mail>")
def show_state(number: int, mail: UUID) -> Response:
    """A part of the prospect's page, which asks for it until it is known what became of the mail."""
    lead = the_lead(number)
    written = mails.the_mail(lead, mail)
    return page("desk/mail_state.html", lead=lead, it=written, letter=mails.letters_of([written]).get(mail))


@pages.post(f"{_MAILS}/<uuid:mail>/resending")
def send_again(number: int, mail: UUID) -> Response:
    lead = the_lead(number)
    mails.send_again(lead, mails.the_mail(lead, mail))
    return back_to("desk.show_lead", number=number)
