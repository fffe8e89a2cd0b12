"""Each page is looked at in a real browser, in French and in Arabic, by axe too; what is none says so here."""

from __future__ import annotations

from string import Formatter

from filon.foundation import ids
from tests.browser.test_looks import PAGES
from tests.parts.service import Filon

# Looked at where one gets to them.
ELSEWHERE = {
    "imports.show": "tests/browser/test_import.py, at each step",
    "minutes.show": "tests/browser/test_minutes.py",
    "minutes.show_of_call": "the same",
    "notes.show_note": "tests/browser/test_notes.py",
    "sign_in.ask": "tests/browser/test_looks.py, before anybody has signed in",
}
# A part that a page asks for, a file, or a way to another page.
NO_PAGES = {
    *("account.leave_feed", "attachments.download", "attachments.show_preview", "board.count_column"),
    *("board.show_more", "bulk.offer_whole", "by_hand.show_known", "desk.arrivals", "desk.contact"),
    *("elsewhere.ask_permission", "erasing.download", "exports.download", "first_steps.arrivals"),
    *("columns.choose", "imports.download_faults", "leads.add_condition", "leads.count_leads"),
    *("logo.show", "mails.show_state", "reminders.due", "reminders.understand"),
}


def test_it_works(filon: Filon) -> None:
    places = filon.app.url_map.bind("filon.example")
    shown = {
        rule.endpoint
        for rule in filon.app.url_map.iter_rules()
        if rule.rule.startswith("/app/") and "GET" in (rule.methods or ())
        if not rule.rule.startswith(("/app/s/", "/app/static/"))
    }
    looked_at = {places.match(f"/app/{_path(name)}", "GET")[0] for name in PAGES}
    assert shown - looked_at - ELSEWHERE.keys() - NO_PAGES == set(), (
        "let tests/browser/test_looks.py look at it"
    )
    assert (ELSEWHERE.keys() | NO_PAGES) - shown == set(), "there is no such page any more"
    assert looked_at.isdisjoint(ELSEWHERE.keys() | NO_PAGES)


def _path(name: str) -> str:
    path = PAGES[name].partition("?")[0]
    return path.format(**{word: ids.new_id() for _text, word, *_more in Formatter().parse(path) if word})
