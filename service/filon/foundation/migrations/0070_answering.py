"""Within which time a business answers, on which days it is closed, and until when each who waits is to be called."""

from peewee import SqliteDatabase

# What was promised until now: half an hour, round the clock.
PROMISED_TO = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', to_call_since, '+30 minutes')",
    False: "to_call_since + interval '30 minutes'",
}
NEW_ID = {True: "randomblob(16)", False: "gen_random_uuid()"}
NOW = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    False: "clock_timestamp() AT TIME ZONE 'UTC'",
}
MOMENT = {True: "DATETIME", False: "TIMESTAMP"}


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    db.execute_sql("ALTER TABLE tenant ADD COLUMN answer_within INTEGER NOT NULL DEFAULT 30")
    db.execute_sql("ALTER TABLE tenant ADD COLUMN closings TEXT")
    db.execute_sql(f"ALTER TABLE lead ADD COLUMN answer_due_at {MOMENT[on_sqlite]}")
    due = PROMISED_TO[on_sqlite]
    db.execute_sql(f"UPDATE lead SET answer_due_at = {due} WHERE to_call_since IS NOT NULL")  # noqa: S608  # ours
    # Whose opening hours are known already: the worker counts for them.
    now = NOW[on_sqlite]
    db.execute_sql(
        "INSERT INTO outbox (tenant_id, id, name, payload, happened_at, due_at, attempts) "  # noqa: S608  # ours
        f"SELECT tenant_id, {NEW_ID[on_sqlite]}, 'promise.changed', '{{}}', {now}, {now}, 0 FROM tenant "
        "WHERE hours IS NOT NULL AND removed_at IS NULL"
    )
