"""Leads by mail are in one order on both engines, whatever language the database's own is in."""

from peewee import SqliteDatabase


def up(migrator, db):
    if not isinstance(db, SqliteDatabase):
        db.execute_sql('ALTER TABLE lead ALTER COLUMN email_key TYPE TEXT COLLATE "C"')
