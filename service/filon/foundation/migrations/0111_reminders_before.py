"""How long before an appointment mails remind of it, as each business chooses: what is agreed already is planned so."""

from peewee import SqliteDatabase

NEW_ID = {True: "randomblob(16)", False: "gen_random_uuid()"}
NOW = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    False: "clock_timestamp() AT TIME ZONE 'UTC'",
}


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    db.execute_sql("ALTER TABLE tenant ADD COLUMN remind_before TEXT NOT NULL DEFAULT '[1440, 120]'")
    # Appointments may stand since before there were any reminders; of those planned already none comes twice.
    now = NOW[on_sqlite]
    db.execute_sql(
        "INSERT INTO outbox (tenant_id, id, name, payload, happened_at, due_at, attempts) "  # noqa: S608  # ours
        f"SELECT tenant_id, {NEW_ID[on_sqlite]}, 'reminders.changed', '{{}}', {now}, {now}, 0 FROM tenant "
        "WHERE removed_at IS NULL"
    )
