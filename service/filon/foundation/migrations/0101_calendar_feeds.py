"""The secret address at which a member's calendar is read; only its digest is kept."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE member ADD COLUMN feed_digest TEXT")
