"""Whom an import's new leads may be is looked for after it: each batch says from which number on."""

from peewee import IntegerField


def up(migrator, db):
    migrator.migrate(migrator.add_column("import_batch", "waits_from", IntegerField(null=True)))
