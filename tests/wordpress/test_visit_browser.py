"""In a real browser: what a visit leaves behind before and after consent, and deliveries that any form starts."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.parts.browser import Complaints
from tests.parts.processes import until
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn

AD = "?utm_source=google&utm_medium=cpc&utm_campaign=printemps&gclid=Cj0K-7"
FROM_AD = {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "printemps", "gclid": "Cj0K-7"}


@pytest.fixture
def site(crossed: PluginSite, service: StandIn) -> Iterator[PluginSite]:
    """Empty, connected to `service`."""
    crossed.reset(service.code)
    yield crossed
    assert crossed.wordpress.php_errors() == []


def answer(page: Page, word: str) -> None:
    """The visitor answers: as WP Consent API 2.0.1 keeps and tells it."""
    page.evaluate(
        """word => {
            document.cookie = 'wp_consent_marketing=' + word + ';path=/';
            document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', {detail: {marketing: word}}));
        }""",
        word,
    )


def kept(page: Page) -> Any:
    """What our cookie holds, None when there is none; nothing of ours is kept anywhere else."""
    stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in stored if "filon" in name] == []
    ours = [one for one in page.context.cookies() if "filon" in one["name"]]
    if not ours:
        return None
    [only] = ours
    assert (only["name"], only["sameSite"], only["path"]) == ("filon_visit", "Lax", "/")
    assert len(only["value"]) <= 1500
    return json.loads(unquote(only["value"]))


def fill_in(page: Page) -> None:
    page.get_by_label("Your name").fill("Khadija Berrada")
    page.get_by_label("Your phone number").fill("06 12 34 56 78")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my request").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. Your request has arrived.")


def without_time(touch: dict[str, str]) -> dict[str, str]:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", touch["at"])
    return {name: value for name, value in touch.items() if name != "at"}


def test_before_consent_nothing_is_kept_and_the_page_itself_still_tells(
    site: PluginSite, page: Page, complaints: Complaints
) -> None:
    site.php("Filon\\do_what_is_due();")  # once an hour it takes the beacon's turn
    page.goto(site.contact + AD)
    assert kept(page) is None
    fill_in(page)
    assert kept(page) is None
    [sent] = site.submissions()
    assert sent["attribution"]["consent"] == "unasked"
    assert without_time(sent["attribution"]["last"]) == {"landing": "/contact/", **FROM_AD}
    assert complaints.texts == []


def test_consent_keeps_first_and_last_and_its_withdrawal_deletes_them(site: PluginSite, page: Page) -> None:
    page.goto(f"{site.url}/hello-world/", referer="https://forum.example/cuisines?secret=7#x")
    answer(page, "allow")
    first = kept(page)["first"]
    assert without_time(first) == {"landing": "/hello-world/", "referrer": "https://forum.example/cuisines"}
    page.goto(f"{site.url}/{AD}")
    assert kept(page)["first"] == first
    assert without_time(kept(page)["last"]) == {"landing": "/", **FROM_AD}
    page.goto(site.contact)
    fill_in(page)
    [sent] = site.submissions()
    assert sent["attribution"] == {"consent": "given", **kept(page)}
    answer(page, "deny")
    assert kept(page) is None


def test_a_long_address_fits_and_a_number_is_whole_or_not_there(site: PluginSite, page: Page) -> None:
    for visit in ("a", "b"):
        long = "&".join(
            f"utm_{name}={visit * 190}" for name in ("source", "medium", "campaign", "term", "content")
        )
        page.goto(f"{site.url}/?{long}&gclid={'c' * 150}&fbclid={'d' * 300}")
        answer(page, "allow")
    assert all(len(touch.get("gclid", "c" * 150)) == 150 for touch in kept(page).values())
    assert all("fbclid" not in touch for touch in kept(page).values())


def test_a_looser_choice_lapses_in_a_page_that_a_cache_has_kept(site: PluginSite, page: Page) -> None:
    site.press(site.sign_in(), "filon_options", visit="always")

    def old(route: Route) -> None:
        answer = route.fetch()
        html = re.sub(
            r'data-filon-visit="always (\d+)"',
            lambda found: f'data-filon-visit="always {int(found[1]) - 9}"',
            answer.text(),
        )
        route.fulfill(response=answer, body=html)

    page.route(f"{site.url}/?old", old)
    page.goto(f"{site.url}/?old")
    assert kept(page) is None
    page.goto(site.url + AD)
    assert kept(page)["first"]["utm_campaign"] == "printemps"


def test_a_form_without_a_script_starts_the_delivery_from_the_page_it_leads_to(
    site: PluginSite, service: StandIn, page: Page
) -> None:
    site.press(site.sign_in(), "filon_options", comments="yes")
    page.goto(f"{site.url}/hello-world/")
    page.locator("#comment").fill("Combien pour un escalier ?")
    page.locator("#author").fill("Karim")
    page.locator("#email").fill("karim@example.com")
    page.get_by_role("button", name="Post Comment").click()
    until(lambda: service.kept, "the delivery")


def test_a_form_that_stays_on_its_page_starts_it_a_little_later(
    site: PluginSite, service: StandIn, page: Page
) -> None:
    page.clock.install()
    page.goto(site.contact + AD)
    page.evaluate(
        """document.querySelector('.filon-form form').addEventListener('submit', event => {
            event.preventDefault();
            fetch(location.href, {method: 'POST', body: new FormData(event.target)});
        })"""
    )
    page.get_by_label("Your name").fill("Khadija Berrada")
    page.get_by_label("Your phone number").fill("06 12 34 56 78")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my request").click()
    until(lambda: site.statuses() == ["waiting"], "the request")
    page.clock.fast_forward(4500)
    until(lambda: service.kept, "the delivery")
    assert service.submissions()[0]["attribution"]["last"]["utm_campaign"] == "printemps"


def test_only_what_may_be_a_request_starts_it_and_not_again_and_again(site: PluginSite, page: Page) -> None:
    page.clock.install()
    page.goto(site.contact)
    page.evaluate("window.fetch = async () => { woken++; return new Response(); }, woken = 0")
    submit = """html => {
        document.body.insertAdjacentHTML('beforeend', html);
        const form = document.body.lastElementChild;
        form.addEventListener('submit', event => event.preventDefault());
        form.requestSubmit();
    }"""
    leave = "dispatchEvent(new Event('pagehide')), woken"
    for form in (
        "<form></form>",
        '<form method="post" class="variations_form cart"></form>',
        '<form method="post" class="woocommerce-form woocommerce-form-login login"></form>',
        '<form method="post" action="/wp-login.php"><input name="action" value="x"></form>',
        '<form method="post" action="https://elsewhere.example/"></form>',
    ):
        page.evaluate(submit, form)
        assert page.evaluate(leave) == 0, form
    page.evaluate(submit, '<form method="POST"><input name="matches"></form>')
    page.clock.fast_forward(16_000)
    assert [page.evaluate(leave) for _ in range(2)] == [2, 2], "both were in time"
    page.evaluate(submit, '<form method="post"></form>')
    assert [page.evaluate(leave) for _ in range(2)] == [3, 3]
    page.clock.fast_forward(16_000)
    assert page.evaluate("woken") == 3
