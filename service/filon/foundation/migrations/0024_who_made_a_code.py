"""Whoever made a connection code is noted on it, so that it ends with what they may do."""

from peewee import UUIDField


def up(migrator, db):
    migrator.migrate(migrator.add_column("pairing_code", "made_by", UUIDField(null=True)))
