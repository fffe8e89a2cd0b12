"""The one door for formatted text: what a browser sends is cut down to a closed list, and again on its way out.

Nothing else in the service may call a text safe HTML. What is kept may come from an older version with a weaker list,
from a restored backup, or from whoever could write to the database: so what a page shows is never what was kept, but
what is left of it here.
"""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

# Paragraphs, emphasis, lists and links. No attribute but a link's address: no class, no style, nothing htmx reads.
_ELEMENTS = {"a", "b", "br", "div", "em", "i", "li", "ol", "p", "strong", "ul"}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Of these not even the text stays.
_WITH_THEIR_TEXT = {
    "script",
    "style",
    "title",
    "textarea",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
}
_cleaner = nh3.Cleaner(
    tags=_ELEMENTS,
    clean_content_tags=_WITH_THEIR_TEXT,
    attributes={"a": {"href"}},
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)
# Lists in lists nest no deeper: a browser lays out a thousand of them for seconds.
DEEPEST = 20
# Of what comes, with the tables and spans that fall away. Beyond, cleaning takes time by the square of it.
_DEEPEST_SENT, _MOST_ELEMENTS = 60, 4_000
_BLOCKS = {"div", "li", "ol", "p", "ul"}
_BREAKS = re.compile(r"\n{3,}")
# Elements in which an end may be text. Whatever else has an end of its own kind is counted as if it could nest.
_HIDE_ENDS = _WITH_THEIR_TEXT | {"noembed", "noframes", "plaintext", "xmp"}
_NEVER_NEST = {"br", "hr", "img"}
# These begin where the one before ends.
_FOLLOW_EACH_OTHER = {"li", "p"}
# A comment or a tag of which no reader could think otherwise; and every other sign that may begin one.
_TAG = re.compile(
    r"""<!--[^<>]*-->
    |<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)
      (?:[ \t\n\f\r]+[^ \t\n\f\r"'<>/=]+(?:[ \t\n\f\r]*=[ \t\n\f\r]*(?:"[^"<]*"|'[^'<]*'|[^ \t\n\f\r"'<>=`]+))?)*+
      [ \t\n\f\r]*/?>
    |<(?P<odd>[a-zA-Z/!?])""",
    re.VERBOSE,
)
_ANY_TAG = re.compile(r"<[^<>]*>")
_LINE_ENDS = re.compile(r"<br\s*/?>|</(?:div|li|p)>", re.IGNORECASE)


def sanitise(html: str) -> str:
    """What may be kept of HTML that somebody sent, in time that grows with its length.

    Of what is nested beyond DEEPEST, or has thousands of elements, only the text stays.
    """
    deepest, elements = _measured(html)
    if deepest > _DEEPEST_SENT or elements > _MOST_ELEMENTS:
        return from_plain(_without_tags(html))
    cleaned = str(_cleaner.clean(html))
    if _measured(cleaned)[0] > DEEPEST:
        return from_plain(_text_of(cleaned))
    return cleaned


def _measured(html: str) -> tuple[int, int]:
    """How deep it may nest at most, and how many elements it has at most, told without building anything.

    An end counts only where it ends what began last, and where nobody could read it as something else: what is left
    open piles up in whoever builds the tree, and is made again in every paragraph that follows.
    """
    is_open: list[str] = []
    deepest = elements = 0
    ends_count = True
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if tag["odd"] or name in _HIDE_ENDS:
            ends_count = False
        if tag["end"]:
            if ends_count and is_open and is_open[-1] == name:
                is_open.pop()
        elif (name or (tag["odd"] or "").isalpha()) and name not in _NEVER_NEST:
            elements += 1
            if not (name in _FOLLOW_EACH_OTHER and is_open and is_open[-1] == name):
                is_open.append(name)
                deepest = max(deepest, len(is_open))
    return deepest, elements


def _without_tags(html: str) -> str:
    """The text of what is too much to be cleaned, with its lines. As text, nothing of it can do harm."""
    lines = _LINE_ENDS.sub(lambda end: "\n\n" if end[0].lower() == "</p>" else "\n", html)
    return unescape(_ANY_TAG.sub("", lines)).replace("\u00a0", " ")


def shown(kept: str) -> Markup:
    """What a page shows of it: sanitised once more, and safe to stand in it. Templates say `text|rich`."""
    return Markup(sanitise(kept))  # noqa: S704  # the one place: the text has just been cut down


def from_plain(text: str) -> str:
    """Plain text as formatted text: paragraphs at empty lines, breaks at the others."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in paragraphs if one)


def plain(html: str) -> str:
    """Formatted text without its formats, for mails, programs and forms without scripts; list items keep a dash."""
    return _text_of(sanitise(html))


def _text_of(cleaned: str) -> str:
    reader = _Reader()
    reader.feed(cleaned)
    reader.close()
    text = "".join(reader.parts).replace("\u00a0", " ")
    return _BREAKS.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


class _Reader(HTMLParser):
    """Reads what the cleaner left: well-formed, a few elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
            return
        if tag in _BLOCKS:
            self._break()
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.parts.append("\n\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith(("\n", "- ")):
            self.parts.append("\n")
