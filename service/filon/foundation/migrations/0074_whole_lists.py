"""Bulk changes of whole lists, which a worker goes through: how far it is, and what it leaves out."""

TEXT = "TEXT NOT NULL DEFAULT ''"
COUNT = "INTEGER NOT NULL DEFAULT 0"
COLUMNS = {
    "state": "TEXT NOT NULL DEFAULT 'done'",
    "query": TEXT,
    "place": TEXT,
    "total": COUNT,
    "rows": COUNT,
    "missed": COUNT,
    "failure": TEXT,
}


def up(migrator, db):
    for name, kind in COLUMNS.items():
        db.execute_sql(f'ALTER TABLE bulk_change ADD COLUMN "{name}" {kind}')
    db.execute_sql("UPDATE bulk_change SET state = 'undone' WHERE undone_at IS NOT NULL")
