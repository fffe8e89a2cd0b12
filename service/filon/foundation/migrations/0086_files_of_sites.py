"""Files that came with requests: where each has its place, and how much of a business's room they take."""

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
