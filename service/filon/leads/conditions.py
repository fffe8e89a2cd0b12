"""What a list is narrowed by: a small tree of conditions, and the one line of text that an address keeps of it.

    status:is:new,open;amount:over:10000          both
    any(source:is:meta;created:last:7)            at least one
    source:is:meta;any(owner:is:nobody;amount:over:10000)

A condition is field:operator:value,value. A sign that means something here is written after an exclamation mark.
Which fields and operators there are is not known here: that is filter_fields and filter_kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from filon.foundation.i18n import _

MOST_CONDITIONS = 12
MOST_VALUES = 20
LONGEST_VALUE = 200
LONGEST_TEXT = 3_000
_SIGNS = frozenset("!:;,()")
_TOKEN = re.compile(r"!(.)|([:;,()])|([^!:;,()]+)", re.DOTALL)
_WORD = re.compile(r"[a-z][a-z0-9_.-]{0,79}")


class Unreadable(ValueError):
    """The text is no tree of conditions; the sentence says where, for a person."""


@dataclass(frozen=True)
class Condition:
    """One field, what is asked of it, and with which values, as they were written."""

    field: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """All of its parts, or at least one of them. Groups stand in the outermost one only."""

    parts: tuple[Condition | Group, ...] = ()
    any: bool = False

    def __bool__(self) -> bool:
        return bool(self.parts)

    def conditions(self) -> Iterator[Condition]:
        """Each condition, whatever group it is in."""
        for part in self.parts:
            if isinstance(part, Condition):
                yield part
            else:
                yield from part.conditions()

    def without(self, at: int, inside: int | None = None) -> Group:
        """The same without one of its parts, or without one that is `inside` that part, when that is a group."""
        part = self.parts[at]
        if inside is None or not isinstance(part, Group):
            return Group(self.parts[:at] + self.parts[at + 1 :], self.any)
        left = part.without(inside)
        return self._with(at, left.parts[0] if len(left.parts) == 1 else left)

    def beside(self, at: int, part: Condition | Group) -> Group:
        """The same where `part` goes with what is there: instead of it where all count, as well where one does."""
        there = self.parts[at]
        group = there if isinstance(there, Group) else Group((there,), not self.any)
        return self._with(at, group.along_with(part))

    def _with(self, at: int, part: Condition | Group) -> Group:
        return Group((*self.parts[:at], part, *self.parts[at + 1 :]), self.any)

    def turned(self) -> Group:
        """The same parts, one of them instead of all, or all instead of one."""
        return Group(self.parts, not self.any)

    def along_with(self, part: Condition | Group) -> Group:
        """The same with one part more, unless it is there."""
        return self if part in self.parts else Group((*self.parts, part), self.any)


def written(tree: Group | Condition) -> str:
    """The tree as an address says it; read() gives the same again."""
    if isinstance(tree, Condition):
        head = f"{tree.field}:{tree.operator}"
        return f"{head}:{','.join(map(_escaped, tree.values))}" if tree.values else head
    inside = ";".join(
        written(part) if isinstance(part, Condition) else _bracketed(part) for part in tree.parts
    )
    return f"any({inside})" if tree.any and tree.parts else inside


def _bracketed(group: Group) -> str:
    text = written(group)
    return text if group.any else f"all({text})"


def read(text: str) -> Group:
    """The tree that the text says; raises Unreadable for what is none, or larger than a list takes."""
    if len(text) > LONGEST_TEXT:
        raise Unreadable(_("Ces filtres sont trop longs"))
    tree = _Reader(text).tree()
    if sum(1 for _one in tree.conditions()) > MOST_CONDITIONS:
        raise Unreadable(_("Il y a trop de filtres : douze au plus"))
    return tree


def _escaped(value: str) -> str:
    return "".join(f"!{sign}" if sign in _SIGNS else sign for sign in value)


class _Reader:
    """Reads one text from its beginning to its end: signs as they are, the rest as words."""

    def __init__(self, text: str) -> None:
        # Of each token whether it is a sign, and what it says.
        self._tokens: list[tuple[bool, str]] = []
        end = 0
        for found in _TOKEN.finditer(text):
            end = found.end()
            escaped, sign, words = found.groups()
            self._tokens.append((sign is not None, sign or escaped or words))
        if end != len(text):  # it ends with an exclamation mark
            raise Unreadable(_("Ce filtre ne se comprend pas : « %(text)s »", text=text[-40:]))
        self._text, self._at = text, 0

    def tree(self) -> Group:
        if not self._tokens:
            return Group()
        parts = self._parts(depth=0)
        if self._at < len(self._tokens):
            raise self._unreadable()
        if len(parts) == 1 and isinstance(parts[0], Group):
            return parts[0]
        return Group(parts)

    def _parts(self, depth: int) -> tuple[Condition | Group, ...]:
        parts = [self._part(depth)]
        while self._takes(";"):
            parts.append(self._part(depth))
        return tuple(parts)

    def _part(self, depth: int) -> Condition | Group:
        word = self._word()
        if word in ("any", "all") and self._takes("("):
            # The outermost one may be written as a group, too.
            if depth > 1:
                raise self._unreadable()
            group = Group(self._parts(depth + 1), any=word == "any")
            if not self._takes(")"):
                raise self._unreadable()
            return group
        if not self._takes(":"):
            raise self._unreadable()
        operator = self._word()
        values = [self._value()] if self._takes(":") else []
        while values and self._takes(","):
            values.append(self._value())
        if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
            raise Unreadable(_("Ce filtre est trop long : « %(text)s »", text=word))
        return Condition(word, operator, tuple(values))

    def _word(self) -> str:
        is_sign, word = self._tokens[self._at] if self._at < len(self._tokens) else (True, "")
        if is_sign or not _WORD.fullmatch(word):
            raise self._unreadable()
        self._at += 1
        return word

    def _value(self) -> str:
        value = ""
        while self._at < len(self._tokens) and not self._tokens[self._at][0]:
            value += self._tokens[self._at][1]
            self._at += 1
        return value

    def _takes(self, sign: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == (True, sign):
            self._at += 1
            return True
        return False

    def _unreadable(self) -> Unreadable:
        return Unreadable(_("Ce filtre ne se comprend pas : « %(text)s »", text=self._text[:80]))
