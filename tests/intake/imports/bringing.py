"""Bringing a file as a member does, and what came of it."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from filon.foundation import access
from filon.foundation.tenancy import acting_for
from filon.intake.imports import actions
from filon.intake.imports.models import Import
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.parts.service import Filon, PairedSite

FRENCH = """Nom;Prénom;Téléphone;Mail;Montant;Date
Bennani;Salma;06 61 23 45 67;salma@example.com;38 500,50;03/12/2025
Lambert;Éric;0470552108;eric@example.com;1250;15/11/2025
"""


def bring(filon: Filon, site: PairedSite, content: bytes | str, name: str = "clients.csv") -> Any:
    """The import of a file that Alice brings, once it is read."""
    sent = content.encode() if isinstance(content, str) else content
    with acting_for(site.tenant):
        with filon.inside(site.tenant):
            owner = Member.get(Member.role == "owner")
        with access.acting_as(access.Actor("owner", owner.id, "Alice")):
            made = actions.bring(sent, name)
    filon.work()
    return again(filon, site, made)


def again(filon: Filon, site: PairedSite, one: Any) -> Any:
    """The import as it is now."""
    with filon.inside(site.tenant, write=False):
        return Import.find(one.id)


def choose(filon: Filon, site: PairedSite, one: Any, **chosen: Any) -> Any:
    """Check it with the columns as they were proposed, unless told otherwise."""
    with filon.inside(site.tenant):
        actions.choose(one.id, {"columns": one.choices["columns"], **chosen}, "MA")
    filon.work()
    return again(filon, site, one)


def run(filon: Filon, site: PairedSite, one: Any, **chosen: Any) -> Any:
    """Check and run it."""
    choose(filon, site, one, **chosen)
    with filon.inside(site.tenant):
        actions.start(one.id)
    filon.work()
    return again(filon, site, one)


def undo(filon: Filon, site: PairedSite, one: Any) -> Any:
    """Undo it."""
    with filon.inside(site.tenant):
        actions.undo(one.id)
    filon.work()
    return again(filon, site, one)


def leads(filon: Filon, site: PairedSite) -> list[Any]:
    """The business's leads outside the trash, by number."""
    with filon.inside(site.tenant, write=False):
        return list(Lead.kept().order_by(Lead.number))


def workbook(*rows: list[Any], sheet: str = "Feuil1") -> bytes:
    """A file as Excel writes it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy", "remove_timezone": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return made.getvalue()
