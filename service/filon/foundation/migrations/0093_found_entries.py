"""What sites found among the entries that form plugins keep."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE "ledger" ADD COLUMN "found" TEXT NOT NULL DEFAULT \'[]\'')
