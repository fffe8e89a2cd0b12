"""Whether a member sees of all leads their own only, and those that are nobody's."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE member ADD COLUMN only_own BOOLEAN NOT NULL DEFAULT FALSE")
