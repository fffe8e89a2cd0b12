"""How pages look alone and inside wp-admin: nothing is cut or sticks out and axe is silent, by language and width."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, expect

from tests.browser.service import Client
from tests.browser.wp_admin import WpAdmin
from tests.parts.axe import barriers
from tests.parts.browser import DESKTOP, PHONE, open_visitor, show

_PEOPLE: list[dict[str, Any]] = [
    {
        "name": "Salma Bennani",
        "phone": "06 61 23 45 67",
        "message": "Bonjour, je voudrais un devis pour une cuisine en L avec îlot, appartement au Maârif.",
        "minutes_ago": 42,
    },
    {
        "name": "سلمى بناني",
        "phone": "0670552108",
        "message": "السلام عليكم، أريد عرض ثمن لمطبخ على شكل L مع جزيرة، شقة بالمعاريف.",
        "minutes_ago": 18,
    },
    {
        "name": "Hôtel-Restaurant Les Jardins de la Palmeraie Abdelkrim-Benchekroun-El-Alaoui",
        "phone": "+33639984127",
        "email": "direction.commerciale.et.evenementielle@les-jardins-de-la-palmeraie.example.com",
        "message": "Donaudampfschifffahrtsgesellschaftskapitän" * 4,
        "minutes_ago": 4,
    },
]
# In braces what Client.furnish() has put there.
PAGES = {
    "first-screen": "",
    "first-steps": "premiers-pas",
    "list": "prospects?status=all",
    "list-narrowed": "prospects?status=all&where=any(all(name:has:a;amount:empty);created:last:30;amount:over:5000)"
    "&columns=request,source,company,email,next,amount,activity,number",
    "board": "prospects/board",
    "condition": "prospects/condition?field=owner&where=source:is:site;any(name:has:a;amount:over:5000)",
    "prospect": "prospects/3",
    "planned": "prospects/1",
    "request": "prospects/1/requests/{asked}",
    "person": "prospects/1/person",
    "pairs": "prospects/duplicates",
    "comparison": "prospects/1/merging/4",
    "bulk-changes": "prospects/bulk-changes",
    "bulk-change": "prospects/bulk-changes/{bulk_change}",
    "erasures": "prospects/erasures",
    "messages": "messages",
    "reminders": "rappels?whose=all",
    "reminder": "rappels/{task}",
    "calendar": "calendrier",
    "meeting": "calendrier/{appointment}",
    "new-meeting": "calendrier/nouveau?lead=1",
    "new": "prospects/new",
    "trash": "prospects/trash",
    "exports": "exports",
    "imports": "import",
    "workload": "equipe",
    "account": "reglages",
    "business": "reglages/entreprise",
    "customising": "reglages/prospects",
    "assignment": "reglages/attribution",
    "team": "reglages/equipe",
    "sites": "reglages/sites",
    "forms": "reglages/formulaires",
    "alerts": "reglages/alertes",
    "ready": "reglages/messages",
    "agendas": "reglages/agendas",
    "permitted": "reglages/agendas/google/retour?code=x&state=x",
    "own-hours": "reglages/horaires",
    "kinds": "reglages/rendez-vous",
    "keys": "reglages/cles",
    "history": "reglages/historique",
    "sign-in-link": "sign-in/x",
    "invitation": "invitation/{invitation}",
    "ownership": "ownership/{ownership}",
    "link-over": "invitation/x",
}
# Those that say what they are for while there is nothing.
_EMPTY = (
    *("first-screen", "list", "board", "pairs", "bulk-changes", "erasures", "messages", "reminders"),
    *(
        "calendar",
        "trash",
        "exports",
        "imports",
        "workload",
        "customising",
        "forms",
        "ready",
        "kinds",
        "keys",
    ),
    "history",
)

# Whoever is not known yet is spoken to as their browser is.
_SPOKEN = {"fr": "fr-FR", "ar": "ar"}

# Those that the frame may change: its height, its bars and sheets, what is fixed under the thumb.
_FRAMED = (
    "first-screen",
    "list",
    "board",
    "prospect",
    "reminders",
    "new",
    "workload",
    "business",
    "assignment",
)

# Text that is wider than its box, where nothing says that it may be cut; and whatever sticks out of the page.
_STICKING_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  const scrolls = (e) => ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX);
  return [...document.body.querySelectorAll('*')].filter((e) => {
    if (!e.checkVisibility() || e.closest('.sr, .skip, .sprite, template, svg')) return false;
    const box = e.getBoundingClientRect();
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (scrolls(p)) return false;
    return box.width > 0 && (box.right > wide + 1 || box.left < -1);
  }).map((e) => e.outerHTML.slice(0, 160));
}"""

