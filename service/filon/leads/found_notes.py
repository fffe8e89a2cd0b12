"""Notes as leads are found by them: how much of them, by which words, and the place that a list shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from filon.foundation.folding import fold, search_terms

# Of all notes of a lead, the newest first. To say where in as many, of fifty leads, takes 60 ms at most.
LONGEST_NOTED = 10_000
# How much a list shows around what was found, and how much of it stands before.
_SHOWN, _BEFORE = 120, 40
# From a word's first letter to its last one, with the signs that stand on it.
_STRETCH = re.compile(r"[^\W_](?:\S*[^\W_])?[\u0300-\u036f\u064b-\u065f]*")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
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
    most, best = 0, ""
    for line in notes.splitlines():
        # Folded as a whole, which costs little: only the note that is shown is taken apart.
        folded = _BETWEEN_DIGITS.sub("", fold(line))
        count = sum(term in folded for term in wanted)
        if count > most:
            most, best = count, line
        if most == len(wanted):
            break
    marked: list[tuple[int, int]] = []
    for start, end, words in _numbered(best):
        if marked and start > marked[0][0] + _SHOWN:
            break
        if _is_hit(words, wanted):
            marked.append((start, end))
    return list(_cut(best, marked)) if marked else []


def _is_hit(words: Iterable[str], wanted: set[str]) -> bool:
    return any(
        term in word if len(term) >= SHORTEST_ANYWHERE else is_short(word) and word.startswith(term)
        for word in words
        for term in wanted
    )


def is_short(word: str) -> bool:
    return len(word) < SHORTEST_ANYWHERE


def _numbered(line: str) -> Iterator[tuple[int, int, Iterable[str]]]:
    """Stretches of a line and their words; what is written as one number in pieces is one stretch."""
    start, end, digits = 0, 0, ""
    for chunk in _STRETCH.finditer(line):
        words = _words(chunk[0])
        if all(word.isdigit() for word in words):
            start = start if digits else chunk.start()
            end, digits = chunk.end(), digits + "".join(words)
            continue
        if digits:
            yield start, end, search_terms(digits)
            digits = ""
        yield chunk.start(), chunk.end(), words
    if digits:
        yield start, end, search_terms(digits)


@lru_cache(maxsize=4_096)
def _words(chunk: str) -> tuple[str, ...]:
    return tuple(search_terms(chunk))


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
