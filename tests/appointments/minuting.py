"""What tests of minutes begin with: an appointment with Salma that is over, and a form that is filled in."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.interactions.minutes import Minutes, Step
from filon.tasks.models import Task
from tests.appointments.calendar import Workshop
from tests.appointments.mailing import booked
from tests.parts.service import ADDRESS

# A quarter past the end of the appointment on Monday morning.
AFTER = "2026-04-27 11:15"


def after(workshop: Workshop) -> Any:
    """Monday, once it is over."""
    return clock.standing_at(workshop.at(AFTER))


def met(workshop: Workshop, **how: Any) -> Any:
    """Alice's appointment with Salma, of which nobody has said yet how it ended."""
    return booked(workshop, **how)


def filled_in(workshop: Workshop, *steps: dict[str, str], seen: int = 0, **fields: str) -> dict[str, str]:
    """The form; each of `steps` says what differs from a quote that Alice sends on the eleventh of May."""
    typed = {"seen": str(seen), "said": "Elle préfère le chêne.", "decided": "Pose en mai.", **fields}
    usual = {"what": "Envoyer le devis", "who": str(workshop.alice), "on": "2026-05-11", "margin": "1"}
    for place, step in enumerate(steps):
        typed |= {f"{name}-{place}": value for name, value in {**usual, **step}.items()}
    return typed


def write(browser: FlaskClient, appointment: Any, typed: dict[str, str]) -> TestResponse:
    return browser.post(f"/app/calendrier/{appointment.id}/minutes", data=typed)


def written(browser: FlaskClient, appointment: Any, typed: dict[str, str]) -> None:
    answer = write(browser, appointment, typed)
    assert answer.status_code == 303, re.findall(
        r'class="error"[^>]*>.*?</p>|role="alert".*?</p>', answer.text
    )


def link_in(text: str) -> str:
    """The path of the lead's page in a mail, as it stands there."""
    found = re.search(rf"{ADDRESS}(/compte-rendu/[^\s\"<]+)", text)
    assert found, text
    return found[1]


def bare(path: str) -> str:
    return path.partition("?")[0]


def as_kept(workshop: Workshop) -> tuple[Any, list[Any], list[Any]]:
    """The only minutes, their steps, and all reminders, the first made first."""
    with workshop.inside():
        [minutes] = list(Minutes.select())
        return minutes, Step.of([minutes.id])[minutes.id], list(Task.select().order_by(Task.id))
