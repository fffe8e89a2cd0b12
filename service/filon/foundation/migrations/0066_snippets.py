"""Snippets: messages that a team writes once and sends often."""

from peewee import CompositeKey, DateTimeField, Model, TextField, UUIDField


class Snippet(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    title = TextField()
    text = TextField()
    created_at = DateTimeField()
    removed_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "snippet"
        primary_key = CompositeKey("tenant", "id")


def up(migrator, db):
    with db.bind_ctx([Snippet]):
        Snippet.create_table(safe=False)
