"""The one door for formatted text: what a browser sends is cut down to a closed list, and again on its way out.

Nothing else in the service may call a text safe HTML. What is kept may come from an older version with a weaker list,
from a restored backup, or from whoever could write to the database: so what a page shows is never what was kept, but
what is left of it here.
"""

from __future__ import annotations

import re
from html import escape
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
_BLOCKS = {"div", "li", "ol", "p", "ul"}
_BREAKS = re.compile(r"\n{3,}")


def sanitise(html: str) -> str:
    """What may be kept of HTML that somebody sent. Of what is nested beyond DEEPEST only the text stays."""
    cleaned = _cleaner.clean(html)
    if _depth(cleaned) > DEEPEST:
        return from_plain(plain(cleaned))
    return cleaned


def shown(kept: str) -> Markup:
    """What a page shows of it: sanitised once more, and safe to stand in it. Templates say `text|rich`."""
    return Markup(sanitise(kept))  # noqa: S704  # the one place: the text has just been cut down


def from_plain(text: str) -> str:
    """Plain text as formatted text: paragraphs at empty lines, breaks at the others."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(one).replace(chr(10), '<br>')}</p>" for one in paragraphs if one)


def plain(html: str) -> str:
    """Formatted text without its formats, for mails, programs and forms without scripts; list items keep a dash."""
    reader = _Reader()
    reader.feed(_cleaner.clean(html))
    reader.close()
    text = "".join(reader.parts).replace("\u00a0", " ")
    return _BREAKS.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


class _Reader(HTMLParser):
    """Reads what the cleaner left: well-formed, a few elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
            return
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        if tag in _BLOCKS:
            self._break()
        if tag == "li":
            self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1
        if tag == "p":
            self.parts.append("\n\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith(("\n", "- ")):
            self.parts.append("\n")


def _depth(cleaned: str) -> int:
    reader = _Reader()
    reader.feed(cleaned)
    reader.close()
    return reader.deepest
