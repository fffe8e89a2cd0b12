"""Who may be the same person: leads that share a phone or an e-mail, or whose names differ by their spelling alone.

Candidates come out of the search's index by parts of a name and of a contact, so that nothing is kept for it and a lead
costs as much among a million as among a hundred; what they have in common is then judged one by one. Two people of one
name are common: a name alone says something only while no contact of theirs speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rapidfuzz.distance import OSA

from filon.foundation.folding import fold, words_of
from filon.leads import search
from filon.leads.contacts import email_key
from filon.leads.models import Lead

# How many of those that share a word, or a part of a contact, are looked at: the newest.
_HITS = 60
# What stands before a name and is none of it, and what stands in so many names that it says nothing by itself.
_TITLES = {"mr", "mme", "mlle", "m", "madame", "monsieur", "dr", "me", "hajj", "hadj", "haj", "lalla", "sidi"}
_PARTICLES = {"de", "la", "le", "du", "des", "el", "al", "ben", "bin", "ibn", "bel", "ait", "oulad", "ould"}
# The end of a number is the same however it is written, and whatever country was taken for granted.
_END_OF_NUMBER = 8
_SHORTEST_LOCAL_PART = 5
_SHORTEST_WORD = 3
# Shorter ones have no two parts of which a slip of the pen leaves one as it was, long enough to be looked for.
_SHORTEST_MISSPELT = 5
# The shortest half of a word that is looked for without anything else.
_SHORTEST_ALONE = 4
# In a shorter one, what looks like a slip is somebody else's initials.
_SHORTEST_SLIPPED = 8
# So many letters of both names together may be wrong for each so many that there are.
_LETTERS_FOR_A_MISTAKE = 7
_MOST_MISTAKES = 2


@dataclass(frozen=True)
class Person:
    """What is known of somebody. `phone` is E.164, `email` as it was typed."""

    name: str = ""
    phone: str | None = None
    email: str | None = None

    @classmethod
    def of(cls, lead: Any) -> Person:
        return cls(f"{lead.first_name} {lead.last_name}", lead.phone, lead.email)


@dataclass(frozen=True)
class Alike:
    """A lead that may be the person asked about, and why: some of "phone", "email", "name"."""

    lead: Any
    reasons: tuple[str, ...]


def find_alike(person: Person, *, but: UUID | None = None, limit: int = 5) -> list[Alike]:
    """Leads that may be this person, those with a contact in common first; `but` is the lead itself."""
    numbers = {number for part in _parts(person) for number in search.find(part, limit=_HITS)}
    ids = {id for (id,) in _asked_exactly(person)}
    # One after the other: with an OR between them SQLite reads the whole business.
    candidates = {
        lead.id: lead
        for column, values in ((Lead.number, numbers), (Lead.id, ids))
        for lead in (Lead.kept().where(column.in_(values)) if values else ())
    }
    found = [
        Alike(lead, reasons)
        for lead in candidates.values()
        if lead.id != but and (reasons := reasons_for(person, Person.of(lead)))
    ]
    return sorted(found, key=lambda one: (one.reasons == ("name",), -one.lead.number))[:limit]


def reasons_for(one: Person, other: Person) -> tuple[str, ...]:
    """Why both may be one person; nothing when they need not be."""
    phones = _same_phone(one.phone, other.phone)
    emails = _same_email(one.email, other.email) or (
        _is_slip(one.email, other.email) and not _are_two_names(one.name, other.name)
    )
    reasons = [reason for reason, same in (("phone", phones), ("email", emails)) if same]
    if same_name(one.name, other.name) and (reasons or not _speak_against(one, other)):
        reasons.append("name")
    return tuple(reasons)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one but for accents, order, spaces, titles and a slip of the pen.

    A first name alone, or a family's, is that of many.
    """
    if min(len(_telling(one)), len(_telling(other))) < 2:
        return False
    mine, yours = "".join(sorted(_words(one))), "".join(sorted(_words(other)))
    allowed = min(_MOST_MISTAKES, min(len(mine), len(yours)) // _LETTERS_FOR_A_MISTAKE)
    return OSA.distance(mine, yours, score_cutoff=allowed) <= allowed


def _parts(person: Person) -> list[str]:
    """What to look for: each finds a few of those that may be this person."""
    words = sorted(_telling(person.name), key=len, reverse=True)[:3]
    parts = []
    if len(words) > 1:  # as same_name() asks
        parts = [" ".join(words[:2]), *(word for word in words if len(word) >= _SHORTEST_WORD)]
        parts += _misspelt(words[:2])
    if person.phone:
        parts.append(person.phone[-_END_OF_NUMBER:])
    if person.email and len(local := person.email.partition("@")[0]) >= _SHORTEST_LOCAL_PART:
        parts.append(local)
        # One that has the name in it is found by the name, and a shorter one is no slip of another.
        if len(local) >= _SHORTEST_SLIPPED and not any(word in fold(local) for word in words):
            parts += _misspelt(sorted(words_of(local), key=len, reverse=True)[:2])
    return list(dict.fromkeys(parts))


def _misspelt(words: list[str]) -> list[str]:
    """What finds these words when one of them has a slip of the pen: its beginning or its end, and the other word.

    A name that many share finds their newest alone: with a part of the other it finds the few that are meant. Where
    there is no other, half the word does, as a few letters stand in everybody's.
    """
    return [
        " ".join([*others, part])
        for word in words
        if len(word) >= _SHORTEST_MISSPELT
        for others in [[other for other in words if other != word]]
        for part in _ends(word, len(word) // 2 - 1 if others else len(word) // 2)
        if others or len(part) >= _SHORTEST_ALONE
    ]


def _ends(word: str, size: int) -> tuple[str, str]:
    size = max(_SHORTEST_WORD, size)
    return word[:size], word[-size:]


def _asked_exactly(person: Person) -> Any:
    key = email_key(person.email)
    return Lead.look_for(key, person.phone).rows() if key or person.phone else ()


def _words(name: str) -> list[str]:
    return [word for word in words_of(name) if word not in _TITLES]


def _telling(name: str) -> list[str]:
    return [word for word in _words(name) if word not in _PARTICLES]


def _same_phone(one: str | None, other: str | None) -> bool:
    return bool(one and other and one[-_END_OF_NUMBER:] == other[-_END_OF_NUMBER:])


def _same_email(one: str | None, other: str | None) -> bool:
    """The same address, or one whose domain is misspelt: "gmial.com"."""
    if not (one and other):
        return False
    if email_key(one) == email_key(other):
        return True
    (mine, _at, here), (yours, _also, there) = (email.casefold().rpartition("@") for email in (one, other))
    return (
        mine == yours and len(mine) >= _SHORTEST_LOCAL_PART and OSA.distance(here, there, score_cutoff=2) <= 2
    )


def _is_slip(one: str | None, other: str | None) -> bool:
    """Whether one address is the other with a letter too many, or with two that changed places.

    Another first letter is another's initial, and other digits are another's number.
    """
    (mine, _at, here), (yours, _also, there) = (
        str(email or "").casefold().rpartition("@") for email in (one, other)
    )
    return (
        here == there
        and min(len(mine), len(yours)) >= _SHORTEST_SLIPPED
        and mine[0] == yours[0]
        and list(filter(str.isdigit, mine)) == list(filter(str.isdigit, yours))
        and (len(mine) != len(yours) or sorted(mine) == sorted(yours))
        and OSA.distance(mine, yours, score_cutoff=1) == 1
    )


def _are_two_names(one: str, other: str) -> bool:
    return min(len(_telling(one)), len(_telling(other))) > 1 and not same_name(one, other)


def _speak_against(one: Person, other: Person) -> bool:
    """Whether both have a contact of one kind, and another one: a slip of the pen is none."""
    phones = one.phone and other.phone and OSA.distance(one.phone, other.phone, score_cutoff=1) > 1
    emails = (
        one.email
        and other.email
        and OSA.distance(one.email.casefold(), other.email.casefold(), score_cutoff=2) > 2
    )
    return bool(phones or emails)
