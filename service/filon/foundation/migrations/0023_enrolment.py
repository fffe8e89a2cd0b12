"""Enrolling a second factor: a code for each operator, a secret for each session that is half-way in."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("operator", "enrolment", TextField(null=True)),
        migrator.add_column("operator_session", "factor", TextField(null=True)),
    )
    # Secrets that were shown and never enrolled: whoever once read the mail may have copied them.
    db.execute_sql("UPDATE operator SET factor = NULL WHERE enrolled_at IS NULL")
    db.execute_sql("DELETE FROM operator_session WHERE confirmed_at IS NULL")
