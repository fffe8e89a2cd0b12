"""The contact card that a phone saves: whatever a visitor typed, it stays one card with the right values."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.desk.contact_card import LINE_OCTETS, contact_card
from filon.foundation.ids import new_id
from filon.foundation.tenancy import acting_for
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission


def _card(**known: str) -> bytes:
    with acting_for(new_id()):
        return contact_card(Lead(**known))


def _values(card: bytes) -> dict[str, str]:
    """Property → value, as an address book reads it: unfolded and unescaped."""
    lines = card.decode().replace("\r\n ", "").split("\r\n")
    found = {}
    for line in lines[:-1]:
        name, _, value = line.partition(":")
        found[name.partition(";")[0]] = re.sub(
            r"\\(.)", lambda m: {"n": "\n"}.get(m.group(1), m.group(1)), value
        )
    assert len(found) == len(lines) - 1, "no property twice"
    return found


def test_it_works(alice: PairedSite) -> None:
    alice.deliver(submission())
    answer = signed_in(alice).get("/app/prospects/1/contact.vcf")
    assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="prospect-1.vcf"'
    card = _values(answer.data)
    assert (card["FN"], card["TEL"], card["EMAIL"]) == ("Salma Bennani", "+212661234567", "salma@example.com")


@pytest.mark.parametrize(
    "name",
    [
        "Bennani; Salma, \\ née",
        "a\r\nTEL:666",
        "a\nEND:VCARD\nBEGIN:VCARD",
        "سلمى بناني " * 20,
        "é" * 300,
        "\x00\x1b",
    ],
)
def test_no_name_breaks_out_of_its_line(name: str) -> None:
    card = _card(last_name=name, phone="+212661234567")
    values = _values(card)
    assert set(values) == {"BEGIN", "VERSION", "N", "FN", "TEL", "END"}
    assert values["TEL"] == "+212661234567"
    assert all(len(line) <= LINE_OCTETS for line in card.split(b"\r\n"))


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=120))
def test_every_printable_name_is_read_back(name: str) -> None:
    values = _values(_card(last_name=name, company="Atlas"))
    kept = "".join(c for c in name.replace("\r\n", "\n").replace("\r", "\n") if c.isprintable() or c in " \n")
    assert values["FN"].strip() == (kept.strip() if name.strip() else "Atlas")
    assert values["ORG"] == "Atlas"
