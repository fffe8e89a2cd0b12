"""Finding leads on PostgreSQL: how many words wait for their place in the index is each transaction's to say."""

from peewee import SqliteDatabase


def up(migrator, db):
    if not isinstance(db, SqliteDatabase):
        # What an index says of it counts before what a transaction says.
        db.execute_sql("ALTER INDEX lead_search_trigrams RESET (gin_pending_list_limit)")
