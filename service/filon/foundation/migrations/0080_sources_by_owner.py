"""Where the leads of somebody limited came from, and those that are nobody's: past all that colleagues have."""


def up(migrator, db):
    db.execute_sql('CREATE INDEX "lead_sources_by_owner" ON "lead" ("tenant_id", "owner_id", "source")')
