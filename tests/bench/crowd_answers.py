"""A business's own fields of a great many leads, and the forms they came by, put straight into the database."""

from __future__ import annotations

import sqlite3
from functools import partial
from uuid import UUID

import psycopg

from filon.leads.fields import FieldValue

_ANSWERS = """
INSERT INTO field_value (tenant_id, id, lead_id, number, field_id, place, amount, option_id)
SELECT tenant_id, {new_id}, id, number, {field}, 0, {amount}, {option} FROM lead WHERE tenant_id = {tenant} AND {where}
"""
_REQUESTS = """
INSERT INTO submission (tenant_id, site_id, id, sha256, line, answer, form, lead_id, lead_number, received_at)
SELECT tenant_id, {site}, id, '', {line}, 'recorded', {form}, id, number, created_at
FROM lead WHERE tenant_id = {tenant} AND number % 4 <> 0
"""


def came_by(environ: dict[str, str], tenant: UUID, site: UUID, form: str, rare_form: str) -> None:
    """Say that a form of this site brought three in four of the tenant's leads; one in ten thousand, `rare_form`."""
    is_sqlite = environ["FILON_DATABASE"].startswith("sqlite:")
    by = f"CASE WHEN number % 10000 = 7 THEN '{rare_form}' ELSE '{form}' END"
    line = "x'7b7d'" if is_sqlite else "'{}'::bytea"
    where, whose = _said(environ, site), _said(environ, tenant)
    _run(environ, [_REQUESTS.format(site=where, line=line, form=by, tenant=whose)], "submission")


def answer(environ: dict[str, str], tenant: UUID, figures: UUID, choices: UUID, options: list[UUID]) -> None:
    """Give every second of the tenant's leads a figure from 0 to 399 and one of two options in these fields.

    One lead in ten thousand has the third option.
    """
    is_sqlite = environ["FILON_DATABASE"].startswith("sqlite:")
    said = partial(_said, environ)
    rare, common = "number % 10000 = 7", "number % 2 = 0"
    either = f"CASE number % 4 WHEN 0 THEN {said(options[0])} ELSE {said(options[1])} END"
    nothing = "NULL" if is_sqlite else "NULL::uuid"
    wanted = [
        (figures, f"number % 400 * 7919 % 400 * {10**FieldValue.amount.places}", nothing, common),
        (choices, "NULL", either, common),
        (choices, "NULL", said(options[2]), rare),
    ]
    new_id = "randomblob(16)" if is_sqlite else "gen_random_uuid()"
    statements = [
        _ANSWERS.format(
            new_id=new_id, field=said(field), amount=amount, option=option, tenant=said(tenant), where=where
        )
        for field, amount, option, where in wanted
    ]
    _run(environ, statements, "field_value")


def _said(environ: dict[str, str], id: UUID) -> str:
    return f"x'{id.hex}'" if environ["FILON_DATABASE"].startswith("sqlite:") else f"'{id}'::uuid"


def _run(environ: dict[str, str], statements: list[str], filled: str) -> None:
    if environ["FILON_DATABASE"].startswith("sqlite:"):
        with sqlite3.connect(environ["FILON_DATABASE"].removeprefix("sqlite:///")) as file:
            for statement in [*statements, "ANALYZE"]:
                file.execute(statement)
        return
    with psycopg.connect(environ["FILON_DATABASE_OWNER"], autocommit=True) as connection:
        for statement in [*statements, f"VACUUM ANALYZE {filled}"]:
            connection.execute(statement.encode())
