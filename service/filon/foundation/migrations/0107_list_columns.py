"""The columns that a business's list begins with, for whoever has chosen none; empty for the usual ones."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE tenant ADD COLUMN list_columns TEXT NOT NULL DEFAULT ''")
