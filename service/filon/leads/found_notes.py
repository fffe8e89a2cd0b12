"""Notes as leads are found by them: how much of them, by which words, and the place that a list shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from filon.foundation.folding import search_terms, words_of

# Of all notes of a lead, the newest first. A text is looked through as long as it is.
LONGEST_NOTED = 2_000
# How much a list shows around what was found, and how much of it stands before.
_SHOWN, _BEFORE = 120, 40
# From a word's first letter to its last one, with the signs that stand on it.
_STRETCH = re.compile(r"[^\W_](?:\S*[^\W_])?[\u0300-\u036f\u064b-\u065f]*")
# A shorter term is looked for in words as short as itself: in notes it would begin one nearly everywhere.
SHORTEST_ANYWHERE = 3

# A piece of a note, and whether it is what was looked for.
Piece = tuple[str, bool]


def kept_of(notes: Iterable[str]) -> str:
    """The beginning of all notes, one a line; they come newest first."""
    lines: list[str] = []
    room = LONGEST_NOTED
    for note in notes:
        line = " ".join(note.split())[:room]
        lines.append(line)
        room -= len(line)
        if room <= 0:
            break
    return "\n".join(lines)


def words_in(notes: str) -> list[str]:
    """The words by which these are found, each once; digits that follow each other are one number."""
    return list(dict.fromkeys(term for line in notes.splitlines() for term in search_terms(line)))


def excerpt(notes: str, terms: Iterable[str]) -> list[Piece]:
    """The first note that has most of these terms, around the first of them; nothing when none has any."""
    wanted = set(terms)
    best: list[tuple[int, int]] = []
    most, of_best = 0, ""
    for line in notes.splitlines():
        found = [
            (start, end, hits) for start, end, words in _numbered(line) if (hits := _hits(words, wanted))
        ]
        count = len({term for _start, _end, hits in found for term in hits})
        if count > most:
            most, of_best, best = count, line, [(start, end) for start, end, _hits in found]
    return list(_cut(of_best, best)) if best else []


def _hits(words: list[str], wanted: set[str]) -> set[str]:
    return {
        term
        for term in wanted
        for word in words
        if (term in word if len(term) >= SHORTEST_ANYWHERE else is_short(word) and word.startswith(term))
    }


def is_short(word: str) -> bool:
    return len(word) < SHORTEST_ANYWHERE


def _numbered(line: str) -> Iterator[tuple[int, int, list[str]]]:
    """Stretches of a line and their words; what is written as one number in pieces is one stretch."""
    start, end, digits = 0, 0, ""
    for chunk in _STRETCH.finditer(line):
        words = words_of(chunk[0])
        if words and all(word.isdigit() for word in words):
            start = start if digits else chunk.start()
            end, digits = chunk.end(), digits + "".join(words)
            continue
        if digits:
            yield start, end, search_terms(digits)
            digits = ""
        if words:
            yield chunk.start(), chunk.end(), search_terms(chunk[0])
    if digits:
        yield start, end, search_terms(digits)


def _cut(line: str, marked: list[tuple[int, int]]) -> Iterator[Piece]:
    begin = max(0, marked[0][0] - _BEFORE)
    if begin:
        begin = line.find(" ", begin, marked[0][0]) + 1 or marked[0][0]
    stop = begin + _SHOWN
    if stop < len(line):
        stop = line.rfind(" ", begin, stop) if line.rfind(" ", begin, stop) > marked[0][0] else stop
    at = begin
    yield ("… " if begin else ""), False
    for start, end in marked:
        if start >= stop:
            break
        yield line[at:start], False
        at = min(end, stop)
        yield line[start:at], True
    yield line[at:stop], False
    if stop < len(line):
        yield " …", False
