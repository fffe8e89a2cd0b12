"""Whoever is limited to their own leads and nobody's: who of these waits for a call, and which came last."""

INDEXES = [
    'CREATE INDEX "lead_waiting_by_owner" '
    'ON "lead" ("tenant_id", "owner_id", "to_call_since", "number", "trashed_at", "answer_due_at") '
    'WHERE "to_call_since" IS NOT NULL',
    'CREATE INDEX "lead_kept_by_owner" ON "lead" ("tenant_id", "owner_id", "number") '
    'WHERE "trashed_at" IS NULL',
]


def up(migrator, db):
    for statement in INDEXES:
        db.execute_sql(statement)
