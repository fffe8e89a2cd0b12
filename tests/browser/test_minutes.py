"""Minutes in a real browser: a member writes them on a phone or a desk, the lead confirms them without scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.service import Client
from tests.parts.axe import barriers
from tests.parts.browser import DESKTOP, PHONE, open_visitor, show
from tests.parts.processes import until

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 2
_STICKS_OUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Owner:
    """The owner's programs."""

    def __init__(self, client: Client) -> None:
        cookie = client.owner_cookie()
        self._session = requests.Session()
        self._session.cookies.set(cookie["name"], cookie["value"])
        self._service = client.service
        [self.id] = [one["id"] for one in self.ask("GET", "members")["members"] if one["role"] == "owner"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._session.request(method, f"{self._service}/api/v1/{path}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    def meet(self, hours: int) -> str:
        """An appointment with the first prospect, so many hours from now; its id."""
        at = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
        plan = {"lead": 1, "starts_at": at, "minutes": 60, "members": [self.id], "title": "Prise de mesures"}
        return str(self.ask("POST", "appointments", {**plan, "tells": False})["id"])


@pytest.fixture
def owner(client: Client) -> Owner:
    client.ask("Salma Bennani", phone="06 61 23 45 67", email="salma@example.com", message="Une cuisine")
    return Owner(client)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_it_works(browser: Browser, client: Client, owner: Owner, language: str, width: int) -> None:
    owner.ask("PATCH", f"members/{owner.id}", {"language": language})
    owner.ask("PATCH", "business", {"colour": "#b45a14", "phone": "05 22 36 41 80"})
    over, to_come = owner.meet(-3), owner.meet(30)
    shot = f"{language}-{width}"
    with open_visitor(browser, width=width) as context:
        context.add_cookies([client.owner_cookie()])
        page = context.new_page()
        page.goto(f"{client.service}/app/calendrier/{to_come}")
        _look(page, f"minutes-before-{shot}")
        page.goto(f"{client.service}/app/calendrier/{over}/minutes")
        page.fill("[name=said]", "Elle préfère le chêne.")
        page.fill("[name=decided]", f"Pose en mai.\n{LONG}")
        page.fill("[name=what-0]", f"Envoyer {LONG}")
        page.fill("[name=on-0]", f"{datetime.now(UTC) + timedelta(days=12):%Y-%m-%d}")
        page.fill("[name=what-1]", "إرسال التصاميم")
        page.select_option("[name=who-1]", "lead")
        page.click("[name=more]")
        expect(page.locator("[name=what-2]")).to_be_focused()
        page.fill("[name=what-2]", "Mesurer")
        page.click("form#writing .btn-primary")
        expect(page.locator("[aria-invalid]")).to_have_count(1)
        _look(page, f"minutes-form-{shot}")
        page.fill("[name=what-2]", "")
        page.click("form#writing .btn-primary")
        page.wait_for_url(f"**/calendrier/{over}")
        expect(page.locator(".next-steps li")).to_have_count(2)
        _look(page, f"minutes-kept-{shot}")
        page.click("form[action$='/minutes/mail'] button")
        expect(page.locator("form[action$='/minutes/mail']")).to_have_count(0)
        page.goto(f"{client.service}/app/prospects/1")
        _look(page, f"minutes-thread-{shot}")
    with browser.new_context(
        java_script_enabled=False, locale=language, viewport={"width": width, "height": 844}
    ) as visitor:
        page = visitor.new_page()
        page.goto(client.minutes_page())
        show(page, f"minutes-own-{shot}", full_page=True)
        page.click("details summary")
        page.fill("[name=text]", "Les poignées sont noires.")
        show(page, f"minutes-own-correction-{shot}", full_page=True)
        assert not page.evaluate(_STICKS_OUT)
        page.click("details [type=submit]")
        expect(page.locator("[role=status]")).to_be_visible()
        page.click("form[action*=confirmation] button")
        expect(page.locator("form[action*=confirmation]")).to_have_count(0)
        show(page, f"minutes-own-confirmed-{shot}", full_page=True)


@pytest.mark.browser
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_missed_one_asks_what_next(browser: Browser, client: Client, owner: Owner, width: int) -> None:
    over = owner.meet(-3)
    with open_visitor(browser, width=width) as context:
        context.add_cookies([client.owner_cookie()])
        page = context.new_page()
        page.goto(f"{client.service}/app/calendrier/{over}")
        page.click("[name=outcome][value=missed]")
        expect(page.locator("#next-t")).to_be_visible()
        page.click("main details summary")
        _look(page, f"missed-{width}")
        page.locator("[name=when]").first.click()
        page.wait_for_url("**/prospects/1**")
        expect(page.locator(".toast")).to_be_visible()


@pytest.mark.browser
def test_nothing_that_was_typed_is_lost(browser: Browser, client: Client, owner: Owner) -> None:
    over = owner.meet(-3)
    path, day = (
        f"{client.service}/app/calendrier/{over}",
        f"{datetime.now(UTC) + timedelta(days=12):%Y-%m-%d}",
    )
    steps = [{"what": name, "by_lead": True} for name in ("Premier", "Second")]
    kept = owner.ask("PUT", f"appointments/{over}/minutes", {"version": 0, "steps": steps})["steps"]
    with open_visitor(browser, width=DESKTOP) as context:
        context.add_cookies([client.owner_cookie()])
        page = context.new_page()
        page.goto(f"{path}/minutes")
        page.fill("[name=what-1]", "Second, mieux dit")
        page.select_option("[name=margin-1]", "7")
        page.fill("[name=what-2]", "Mesurer")
        page.fill("[name=on-2]", day)
        page.select_option("[name=who-2]", "lead")
        page.fill("[name=what-3]", "Livrer")
        page.click("[name=more]")
        expect(page.locator("[name=what-4]")).to_be_focused()
        page.fill("[name=what-4]", "Poser")
        until(lambda: "Poser" in page.evaluate("JSON.stringify(localStorage)"), "the draft to be kept")
        # Meanwhile a colleague turns the two steps round, takes none away, and adds one.
        [first, second] = [{"id": one["id"], "what": one["what"], "by_lead": True} for one in kept]
        body = {"version": 1, "steps": [second, {"what": "De Bob", "by_lead": True}, first]}
        owner.ask("PUT", f"appointments/{over}/minutes", body)
        page.reload()
        expect(page.locator("#writing [data-found]")).to_be_visible()
        shown = page.locator("[data-row] [data-kept=what]").evaluate_all("all => all.map((one) => one.value)")
        assert shown == ["Second, mieux dit", "De Bob", "Premier", "Mesurer", "Livrer", "Poser"]
        expect(page.locator("[name=margin-0]")).to_have_value("7")
        expect(page.locator("[name=margin-2]")).to_have_value("1")
        expect(page.locator("[name=who-3]")).to_have_value("lead")
        expect(page.locator("[name=on-3]")).to_have_value(day)
        expect(page.locator("#meanwhile")).to_be_visible()
        # Then one of both is taken away: what was written to it is a new one.
        now = owner.ask("GET", f"appointments/{over}/minutes")
        left = [{"id": one["id"], "what": one["what"], "by_lead": True} for one in now["steps"][1:]]
        owner.ask("PUT", f"appointments/{over}/minutes", {"version": 2, "steps": left})
        page.reload()
        expect(page.locator("#writing [data-found]")).to_be_visible()
        shown = page.locator("[data-row] [data-kept=what]").evaluate_all("all => all.map((one) => one.value)")
        assert shown == ["De Bob", "Premier", "Mesurer", "Livrer", "Poser", "Second, mieux dit"]
        page.click("[data-forget]")
        shown = page.locator("[data-row] [data-kept=what]").evaluate_all("all => all.map((one) => one.value)")
        assert shown == ["De Bob", "Premier", "", ""]
        page.fill("[name=what-2]", "Mesurer")
        page.select_option("[name=who-2]", "lead")
        page.press("[name=what-2]", "Enter")
        page.wait_for_url(path)
        expect(page.locator(".next-steps li")).to_have_count(3)
        assert page.evaluate("Object.keys(localStorage)") == []


def _look(page: Page, name: str) -> None:
    show(page, name, full_page=True)
    assert not page.evaluate(_STICKS_OUT), name
    assert barriers(page) == [], name
