"""Who waits for a call: an index of those alone that do, with all that counting them asks for."""


def up(migrator, db):
    db.execute_sql('DROP INDEX "lead_tenant_id_to_call_since"')
    db.execute_sql(
        'CREATE INDEX "lead_waiting" ON "lead" ("tenant_id", "to_call_since", "number", "trashed_at") '
        'WHERE "to_call_since" IS NOT NULL'
    )
