"""Google and Microsoft call when something has changed, at a service that is really there, and are believed little."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from filon.appointments.elsewhere import CalendarAccount
from filon.appointments.pushes import CalendarPush
from filon.foundation import clock
from tests.appointments.calendar import Workshop
from tests.appointments.shelf import AGENDAS
from tests.appointments.vendors import AtMicrosoft, There, known_there, permit, serving
from tests.dashboard.people import signed_in
from tests.parts.processes import free_port
from tests.parts.service import Filon, PairedSite


@pytest.fixture(params=["google", "microsoft"])
def there(request: pytest.FixtureRequest) -> Iterator[There]:
    with serving(request.param) as vendor:
        yield vendor


@pytest.fixture
def environ(environ: dict[str, str], there: There) -> dict[str, str]:
    """A service that the vendor knows, and can reach."""
    address = f"http://127.0.0.1:{free_port()}"
    return known_there({**environ, "FILON_ADDRESS": address}, there)


@pytest.fixture
def served(filon: Filon) -> Iterator[str]:
    """Its address, at which it answers."""
    address = filon.settings.address
    server = make_server("127.0.0.1", int(address.rpartition(":")[2]), filon.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield address
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def workshop(alice: PairedSite) -> Workshop:
    return Workshop(alice)


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    return signed_in(alice)


@pytest.fixture
def monday(workshop: Workshop) -> datetime:
    """Ten o'clock of the Monday after next."""
    today = clock.now().astimezone(workshop.zone)
    return (today + timedelta(days=14 - today.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def connected(served: str, workshop: Workshop, browser: FlaskClient, there: There) -> There:
    told = permit(browser, there)
    assert browser.post(f"{AGENDAS}/{there.name}", data=told).status_code == 303
    workshop.site.filon.work()
    return there


def _free(workshop: Workshop, kind: Any, monday: datetime) -> bool:
    return "10:00" in workshop.free(kind, f"{monday:%Y-%m-%d}")


def test_it_works(workshop: Workshop, connected: There, monday: datetime) -> None:
    kind = workshop.offer()
    connected.add(monday, monday + timedelta(hours=1))
    workshop.site.filon.work()
    assert _free(workshop, kind, monday), "nobody has told us yet"
    assert set(connected.deliver()) <= {202, 204}
    workshop.site.filon.work()
    assert not _free(workshop, kind, monday)
    connected.add(monday, monday + timedelta(hours=2))
    assert set(connected.deliver(twice=True)) <= {202, 204}
    workshop.site.filon.work()


def test_who_does_not_know_the_secret_is_nobody(workshop: Workshop, connected: There, served: str) -> None:
    with workshop.inside():
        (push,) = CalendarPush.select()
    if connected.name == "google":
        forged = {"X-Goog-Channel-ID": push.outside_id, "X-Goog-Channel-Token": "guessed"}
        answer = requests.post(f"{served}/appels/agendas/google", headers=forged, timeout=10)
    else:
        said = {"value": [{"subscriptionId": push.outside_id, "clientState": "guessed"}]}
        answer = requests.post(f"{served}/appels/agendas/microsoft", json=said, timeout=10)
    assert answer.status_code == 404
    assert workshop.site.filon.work() == 0, "nothing follows"


@pytest.mark.parametrize("said", [b"", b"[]", b'{"value": 1}', b'{"value": [1]}', b"{", b'{"value": []}'])
def test_what_can_t_be_read_is_refused(served: str, said: bytes, there: There) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{served}/appels/agendas/{there.name}", data=said, headers=headers, timeout=10)
    assert answer.status_code in (404, 422)


def test_the_question_is_answered_as_text(served: str) -> None:
    asked = {"validationToken": "<script>alert(1)</script> +/="}
    answer = requests.post(f"{served}/appels/agendas/microsoft", params=asked, timeout=10)
    assert (answer.status_code, answer.text) == (200, asked["validationToken"])
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_before_it_ends_it_is_renewed(workshop: Workshop, browser: FlaskClient, connected: There) -> None:
    soon = clock.now() + timedelta(hours=1)
    with workshop.inside():
        CalendarPush.update(ends_at=soon).execute()
        (account,) = CalendarAccount.select()
    browser.post(f"{AGENDAS}/comptes/{account.id}/lecture")
    workshop.site.filon.work()
    with workshop.inside():
        (after,) = CalendarPush.select()
    assert after.ends_at > soon + timedelta(days=1)
    assert connected.told() == [after.outside_id]


def test_disconnected_nobody_calls(workshop: Workshop, browser: FlaskClient, connected: There) -> None:
    assert len(connected.told()) == 1
    with workshop.inside():
        (account,) = CalendarAccount.select()
    browser.post(f"{AGENDAS}/comptes/{account.id}/fin")
    workshop.site.filon.work()
    assert connected.told() == []
    with workshop.inside():
        assert CalendarPush.select().count() == 0


@pytest.mark.parametrize("there", ["microsoft"], indirect=True)
def test_a_subscription_that_ends_is_renewed_and_one_that_is_gone_made_anew(
    workshop: Workshop, connected: AtMicrosoft
) -> None:
    with workshop.inside():
        (before,) = CalendarPush.select()
    for what, is_same in (("reauthorizationRequired", True), ("subscriptionRemoved", False)):
        connected.note_lifecycle(what)
        assert set(connected.deliver()) == {202}
        workshop.site.filon.work()
        with workshop.inside():
            (after,) = CalendarPush.select()
        assert (after.outside_id == before.outside_id) is is_same
        assert after.ends_at > clock.now() + timedelta(days=2)
    assert connected.told() == [after.outside_id]
