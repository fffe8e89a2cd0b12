"""The floors of benches: Flask and peewee insert one row, or show fifty, with nothing else around it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, request
from peewee import DateTimeField, Model, PostgresqlDatabase, SqliteDatabase, TextField, UUIDField, chunked

_PAGE = """
<!doctype html><title>People</title>
<table>{% for person in people %}
<tr><td><a href="/people/{{ person.id }}">{{ person.name }}</a><td>{{ person.email }}<td>{{ person.phone }}
<td>{{ person.status }}<td>{{ person.came_at.strftime("%d/%m/%Y %H:%M") }}</tr>
{% endfor %}</table>
"""
_ROWS = 10_000


def create_app() -> Flask:
    """Two routes: one writes one row, one shows the last fifty of make_people(); the settings say where."""
    row_model, person_model = _models(os.environ)
    app = Flask("bare")
    page = app.jinja_env.from_string(_PAGE)

    @app.post("/api/v1/submissions")
    def receive() -> dict[str, str]:
        row = row_model.create(id=uuid.uuid4(), body=request.get_data(as_text=True))
        return {"id": str(row.id)}

    @app.get("/people")
    def people() -> str:
        last = person_model.select().order_by(person_model.came_at.desc()).limit(50)
        return page.render(people=last)

    return app


def make_table(environ: Mapping[str, str]) -> None:
    """Make the table that is written to, once for all processes."""
    row_model, _person_model = _models(environ)
    row_model.create_table()
    row_model._meta.database.close()


def make_people(environ: Mapping[str, str]) -> None:
    """Make the table that is shown, with a few thousand rows."""
    _row_model, person_model = _models(environ)
    person_model.create_table()
    began = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    database = person_model._meta.database
    rows = [
        (uuid.uuid4(), f"Karim Bennani {at}", f"karim{at}@example.com", f"+2126{at:08}", "new", minute)
        for at, minute in ((at, began + timedelta(minutes=at)) for at in range(_ROWS))
    ]
    with database.atomic():
        for some in chunked(rows, 1000):
            person_model.insert_many(some).execute()
    database.close()


def _models(environ: Mapping[str, str]) -> tuple[Any, Any]:
    """The tables, on SQLite as durable as the service's: WAL and FULL."""
    url = environ["FILON_DATABASE"]
    if url.startswith("sqlite:"):
        pragmas = {
            "journal_mode": "wal",
            "synchronous": "full",
            "busy_timeout": 20_000,
            "wal_autocheckpoint": 4000,
        }
        database = SqliteDatabase(url.removeprefix("sqlite:///"), pragmas=pragmas)
    else:
        database = PostgresqlDatabase(environ["FILON_DATABASE_OWNER"], prefer_psycopg3=True)

    class Bare(Model):
        id = UUIDField(primary_key=True)
        body = TextField()

        class Meta:
            table_name = "bare"

    class Person(Model):
        id = UUIDField(primary_key=True)
        name = TextField()
        email = TextField()
        phone = TextField()
        status = TextField()
        came_at = DateTimeField(index=True)

        class Meta:
            table_name = "bare_person"

    for model in (Bare, Person):
        model._meta.set_database(database)
    return Bare, Person
