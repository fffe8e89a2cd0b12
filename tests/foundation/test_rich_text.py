"""Formatted text: a closed list of formats stays, nothing that runs, loads, or speaks to htmx."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.foundation.rich_text import DEEPEST, from_plain, plain, sanitise, shown
from tests.desk.test_hostile_words import HOSTILE, Faults


def test_it_works() -> None:
    html = '<p>Préfère le <b>chêne</b>, <em>pas</em> le <a href="https://bois.example/hêtre?a=1&amp;b=2">hêtre</a></p><ul><li>un</li></ul>'
    kept = sanitise(html)
    assert "<b>chêne</b>" in kept
    assert "<ul><li>un</li></ul>" in kept
    assert 'href="https://bois.example/hêtre?a=1&amp;b=2"' in kept
    assert 'rel="noopener noreferrer nofollow"' in kept
    assert 'target="_blank"' in kept
    assert plain(html) == "Préfère le chêne, pas le hêtre\n\n- un"


@pytest.mark.parametrize(
    "html",
    [
        HOSTILE,
        '<a href="javascript:pwn()">x</a>',
        '<a href=" java\nscript:pwn()">x</a>',
        '<a href="data:text/html,<script>pwn()</script>">x</a>',
        '<a href="//pwn.example/">x</a>',
        '<a href="/app/sign-out">x</a>',
        '<a href="#x" hx-get="/pwn" data-hx-get="/pwn" hx-on:click="pwn()">x</a>',
        '<p hx-trigger="load" hx-get="/pwn" class="pwn" style="x:pwn" id="pwn" onclick="pwn()" data-pwn="1">x</p>',
        "<form action='/pwn'><input name=pwn><button formaction='/pwn'>x</button></form>",
        "<svg><a xlink:href='javascript:pwn()'><script>pwn()</script></a></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=pwn()>",
        "<noscript><p title='</noscript><img src=x onerror=pwn()>'></noscript>",
        "<iframe srcdoc='<script>pwn()</script>'></iframe><object data='/pwn'></object><embed src='/pwn'>",
        "<link rel=stylesheet href=/pwn><meta http-equiv=refresh content='0;/pwn'><base href='/pwn'>",
        "<!--<img src=x onerror=pwn()>--><![CDATA[<script>pwn()</script>]]>",
        "<template><script>pwn()</script></template><video><source onerror=pwn()></video>",
        '<b popovertarget="pwn" contenteditable autofocus onfocus="pwn()" is="pwn-x" slot="pwn">x</b>',
    ],
)
def test_nothing_of_it_runs(html: str) -> None:
    for kept in (sanitise(html), str(shown(html)), sanitise(sanitise(html))):
        page = Faults(kept)
        assert [fault for fault in page.faults if "https://" not in fault] == []
        assert "hx-" not in kept.replace("&lt;", "<").split(">")[0]
        assert "style=" not in kept


@pytest.mark.parametrize(
    "href", ["https://a.example/x", "http://a.example", "mailto:a@b.example", "tel:+212661234567"]
)
def test_links_that_lead_out_stay(href: str) -> None:
    assert f'href="{href}"' in sanitise(f"<a href='{href}'>x</a>")


@given(st.text(max_size=400))
def test_plain_text_comes_back(text: str) -> None:
    said = " ".join(plain(from_plain(text)).split())
    wanted = " ".join(text.replace("\u00a0", " ").split())
    assert said.replace("\x00", "").replace("\ufffd", "") == wanted.replace("\x00", "").replace("\ufffd", "")


@given(st.text(alphabet="<>/=\"' abpuli&;:hxon-scrt", max_size=200))
def test_cutting_down_twice_changes_nothing_more(html: str) -> None:
    once = sanitise(html)
    assert sanitise(once) == once
    assert Faults(once).faults == []


def test_lines_stay_lines() -> None:
    assert from_plain("a\r\nb\n\n\nc <d>") == "<p>a<br>b</p><p>c &lt;d&gt;</p>"
    assert plain("<div>a</div><div>b</div>") == "a\nb"
    assert plain("<p>a<br>b</p><p>c</p>") == "a\nb\n\nc"


def test_what_is_nested_without_end_becomes_text() -> None:
    deep = "<ul><li>" * (DEEPEST + 5) + "fin" + "</li></ul>" * (DEEPEST + 5)
    assert "<ul>" not in sanitise(deep)
    assert "fin" in sanitise(deep)


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" * 7_000 + "fin",
        "<b></p>" * 8_000 + "fin",
        "<b><!--</b>-->" * 500 + "fin",
        "<b><!--><i>--></b>" * 500 + "fin",
        "<b title='</b>'></p>" * 500 + "fin",
        "<svg><style><b></style></svg>" * 500 + "fin",
        "<xmp></b></xmp><b>" * 500 + "fin",
        "".join(f"<p><i lang={n}></p>" for n in range(500)) + "<p>fin</p>" * 1_000,
        "<p><b>fin</b></p>" * 2_500,
    ],
)
def test_what_would_take_long_is_text(html: str) -> None:
    """What is left open piles up, and each further tag walks over the pile: work by the square of the length."""
    kept = sanitise(html)
    assert "fin" in kept
    assert Faults(kept).faults == []
    assert re.findall(r"<(?!/?p>|br>)", kept) == []


def test_what_people_write_is_not_too_much() -> None:
    for html in (
        "<p>Mesures<p>du salon" * 100 + "<ul><li>un<li><b>deux</b></ul>",
        "<!-- collé --><div class=x><p>Ligne <b>grasse</b><br></p></div>" * 300,
        "<table><tbody>" + "<tr><td><p>x</p></td></tr>" * 300 + "</tbody></table><b>fin</b>",
    ):
        assert re.search("<(b|li)>", sanitise(html))
