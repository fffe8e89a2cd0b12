"""One question to a WebDAV server and its answer: who is asking, where it may go on to, what its refusals mean."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

from filon.integrations import guarded
from filon.integrations.calendars import Later, Missing, NoCalendar, Unauthorised
from filon.integrations.retry_after import seconds_of

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
_NAMESPACES = {"D": "DAV:", "C": CALDAV[1:-1], "S": SERVER[1:-1]}

ANSWER_SECONDS, LONGEST_ANSWER = 30, 8 * 1024 * 1024
MOST_REDIRECTS = 3
# Locked, too early, too many requests.
_BUSY = {423, 425, 429}
_REDIRECTS = {301, 302, 303, 307, 308}
# What 8 MB of "<a/>" would take in memory is a hundred times that.
_MOST_ELEMENTS, _DEEPEST = 200_000, 40
# What a path may hold as it stands (RFC 3986): the same address is not always written alike by the same server.
_PLAIN = "!$&'()*+,;=:@~"


class BadAnswer(NoCalendar):
    """What came is no WebDAV: not XML, cut short, or made to do harm."""


class TooMuch(NoCalendar):
    """More came than is read of an answer: less may be asked for at once."""


@dataclass(frozen=True)
class Response:
    """What a multistatus says about one address: `properties` are those that it has, by their {namespace}name."""

    url: str
    status: int
    properties: dict[str, ET.Element]

    def text(self, name: str) -> str:
        element = self.properties.get(name)
        return (element.text or "").strip() if element is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """The addresses in a property, absolute."""
        element = self.properties.get(name)
        found = element.iter(f"{DAV}href") if element is not None else ()
        return [absolute(self.url, one.text.strip()) for one in found if one.text and one.text.strip()]


@dataclass(frozen=True)
class Multistatus:
    responses: tuple[Response, ...]
    sync_token: str


@dataclass(frozen=True)
class Door:
    """Who is asking, how long they wait, and whether private addresses may be called (for trying out on loopback)."""

    user: str
    password: str = field(repr=False)
    allow_private: bool = False
    seconds: float = ANSWER_SECONDS

    def ask(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        wanted: tuple[int, ...] = (200, 201, 204, 207),
    ) -> guarded.Answer:
        """One request with the password. Statuses other than those `wanted` are raised as refusal() says."""
        if urlsplit(url).scheme != "https" and not self.allow_private:
            raise NoCalendar("the password is only sent over https")
        secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        try:
            answer = guarded.call(
                method,
                url,
                body=body or None,
                headers={"Authorization": f"Basic {secret}", **(headers or {})},
                allow_private=self.allow_private,
                seconds=self.seconds,
                longest=LONGEST_ANSWER,
            )
        except guarded.TooLong as error:
            raise TooMuch(str(error)) from None
        except (guarded.NoAnswer, guarded.Unresolved) as error:
            raise Later(str(error)) from None
        except guarded.Refused as error:
            raise NoCalendar(str(error)) from None
        if answer.status not in wanted:
            raise refusal(answer)
        return answer

    def properties(
        self, url: str, names: tuple[str, ...], *, depth: int = 0, redirects: int = 0
    ) -> list[Response]:
        """PROPFIND: what the address, and with `depth` 1 what is in it, has of these properties.

        Follows up to `redirects` to where the password may go: see may_follow().
        """
        body = xml("D:propfind", prop(names))
        headers = {"Depth": str(depth), "Content-Type": "application/xml; charset=utf-8"}
        for left in range(redirects, -1, -1):
            answer = self.ask("PROPFIND", url, body, headers, wanted=(207, *_REDIRECTS))
            if answer.status == 207:
                return list(multistatus(url, answer.body).responses)
            there = absolute(url, answer.headers.get("location", ""))
            if not left or not may_follow(url, there):
                break
            url = there
        raise NoCalendar("it sends us elsewhere")

    def report(self, url: str, body: bytes, *, depth: int = 1) -> Multistatus:
        headers = {"Depth": str(depth), "Content-Type": "application/xml; charset=utf-8"}
        return multistatus(url, self.ask("REPORT", url, body, headers, wanted=(207,)).body)


class Vanished(Missing):
    """It was there and is no more, as a server says that remembers (410)."""


class Refusal(NoCalendar):
    """A status that only the question itself can explain; `condition` is the failed one's {namespace}name or ""."""

    def __init__(self, answer: guarded.Answer) -> None:
        super().__init__(f"it answers {answer.status}")
        self.status, self.body = answer.status, answer.body
        self.condition = _condition(answer.body)


def refusal(answer: guarded.Answer) -> Exception:
    """What a status says whatever was asked; a Refusal where it depends on the question."""
    if answer.status == 401:
        return Unauthorised("it answers 401")
    found = Refusal(answer)
    if answer.status in _BUSY or (answer.status >= 500 and answer.status != 501 and not found.condition):
        return Later(f"it answers {answer.status}", seconds_of(answer.headers.get("retry-after", "")))
    if answer.status == 403 and found.condition in ("", f"{DAV}need-privileges"):
        return Unauthorised("it answers 403")
    if answer.status in (404, 410) and not found.condition:
        return Missing("it answers 404") if answer.status == 404 else Vanished("it answers 410")
    return found