# At the end of the page the bar under the thumb covers none of it.
_END_IS_IN_SIGHT = """() => {
  const bar = [...document.querySelectorAll('.nav, .actionbar')].find(
    (e) => getComputedStyle(e).position === 'fixed' && e.checkVisibility());
  const end = document.querySelector('main').getBoundingClientRect().bottom;
  return end <= (bar ? bar.getBoundingClientRect().top : innerHeight);
}"""


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("fr_FR", 1280), ("en_US", 1180), ("ar", 390)])
def test_nothing_is_cut(browser: Browser, admin: WpAdmin, client: Client, locale: str, width: int) -> None:
    """The pages are those that stand alone, which are looked at in more ways: here it is the frame that differs."""
    for person in _PEOPLE:
        client.ask(**person)
    pages = {name: PAGES[name] for name in _FRAMED} | {"reminder": f"rappels/{client.remind()}"}
    admin.locale = locale
    with open_visitor(browser, width=width) as visitor:
        page = visitor.new_page()
        for name, path in pages.items():
            page.goto(admin.page(path))
            frame: FrameLocator = page.frame_locator(".filon-embed iframe")
            expect(frame.locator("main h1")).to_be_visible()
            expect(frame.locator("html")).to_have_attribute("lang", locale[:2])
            # The frame is as long as its page: nothing is cut at its end.
            page.frames[1].wait_for_function(
                "document.body.getBoundingClientRect().height <= innerHeight + 1"
            )
            # A frame of another site is painted only where the window shows it: a window as long as the page.
            page.set_viewport_size(
                {"width": width, "height": page.evaluate("document.documentElement.scrollHeight")}
            )
            show(page, f"wp-admin-{name}-{locale[:2]}-{width}")
            page.frames[1].wait_for_function(_END_IS_IN_SIGHT)
            _check(page.frames[1], path)


@pytest.mark.browser
@pytest.mark.parametrize(("language", "axe_at"), [("fr", DESKTOP), ("ar", PHONE)])
def test_nothing_is_cut_standing_alone(browser: Browser, client: Client, language: str, axe_at: int) -> None:
    """Where an owner who signed in by mail may do more than in wp-admin. Each language meets axe as it was loaded."""
    with open_visitor(browser, language=_SPOKEN[language], width=axe_at) as visitor:
        page = visitor.new_page()
        page.goto(f"{client.service}/app/sign-in")
        _look_at_both(page, "sign-in", language, axe_at)
        visitor.add_cookies([client.owner_cookie()])
        page.goto(f"{client.service}/app/reglages")
        page.locator("#k-language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        for name in _EMPTY:
            page.goto(f"{client.service}/app/{PAGES[name]}")
            show(page, f"alone-empty-{name}-{language}-{axe_at}", full_page=True)
            _check(page.main_frame, f"empty {name}")
        for person in _PEOPLE:
            client.ask(**person)
        made = {"task": client.remind(), **client.furnish()}
        _close_today(page, client)
        page.goto(f"{client.service}/app/prospects?q=benna")
        page.locator("[popovertarget=exporter]").click()
        page.get_by_role("button", name="CSV").click()
        expect(page.locator("#exports progress")).to_be_visible()
        for name, path in PAGES.items():
            answer = page.goto(f"{client.service}/app/{path.format(**made)}")
            assert answer is not None
            assert answer.ok or name == "link-over", name
            _look_at_both(page, name, language, axe_at)


def _look_at_both(page: Page, name: str, language: str, axe_at: int) -> None:
    """Look at the page as it was loaded, then in a window of the other width, and leave the window as it was."""
    first = page.viewport_size
    assert first
    for width in (first["width"], DESKTOP if first["width"] == PHONE else PHONE):
        page.set_viewport_size({"width": width, "height": first["height"]})
        page.evaluate("new Promise(requestAnimationFrame)")
        show(page, f"alone-{name}-{language}-{width}", full_page=True)
        _check(page.main_frame, f"{name} {width}", with_axe=width == axe_at)
    page.set_viewport_size(first)


def _close_today(page: Page, client: Client) -> None:
    """Let the business be closed for three weeks, so that the pages which say it do."""
    page.goto(f"{client.service}/app/reglages/entreprise")
    first, last = page.locator(".closing [name=first]"), page.locator(".closing [name=last]")
    today = date.fromisoformat(str(first.get_attribute("min")))
    first.fill(today.isoformat())
    last.fill((today + timedelta(days=21)).isoformat())
    page.locator(".closing button").click()
    expect(page.locator(".toast")).to_be_visible()


def _check(frame: Frame, where: str, *, with_axe: bool = True) -> None:
    assert frame.evaluate(_STICKING_OUT) == [], where
    assert frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where
    assert not with_axe or barriers(frame) == [], where
