"""What one field of a form asks for, read from its type, its label and its name; never from anything else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from filon.intake import dictionary
from filon.intake.dictionary import (
    ADDRESS,
    AGAIN,
    ALIAS,
    AND,
    COMPANY,
    EMAIL,
    FAMILY,
    FIRST,
    FOREIGN,
    FULL,
    GIVEN,
    LAST,
    LINE,
    MESSAGE,
    NAME,
    NUMBER,
    OTHER,
    OWN,
    PHONE,
    SILENT,
    TOPIC,
)


class Meaning(NamedTuple):
    """`slots` a field may be for. `is_sure` when nobody needs to check; with two slots the value's shape decides.

    `is_refused`: the field is surely none of them, whatever its type says. `is_nameless`: nothing is said of it.
    `by_type`: mostly its type speaks for it, so that a second field of that type would be as good.
    """

    slots: tuple[str, ...] = ()
    is_sure: bool = False
    is_refused: bool = False
    is_nameless: bool = False
    by_type: bool = False

    @property
    def only(self) -> str:
        """The slot that nobody needs to ask about; empty when there is none."""
        return self.slots[0] if self.is_sure and len(self.slots) == 1 else ""


REFUSED = Meaning(is_refused=True)
NAMELESS = Meaning(is_nameless=True)
UNKNOWN = Meaning()

_KINDS = {
    **dict.fromkeys(("email",), EMAIL),
    **dict.fromkeys(("tel", "phone", "telephone", "mobile"), PHONE),
    **dict.fromkeys(("name", "names", "fullname"), NAME),
    **dict.fromkeys(("firstname", "first-name", "first_name"), GIVEN),
    **dict.fromkeys(("lastname", "last-name", "last_name"), FAMILY),
    **dict.fromkeys(("textarea", "paragraph", "comment"), MESSAGE),
}
# No field of these types holds what is typed freely, or it is something of its own.
_OTHER_KINDS = re.compile(
    "check|radio|select|dropdown|date|time|file|upload|pass|captcha|url|website|hidden|html|consent|accept|gdpr|terms"
    "|rating|range|slider|signature|country|address|quiz|payment|product|matrix|likert|repeater"
)
_HEADS = {EMAIL, PHONE, NAME, GIVEN, FAMILY, COMPANY, MESSAGE}
_PARTS = {GIVEN, FAMILY, FIRST, LAST, FULL}
# A question as long as this only happens to hold such a word.
_MOST_UNKNOWN = 3
_LONGEST_READ = 160

_TAG = re.compile(r"<[^>]*>")
# What follows explains: "Téléphone (de 9 h à 18 h)", "E-mail : nous ne le partageons pas".
_BREAK = re.compile(r"[(\[:?*\n;،]| [-–—] |\.\s")


@lru_cache(maxsize=4096)
def meaning_of(id: str, label: str | None, kind: str | None) -> Meaning:
    """What the field asks for. A form's fields come again and again, so each is read once."""
    kind = (kind or "").casefold().rstrip("*").removeprefix("input_")
    if _OTHER_KINDS.search(kind):
        return REFUSED
    by_label = _of_label(label or "", kind) if (label or "") != id else NAMELESS
    by_name = _of_name(id, kind)
    if by_label.is_refused or (by_name.is_refused and _is_anothers(id)):
        return REFUSED
    if by_label.is_nameless:
        return by_name
    if not by_label.slots or by_label.by_type:
        # The label says nothing that is known: then the name, if it does. Not that of a question's room for an answer.
        is_of_use = by_name.is_sure and not by_name.by_type and not by_name.is_nameless
        return (
            by_name if is_of_use and (by_name.slots != ("message",) or _asks_for_a_message(id)) else by_label
        )
    if (
        by_label.slots == ("name",)
        and by_label.is_sure
        and (by_name.is_refused or by_name.slots == ("company",))
    ):
        # "Nom", under a heading that only the form knows: of what?
        return Meaning(("name",))
    return by_label


def may_follow(meaning: Meaning, slot: str) -> bool:
    """Whether a plugin that proposes `slot` for the field is to be followed: it looked at less than its words say."""
    if not meaning.slots:
        return not meaning.is_refused
    return slot in meaning.slots and meaning.is_sure and not meaning.by_type


def _of_label(label: str, kind: str) -> Meaning:
    text = _TAG.sub(" ", label[:_LONGEST_READ]).lstrip(" \t\n([*:-–—•.\"'«")
    parts = _BREAK.split(text, maxsplit=1)
    core = dictionary.words_of(parts[0], is_name=False)
    rest = dictionary.words_of(parts[1], is_name=False) if len(parts) > 1 else []
    return _decide(core, rest, kind)


def _of_name(id: str, kind: str) -> Meaning:
    words = dictionary.words_of(id[:_LONGEST_READ], is_name=True)
    own_words = [word for word in words if word not in dictionary.MACHINERY and word != kind]
    if dictionary.whole(words) is not None:
        own_words = words
    # "email-1" and "tel-953" only repeat the type, "field_x7ab2" says nothing.
    known = any(dictionary.says(word) for word in own_words)
    return _decide(own_words if known else [], [], kind)


def _is_anothers(id: str) -> bool:
    said, _unknown = _said(dictionary.words_of(id[:_LONGEST_READ], is_name=True))
    return bool(said & {FOREIGN, AGAIN})


def _asks_for_a_message(id: str) -> bool:
    return MESSAGE in _said(dictionary.words_of(id[:_LONGEST_READ], is_name=True))[0]


