"""The floor of the ingest bench: Flask and peewee insert one row, with nothing else around it."""

from __future__ import annotations

import os
import uuid

from flask import Flask, request
from peewee import Model, PostgresqlDatabase, SqliteDatabase, TextField, UUIDField


def create_app() -> Flask:
    """One route that writes one row; FILON_DATABASE says where. SQLite as durable as the service: WAL and FULL."""
    url = os.environ["FILON_DATABASE"]
    if url.startswith("sqlite:"):
        pragmas = {"journal_mode": "wal", "synchronous": "full", "busy_timeout": 20_000, "wal_autocheckpoint": 4000}
        database = SqliteDatabase(url.removeprefix("sqlite:///"), pragmas=pragmas)
    else:
        database = PostgresqlDatabase(os.environ["FILON_DATABASE_OWNER"], prefer_psycopg3=True)

    class Bare(Model):
        id = UUIDField(primary_key=True)
        body = TextField()

        class Meta:
            table_name = "bare"

    Bare._meta.set_database(database)
    database.create_tables([Bare])
    database.close()
    app = Flask("bare")

    @app.post("/api/v1/submissions")
    def receive() -> dict[str, str]:
        row = Bare.create(id=uuid.uuid4(), body=request.get_data(as_text=True))
        return {"id": str(row.id)}

    return app
