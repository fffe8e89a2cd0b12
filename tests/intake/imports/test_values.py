"""Amounts as people and programs write them: read as they are meant, and refused where nobody can say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from filon.intake.imports.values import is_too_fine, read_amount
from filon.leads.models import Lead
from tests.intake.imports.bringing import bring, run
from tests.parts.service import Filon, PairedSite


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("1 250", "1250"), ("1.250", "1250"), ("1,250", "1250"), ("12,5", "12.5"), ("1.250,50", "1250.50")),
        *(("1,250.50", "1250.50"), ("1.250.000", "1250000"), ("38 500,50 DH", "38500.50")),
        # Neither can be thousands.
        *(("1250,500", "1250.50"), ("1250.000", "1250"), ("0,120", "0.12"), ("0.500", "0.50")),
        *(("1250 DH TTC", "1250"), ("1 250,00 MAD HT", "1250"), ("1250 € T.T.C.", "1250"), ("HT 900", "900")),
        *(("12,3000", "12.30"), ("125", "125")),
    ],
)
def test_it_works(written: str, meant: str) -> None:
    assert read_amount(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["0,125", "1250,505", "12.3456", "1.250,505"])
def test_more_than_two_decimals_are_refused(written: str) -> None:
    assert read_amount(written) is None
    assert is_too_fine(written)


@pytest.mark.parametrize("written", ["beaucoup", "TTC", "-5", "1250 kg", ""])
def test_what_is_no_amount_is_not_too_fine(written: str) -> None:
    assert read_amount(written) is None
    assert not is_too_fine(written)


def test_what_a_workbook_has_worked_out_is_rounded() -> None:
    assert read_amount(33.333333333) == Decimal("33.33")


def test_whoever_brings_the_file_is_told(filon: Filon, alice: PairedSite) -> None:
    text = "Nom;Mail;Montant\nSalma;s@example.com;0,125\nOmar;o@example.com;1250,500\n"
    done = run(filon, alice, bring(filon, alice, text))
    assert done.counts["faulty"] == 1
    with filon.inside(alice.tenant, write=False):
        amounts = [lead.amount for lead in Lead.select().order_by(Lead.number)]
    assert amounts == [None, Decimal("1250.50")]
