"""How people can be reached, made comparable: addresses and numbers as they are really typed."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from filon.leads.contacts import clean, email_key, one_line, read_email, read_phone


def test_it_works() -> None:
    assert read_email("Écrivez à Salma.Bennani+devis@Example.co.ma.") == "Salma.Bennani+devis@Example.co.ma"
    assert email_key("Salma.Bennani+devis@Example.co.ma") == "salma.bennani+devis@example.co.ma"
    assert read_phone("06 61 23 45 67", "MA") == "+212661234567"


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("0661234567", "MA", "+212661234567"),
        ("06-61-23-45-67", "MA", "+212661234567"),
        ("(+212) 661 234 567", "MA", "+212661234567"),
        ("00212 661234567", "MA", "+212661234567"),
        ("00 33 6 12 34 56 78", "MA", "+33612345678"),
        ("٠٦ ٦١ ٢٣ ٤٥ ٦٧", "MA", "+212661234567"),
        ("tel:+212661234567", "MA", "+212661234567"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("+1 415 555 2671", "MA", "+14155552671"),
        ("06612345", "MA", None),
        ("", "MA", None),
        ("rappelez-moi", "MA", None),
        ("+", "MA", None),
        ("+999 12 34 56 78", "MA", None),
        ("06 61 23 45 67 ou 05 22 11 22 33", "MA", None),
    ],
)
def test_numbers(typed: str, region: str, number: str | None) -> None:
    assert read_phone(typed, region) == number


@given(
    st.from_regex(r"0[0-9]([ .-]?[0-9]){4,14}", fullmatch=True),
    st.sampled_from(["MA", "FR", "BE", "DE", "GB", "AU", "IT", "AR", "MX", "US", "CN"]),
)
@example("0011 61 2 9374 4000", "AU")
@example("02 1234 5678", "IT")
@example("00 0 0000", "MA")
def test_figures_behind_a_zero_are_read_as_the_library_reads_them(typed: str, region: str) -> None:
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        assert read_phone(typed, region) is None
        return
    spelled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert read_phone(typed, region) == (spelled if phonenumbers.is_possible_number(number) else None)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("salma@example.com", "salma@example.com"),
        ("mailto:salma@example.com?x", "mailto:salma@example.com?x"),
        ("<salma@example.com>", "salma@example.com"),
        ("salma@exämple.de", "salma@exämple.de"),
        ("salma @example.com", None),
        ("salma@example", None),
        ("@example.com", None),
        ("", None),
        ("x" * 300 + "@example.com", None),
    ],
)
def test_addresses(typed: str, address: str | None) -> None:
    assert read_email(typed) == address


@given(st.text(max_size=400))
def test_whatever_is_typed(typed: str) -> None:
    line = one_line(typed)
    assert line == " ".join(line.split())
    assert len(line) <= 200
    assert "\x00" not in clean(typed)
    clean(typed).encode()
    address = read_email(typed)
    assert address is None or (len(address) <= 254 and not any(c.isspace() for c in address))
    number = read_phone(typed, "MA")
    assert number is None or (number[0] == "+" and number[1:].isdigit() and number.isascii())
