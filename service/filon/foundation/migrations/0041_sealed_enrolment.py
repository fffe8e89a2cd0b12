"""Enrolment codes are sealed: those that were hashed can't be compared any more, and are given anew."""


def up(migrator, db):
    db.execute_sql("UPDATE operator SET enrolment = NULL")
