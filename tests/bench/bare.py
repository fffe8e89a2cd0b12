"""The floor of the ingest bench: Flask and peewee insert one row, with nothing else around it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from typing import Any

from flask import Flask, request
from peewee import Model, PostgresqlDatabase, SqliteDatabase, TextField, UUIDField


def create_app() -> Flask:
    """One route that writes one row into the table that make_table() made; the settings say where."""
    model = _model(os.environ)
    app = Flask("bare")

    @app.post("/api/v1/submissions")
    def receive() -> dict[str, str]:
        row = model.create(id=uuid.uuid4(), body=request.get_data(as_text=True))
        return {"id": str(row.id)}

    return app


def make_table(environ: Mapping[str, str]) -> None:
    """Make the table, once for all processes."""
    model = _model(environ)
    model.create_table()
    model._meta.database.close()


def _model(environ: Mapping[str, str]) -> Any:
    """The table, on SQLite as durable as the service's: WAL and FULL."""
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

    Bare._meta.set_database(database)
    return Bare
