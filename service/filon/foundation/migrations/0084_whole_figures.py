"""Amounts as whole numbers of their smallest unit: no index serves PostgreSQL's `numeric` under row security."""

from peewee import SqliteDatabase

# Table → its declared type and how many of the smallest units are one.
KEPT = {"lead": ("DECIMAL(14, 2)", 100), "field_value": ("DECIMAL(18, 4)", 10_000)}


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    for table, (declared, units) in KEPT.items():
        if on_sqlite:
            kept = f"CAST(ROUND(amount * {units}) AS INTEGER)"
            db.execute_sql(f"UPDATE {table} SET amount = {kept} WHERE amount IS NOT NULL")  # noqa: S608  # our names
            _declare_on_sqlite(db, table, declared)
        else:
            db.execute_sql(
                f"ALTER TABLE {table} ALTER COLUMN amount TYPE BIGINT USING ROUND(amount * {units})::BIGINT"
            )


def _declare_on_sqlite(db, table, declared):
    """SQLite changes no column's type in place. Whole numbers are kept the same under both, so that the table's own
    text is written anew, as "Making Other Kinds Of Table Schema Changes" in its documentation of ALTER TABLE has it.
    """
    [(text,)] = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).fetchall()
    before, after = f'"amount" {declared}', '"amount" INTEGER'
    if text.count(before) != 1:
        raise RuntimeError(f"{table}: its amount is not declared as it was made")
    [(version,)] = db.execute_sql("PRAGMA schema_version").fetchall()
    db.execute_sql("PRAGMA writable_schema = ON")
    db.execute_sql(
        "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?",
        (text.replace(before, after), table),
    )
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")