def _said(words: list[str]) -> tuple[set[str], int]:
    said: set[str] = set()
    unknown = 0
    for word in words:
        found = dictionary.says(word)
        if found is None:
            unknown += 1
        else:
            said.update(found)
    return said - {SILENT}, unknown


def _decide(core_words: list[str], rest_words: list[str], kind: str) -> Meaning:
    core, unknown = _said(core_words)
    rest, more_unknown = _said(rest_words)
    if (core | rest) & {FOREIGN, AGAIN}:
        return REFUSED
    spoken = [word for word in core_words if dictionary.says(word) != (SILENT,)]
    if (together := dictionary.whole(spoken)) is not None:
        core, unknown = {together, NAME} if together in (FIRST, LAST) else {together}, 0
    if ALIAS in core:
        unknown += not core & (_PARTS | {NAME})
        core = core - {ALIAS} | {FAMILY}
    if not core & _HEADS and rest & _HEADS:
        core, unknown = core | rest, unknown + more_unknown
    elif core & {NAME, GIVEN, FAMILY}:
        core |= rest & (_PARTS | {COMPANY, AND})
        core |= {AND} if rest & {COMPANY} else set()
    return _weigh(core, unknown, _KINDS.get(kind))


def _weigh(said: set[str], unknown: int, typed: str | None) -> Meaning:
    """The meaning of what a field's words say, beside what its type says."""
    heads = {"person" if head in (NAME, GIVEN, FAMILY) else head for head in said & _HEADS}
    if LINE in said and "person" in heads:
        unknown += 1
    if typed == EMAIL:
        return _typed_email(said, heads, unknown)
    if typed == MESSAGE and heads == {MESSAGE}:
        # "Message sur la carte cadeau": it is one unless another field asks for it better.
        return Meaning(("message",), is_sure=True, by_type=bool(unknown or OTHER in said))
    if OTHER in said or (said & {ADDRESS, NUMBER} and not heads <= {EMAIL, PHONE}):
        return REFUSED
    if ADDRESS in said and EMAIL not in heads or (NUMBER in said and heads == {EMAIL}):
        return REFUSED
    if typed == PHONE:
        return _typed(said, heads, unknown, "phone")
    if typed in (NAME, GIVEN, FAMILY) and (not heads or heads == {"person"}):
        # Beside a first name, "Nom" alone is the family's.
        said = said - {NAME} if typed == FAMILY and not said & _PARTS else said
        part = said | ({typed} if not said & _PARTS else set())
        return _typed(said, heads, unknown, _part(part))
    if typed == MESSAGE:
        return _typed_message(said, heads, unknown)
    if not heads:
        if unknown or said - {AND}:
            return REFUSED if TOPIC in said and not unknown else UNKNOWN
        return NAMELESS
    return _untyped(said, heads, unknown)


def _typed_email(said: set[str], heads: set[str], unknown: int) -> Meaning:
    if heads - {EMAIL}:
        return Meaning(("email",)) if heads != {EMAIL, PHONE} else Meaning(("email",), is_sure=True)
    if EMAIL in heads:
        return Meaning(("email",), is_sure=not unknown)
    return Meaning(("email",), is_sure=True, by_type=bool(unknown), is_nameless=not unknown and not said)


def _typed(said: set[str], heads: set[str], unknown: int, slot: str) -> Meaning:
    if heads and heads not in ({"person"}, {PHONE}):
        return Meaning((slot,), is_sure=heads == {EMAIL, PHONE})
    if heads and (("person" in heads) == (slot == "phone")):
        return Meaning((slot,))
    if heads:
        return Meaning((slot,), is_sure=not unknown)
    return Meaning((slot,), is_sure=True, by_type=bool(unknown), is_nameless=not unknown and not said)


def _typed_message(said: set[str], heads: set[str], unknown: int) -> Meaning:
    if MESSAGE in heads and heads <= {MESSAGE, COMPANY} or (TOPIC in said and heads <= {COMPANY}):
        return Meaning(("message",), is_sure=True)
    if heads == {COMPANY} and unknown:
        # "Dites-nous un peu sur votre entreprise": room for a message more than for a name.
        return UNKNOWN
    if heads:
        return _untyped(said, heads, unknown)
    if unknown or said - {AND, OWN}:
        return UNKNOWN
    return Meaning(("message",), is_sure=True, is_nameless=True)


def _untyped(said: set[str], heads: set[str], unknown: int) -> Meaning:
    if unknown > _MOST_UNKNOWN:
        return UNKNOWN
    if heads == {"person"}:
        return REFUSED if TOPIC in said else Meaning((_part(said),), is_sure=not unknown)
    if heads == {"person", COMPANY}:
        # "Nom de l’entreprise", but "Nom ou entreprise".
        return (
            Meaning(("name",)) if AND in said or said & _PARTS else Meaning(("company",), is_sure=not unknown)
        )
    if heads == {EMAIL, PHONE}:
        return Meaning(("email", "phone"), is_sure=not unknown)
    if heads == {MESSAGE}:
        return Meaning(("message",), is_sure=True) if not unknown else UNKNOWN
    if len(heads) == 1:
        (slot,) = heads
        return Meaning((slot,), is_sure=not unknown)
    return Meaning(tuple(sorted("name" if head == "person" else head for head in heads - {COMPANY, MESSAGE})))


def _part(said: set[str]) -> str:
    """Which part of a name these words ask for."""
    if FULL in said:
        return "name"
    given, family = GIVEN in said or FIRST in said, FAMILY in said or LAST in said
    if given and (family or (GIVEN in said and NAME in said)):
        return "name"
    if FAMILY in said and NAME in said:
        return "name"
    return "first_name" if given else "last_name" if family else "name"
