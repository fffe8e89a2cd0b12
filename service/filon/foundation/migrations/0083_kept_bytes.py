"""How much a business keeps in files: counted as they come and go, not by reading every row at each upload."""

from peewee import SqliteDatabase


def up(migrator, db):
    kind = "INTEGER" if isinstance(db, SqliteDatabase) else "BIGINT"
    db.execute_sql(f"ALTER TABLE tenant ADD COLUMN kept_bytes {kind} NOT NULL DEFAULT 0")
    db.execute_sql("""
        UPDATE tenant SET kept_bytes = (
            SELECT COALESCE(SUM(size), 0) FROM attachment
            WHERE attachment.tenant_id = tenant.tenant_id AND attachment.file <> ''
        )
    """)
