"""The XML inside an .xlsx, read piece by piece: what it declares is refused, and what it would hold is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from filon.intake.imports.cells import Unreadable

# Of what is held at once: the table of shared texts.
MOST_SHARED_SIGNS = 48 * 1024 * 1024
_READ_BYTES = 1 << 18
# A tag of which the end does not come is held back by the parser, whole.
_MOST_HELD_BACK = 1 << 20


def pieces(
    file: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    said: Callable[[str], None],
) -> Iterator[None]:
    """Read the file to its end and hand on what begins, ends and is said in it, stopping after each piece of it."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, said
    # No program writes one; what it could declare is expanded by whoever reads it.
    parser.StartDoctypeDeclHandler = _refuse
    given = 0
    with file:
        while chunk := file.read(_READ_BYTES):
            parser.Parse(chunk, False)
            given += len(chunk)
            if given - parser.CurrentByteIndex > _MOST_HELD_BACK:
                raise Unreadable("heavy")
            yield
        parser.Parse(b"", True)
    yield


def _refuse(*_about: object) -> None:
    raise Unreadable("kind")


def local(tag: str) -> str:
    return tag.rpartition(":")[2]


def elements(
    file: IO[bytes], wanted: set[str], inside: str = ""
) -> Iterator[tuple[str, dict[str, str], str]]:
    """(tag, attributes, the text of its <t>) of the wanted elements; of <xf> only those inside `inside`.

    Raises Unreadable when they would take more memory than MOST_SHARED_SIGNS.
    """
    found: list[tuple[str, dict[str, str], str]] = []
    text: list[str] = []
    state = {"in_text": 0, "in_reading": 0, "inside": 0}
    signs = 0

    def count(more: int) -> None:
        nonlocal signs
        signs += more
        if signs > MOST_SHARED_SIGNS:
            raise Unreadable("heavy")

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == inside:
            state["inside"] += 1
        elif tag == "si":
            text.clear()
        elif tag == "rPh":  # how a Japanese word is read aloud
            state["in_reading"] += 1
        elif tag == "t" and not state["in_reading"]:
            state["in_text"] += 1
        if tag in wanted and tag != "si" and (tag != "xf" or state["inside"]):
            count(8 + sum(map(len, attributes.values())))
            found.append((tag, attributes, ""))

    def end(tag: str) -> None:
        tag = local(tag)
        if tag == inside:
            state["inside"] -= 1
        elif tag == "rPh":
            state["in_reading"] -= 1
        elif tag == "t" and state["in_text"]:
            state["in_text"] -= 1
        elif tag == "si" and "si" in wanted:
            count(8)
            found.append(("si", {}, "".join(text)))

    def said(more: str) -> None:
        if state["in_text"]:
            count(len(more))
            text.append(more)

    for _piece in pieces(file, start, end, said):
        yield from found
        found.clear()