def absolute(url: str, href: str) -> str:
    """Where an href in an answer of `url` leads, written in one way; `url` itself where it is no address."""
    try:
        parts = urlsplit(urljoin(url, href))
        host = parts.netloc.rpartition("@")[2].lower()
        path = "/".join(quote(unquote_to_bytes(part), safe=_PLAIN) for part in parts.path.split("/"))
        return urlunsplit((parts.scheme, host, path or "/", parts.query, ""))
    except ValueError:
        return url


def may_follow(url: str, there: str) -> bool:
    """Whether the password may go `there`, since `url` told us: to the same host, or over https within its domain.

    Never from https down to http. Big providers keep an account's calendars on another machine of theirs.
    """
    old, new = urlsplit(url), urlsplit(there)
    if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
        return False
    if "@" in new.netloc:
        return False
    if old.hostname == new.hostname:
        # The port may change with the scheme, from http up to https, and otherwise not: another port, another server.
        return old.netloc == new.netloc or (old.scheme, new.scheme, new.port) == ("http", "https", None)
    return (
        new.scheme == "https" and new.port in (None, 443) and _domain(old.hostname) == _domain(new.hostname)
    )


def _domain(host: str | None) -> str:
    """What somebody has registered, as far as a name tells: of "a.b.example.co.uk" the last three, mostly two."""
    labels = (host or "").split(".")
    if labels[-1].isdigit() or ":" in labels[-1] or len(labels) < 2:
        return host or ""
    # Without a list of public suffixes: "co.uk", "com.tr", "gov.ma" are nobody's.
    is_suffix = len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if is_suffix else labels[-2:])


def prop(names: tuple[str, ...]) -> ET.Element:
    """A prop element that asks for the properties by their {namespace}names."""
    element = ET.Element(f"{DAV}prop")
    for name in names:
        ET.SubElement(element, name)
    return element


def xml(name: str, *children: ET.Element) -> bytes:
    """A document whose root is `D:name` or `C:name`."""
    prefix, _, local = name.partition(":")
    root = ET.Element(f"{{{_NAMESPACES[prefix]}}}{local}")
    root.extend(children)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


for _prefix, _namespace in _NAMESPACES.items():
    ET.register_namespace(_prefix, _namespace)


class _Wary(ET.TreeBuilder):
    """Refuses a document type, hence every entity, before it is read; and more or deeper than answers ever are."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = self._depth = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise BadAnswer("an answer with a document type")

    def start(self, tag: str, attributes: dict[str, str], /) -> ET.Element:
        self._elements, self._depth = self._elements + 1, self._depth + 1
        if self._elements > _MOST_ELEMENTS or self._depth > _DEEPEST:
            raise BadAnswer("an answer of too many elements")
        return super().start(tag, attributes)

    def end(self, tag: str, /) -> ET.Element:
        self._depth -= 1
        return super().end(tag)


def read_xml(body: bytes) -> ET.Element:
    """The root of a document from outside; raises BadAnswer."""
    parser = ET.XMLParser(target=_Wary())  # noqa: S314  # _Wary refuses what makes it dangerous
    try:
        parser.feed(body)
        root: ET.Element = parser.close()
    # An encoding that Python does not know is a ValueError or a LookupError.
    except (ET.ParseError, ValueError, LookupError) as error:
        raise BadAnswer(f"no XML: {type(error).__name__}") from None
    return root


def multistatus(url: str, body: bytes) -> Multistatus:
    root = read_xml(body)
    if root.tag != f"{DAV}multistatus":
        raise BadAnswer("no multistatus")
    return Multistatus(tuple(_responses(url, root)), (root.findtext(f"{DAV}sync-token") or "").strip())


def _responses(url: str, root: ET.Element) -> Iterator[Response]:
    for element in root.iterfind(f"{DAV}response"):
        found = {
            one.tag: one
            for stat in element.iterfind(f"{DAV}propstat")
            if _status(stat) == 200
            for one in stat.iterfind(f"{DAV}prop/*")
        }
        status = _status(element) or 200
        for href in element.iterfind(f"{DAV}href"):
            there = absolute(url, (href.text or "").strip())
            # What it tells of elsewhere is not its own to tell, and would be called with the password.
            if may_follow(url, there):
                yield Response(there, status, found)


def _status(element: ET.Element) -> int:
    """Of "HTTP/1.1 404 Not Found" 404; 0 where there is none."""
    words = (element.findtext(f"{DAV}status") or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0


def _condition(body: bytes) -> str:
    try:
        root = read_xml(body)
    except BadAnswer:
        return ""
    return root[0].tag if root.tag == f"{DAV}error" and len(root) else ""
