"""Two at the same moment: minutes are begun once, mailed once, and nobody's text is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from filon.desk import minutes, minutes_mails
from filon.foundation.errors import Conflict
from filon.interactions.minutes import Minutes, NextStep, Written
from filon.interactions.models import Interaction
from filon.tasks.models import Task
from tests.appointments.calendar import Workshop
from tests.appointments.meanwhile import begun
from tests.appointments.minuting import after, met
from tests.parts.service import ADDRESS

# On SQLite the writer is alone.
pytestmark = pytest.mark.parametrize("environ", ["postgresql"], indirect=True)


def test_it_works(workshop: Workshop) -> None:
    made = met(workshop)
    with after(workshop), ThreadPoolExecutor(1) as pool:
        day = workshop.at("2026-05-11").date()
        text = Written(decided="Pose en mai.", steps=(NextStep("Devis", due_on=day, member=workshop.alice),))
        with workshop.inside():
            subject = minutes.of_appointment(made.id)
            minutes.write(subject, text, seen=0)
            second = begun(
                pool, workshop, lambda: minutes.write(minutes.of_appointment(made.id), text, seen=0)
            )
        with pytest.raises(Conflict):
            second.result()
        with workshop.inside():
            assert (Minutes.select().count(), Task.select().count()) == (1, 1)


def test_mailed_by_both_it_leaves_once(workshop: Workshop) -> None:
    made = met(workshop)
    with after(workshop), ThreadPoolExecutor(1) as pool:
        with workshop.inside():
            subject = minutes.of_appointment(made.id)
            minutes.write(subject, Written(decided="Pose en mai."), seen=0)
        with workshop.inside():
            minutes_mails.send(minutes.of_appointment(made.id), ADDRESS)
            second = begun(
                pool, workshop, lambda: minutes_mails.send(minutes.of_appointment(made.id), ADDRESS)
            )
        second.result()
        with workshop.inside():
            assert Interaction.select().where(Interaction.kind == "mail").count() == 1
