"""Watching: when a worker and a backup were last seen, and what the operator was told of."""

from peewee import DateTimeField, Model, TextField


class LastSeen(Model):
    name = TextField(primary_key=True)
    at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "last_seen"


class Alert(Model):
    key = TextField(primary_key=True)
    sentence = TextField()
    since = DateTimeField()
    seen_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "alert"


def up(migrator, db):
    with db.bind_ctx([LastSeen, Alert]):
        for model in (LastSeen, Alert):
            model.create_table(safe=False)
