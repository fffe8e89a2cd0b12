"""Whoever is found by the beginning of their notes alone is found by more of them: the worker looks for such people."""

from peewee import SqliteDatabase

NEW_ID = {True: "randomblob(16)", False: "gen_random_uuid()"}
NOW = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    False: "clock_timestamp() AT TIME ZONE 'UTC'",
}


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    now = NOW[on_sqlite]
    db.execute_sql(
        "INSERT INTO outbox (tenant_id, id, name, payload, happened_at, due_at, attempts) "  # noqa: S608  # ours
        f"SELECT tenant_id, {NEW_ID[on_sqlite]}, 'notes.cut', '{{}}', {now}, {now}, 0 FROM tenant "
        "WHERE removed_at IS NULL"
    )
