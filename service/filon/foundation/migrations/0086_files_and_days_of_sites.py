"""Files that came with requests: where each has its place, and how much of a business's room they take.

And the day of each line by which the ledger counts it: what was set aside has one as well.
"""

from peewee import SqliteDatabase


def up(migrator, db):
    id, size = ("BLOB", "INTEGER") if isinstance(db, SqliteDatabase) else ("UUID", "BIGINT")
    db.execute_sql(f"ALTER TABLE attachment ADD COLUMN site_id {id}")
    db.execute_sql(f"ALTER TABLE attachment ADD COLUMN submission_id {id}")
    db.execute_sql("ALTER TABLE attachment ADD COLUMN place INTEGER")
    db.execute_sql(
        'CREATE UNIQUE INDEX "attachment_tenant_id_site_id_submission_id_place" '
        'ON "attachment" ("tenant_id", "site_id", "submission_id", "place")'
    )
    db.execute_sql(f"ALTER TABLE tenant ADD COLUMN kept_bytes_of_sites {size} NOT NULL DEFAULT 0")
    db.execute_sql("ALTER TABLE submission ADD COLUMN ledger_on DATE")
    day = "date(submitted_at)" if isinstance(db, SqliteDatabase) else "CAST(submitted_at AS DATE)"
    db.execute_sql(f"UPDATE submission SET ledger_on = {day}")  # noqa: S608  # our names
    db.execute_sql(
        'CREATE INDEX "submission_tenant_id_site_id_ledger_on_id" '
        'ON "submission" ("tenant_id", "site_id", "ledger_on", "id")'
    )
