"""What each of the team has: counted from indexes alone, and no further than is said, however many leads there are."""


def up(migrator, db):
    db.execute_sql('CREATE INDEX "lead_of_each" ON "lead" ("tenant_id", "owner_id", "status", "trashed_at")')
