"""What no template may say: it would need eval or inline code, or bring in somebody else's address."""

from __future__ import annotations

import re

import pytest

from tests.house.source_files import ROOT, name_of

# Mails are another matter: their readers know no stylesheet but inline, and no script at all.
TEMPLATES = [
    p for p in sorted((ROOT / "service").glob("filon/*/templates/**/*.html")) if "mails" not in p.parts
]
STATIC = ROOT / "service/filon/dashboard/static"

BANNED = {
    "hx-on needs eval": (r"hx-on\b", '<a hx-on:click="x">'),
    "js: and javascript: need eval": (r"""=\s*["']\s*(js|javascript):""", "<a hx-vals='js:{a: 1}'>"),
    "a trigger's filter needs eval": (r"""hx-trigger\s*=\s*["'][^"']*\[""", '<a hx-trigger="click[x]">'),
    "the policy refuses inline style": (r"<style|\sstyle\s*=", '<p style="color: red">'),
    "the policy refuses inline script": (
        r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']",
        "<script>x()</script>",
    ),
    "what people typed is escaped": (r"\|\s*safe\b|autoescape\s+false|Markup\(", "{{ name|safe }}"),
    "nothing comes from elsewhere": (
        # But for what somebody follows by hand: WhatsApp, a map, and where passwords of applications are made.
        r"""(src|href|action)\s*=\s*["']https?://(?!wa\.me/|www\.google\.com/maps/|account\.apple\.com["'])""",
        '<img src="http://x/">',
    ),
    "pages mirror by themselves": (r"(margin|padding|border|text-align)[-: ]+(left|right)", "margin-left: 0"),
}


_THE_ONE_DOOR = "service/filon/foundation/rich_text.py"
_OTHERWISE_IN_MAILS = {"the policy refuses inline style", "pages mirror by themselves"}


@pytest.mark.parametrize("reason", BANNED)
def test_templates_say_nothing_banned(reason: str) -> None:
    wrong = re.compile(BANNED[reason][0], re.IGNORECASE)
    assert wrong.search(BANNED[reason][1]), "the rule does not even see its own bad example"
    files = [*TEMPLATES, *STATIC.glob("css/*.css")]
    assert len(files) > 10
    assert [name_of(path) for path in files if wrong.search(path.read_text())] == []


def test_nothing_is_html_because_somebody_said_so() -> None:
    """In mails neither, and not out of Python: what a visitor typed would come with it."""
    wrong = re.compile(
        r"\|\s*(safe|xmlattr)\b|autoescape\s+false|autoescape=False|\bMarkup\b|\bmarkupsafe\b|render_template_string"
    )
    for bad in (
        "{{ name | safe }}",
        "{% autoescape false %}",
        "from markupsafe import Markup",
        "Markup(name)",
    ):
        assert wrong.search(bad), bad
    files = [
        *(ROOT / "service/filon").glob("**/*.py"),
        *(ROOT / "service/filon").glob("**/templates/**/*.html"),
    ]
    assert {"mails", "operators"} <= {path.parent.name for path in files}
    # What cuts formatted text down, each time it is shown.
    assert [name_of(path) for path in files if wrong.search(path.read_text())] == [_THE_ONE_DOOR]


def test_only_the_one_door_shows_formatted_text() -> None:
    """Nothing else calls it but the filter that templates have, and what it calls safe it has just cut down."""
    calls = re.compile(r"rich_text\.shown|import .*\bshown\b.*rich|rich_text import")
    files = (ROOT / "service/filon").glob("**/*.py")
    assert [name_of(path) for path in files if calls.search(path.read_text())] == [
        "service/filon/dashboard/frame.py"
    ]
    door = (ROOT / _THE_ONE_DOOR).read_text()
    assert re.findall(r"Markup\([^)]*\)", door) == ["Markup(sanitise(kept)"]


def test_mails_bring_no_script() -> None:
    """Their readers know no stylesheet but inline; everything else that is banned from pages is banned here."""
    reasons = [reason for reason in BANNED if reason not in _OTHERWISE_IN_MAILS]
    mails = sorted((ROOT / "service/filon/notifications/templates/mails").glob("*.html"))
    assert len(mails) > 5
    for reason in reasons:
        wrong = re.compile(BANNED[reason][0], re.IGNORECASE)
        assert [name_of(path) for path in mails if wrong.search(path.read_text())] == [], reason


def test_no_policy_lets_eval_or_inline_code_run() -> None:
    """htmx 4 has no switch for what it would evaluate (hx-on, js:, triggers with [ ]): the policy refuses it."""
    loose = re.compile(r"unsafe-(inline|eval|hashes)|strict-dynamic|wasm-unsafe")
    sources = [path for path in (ROOT / "service/filon").glob("**/*.py") if "script-src" in path.read_text()]
    assert [path.name for path in sources] == ["frame.py"], "one place says what may run"
    assert "script-src 'self';" in sources[0].read_text()
    everything = [*(ROOT / "service/filon").glob("**/*.py"), *(ROOT / "docs").glob("*.conf")]
    assert [name_of(path) for path in everything if loose.search(path.read_text())] == []


def test_our_scripts_need_no_eval_and_store_nothing() -> None:
    wrong = re.compile(r"\beval\(|new Function|\.innerHTML|\.outerHTML|sessionStorage|document\.cookie")
    assert [path.name for path in STATIC.glob("*.js") if wrong.search(path.read_text())] == []
    # But what somebody is writing, until it is saved or they sign out.
    storing = [path.name for path in STATIC.glob("*.js") if "localStorage" in path.read_text()]
    assert storing == ["drafts.js"]


def test_every_icon_that_is_used_is_drawn() -> None:
    texts = {path: path.read_text() for path in TEMPLATES}
    drawn = set(re.findall(r'<symbol id="i-([\w-]+)"', "".join(texts.values())))
    used = set(re.findall(r'icon\("([\w-]+)"\s*[,)]', "".join(texts.values())))
    assert used - drawn == set()
    assert len(used) > 10


def test_french_keeps_its_spaces_together() -> None:
    """No line begins with a colon or within a number: before : ; ? !, inside « » and 20 000 the space holds."""
    wrong = re.compile(r"""[\w»)] [:;?!»](?=["\s<]|$)|« |\d \d{3}""")
    assert wrong.search("20 000 signes"), "the rule does not even see its own bad example"
    said = re.compile(r'_\(\s*"([^"]*)"|ngettext\(\s*"([^"]*)",\s*"([^"]*)"')
    loose = [
        f"{name_of(path)}: {sentence}"
        for path in [*TEMPLATES, *(ROOT / "service/filon").glob("**/*.py")]
        for found in said.finditer(path.read_text())
        for sentence in found.groups()
        if sentence and wrong.search(sentence)
    ]
    assert loose == []
