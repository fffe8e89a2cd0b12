"""A visitor without JavaScript: opens a page, fills in its form as the HTML says, and sends it."""

import re
from html.parser import HTMLParser

import requests

TYPICAL = {"name": "Khadija Berrada", "phone": "06 12 34 56 78", "message": "Une cuisine en chêne"}


class _Form(HTMLParser):
    """Values of the fields of Filon's form, by name, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.ticked: list[tuple[str, str]] = []
        self.names: list[str] = []
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if not name.startswith("filon_form"):
            return
        self.names.append(name)
        if tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.ticked.append((name, given.get("value") or ""))
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = ""
        elif tag in ("input", "select"):
            self.values[name] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = None


class Page:
    """A page that the visitor sees."""

    def __init__(self, response: requests.Response) -> None:
        self.status = response.status_code
        self.url = response.url
        self.headers = response.headers
        self.html = response.text
        self._form = _Form()
        self._form.feed(response.text)

    @property
    def names(self) -> list[str]:
        """Names of the form's controls."""
        return self._form.names

    def typed(self, field: str) -> str:
        """What stands in a field."""
        return self._form.values[f"filon_form[v][{field}]"]

    def filled(self, values: dict[str, str], consent: bool = True, **more: str) -> list[tuple[str, str]]:
        """What a browser would send."""
        sent = dict(self._form.values)
        sent |= {f"filon_form[v][{field}]": value for field, value in values.items()}
        sent |= {f"filon_form[{name}]": value for name, value in more.items()}
        ticks = {("filon_form[consent]", "1")} if consent else set()
        return [*sent.items(), *sorted({*self._form.ticked, *ticks})]


def visit(url: str) -> Page:
    """Open a page."""
    return Page(requests.get(url, timeout=30))


def send(url: str, values: dict[str, str] | None = None, *, consent: bool = True, **more: str) -> Page:
    """Open a page, send its form, follow the redirect; `more` are the form's hidden fields."""
    filled = visit(url).filled(TYPICAL if values is None else values, consent, **more)
    return Page(requests.post(url, data=filled, timeout=30))


def beacon_of(page: Page) -> str:
    """The address that a browser calls from the thanks."""
    found = re.search(r'data-filon-wake="([^"]+)"', page.html)
    assert found, "no page tells which address to call"
    assert "data-filon-beacon" in page.html, "the thanks have no beacon"
    return found[1].replace("&#038;", "&")
