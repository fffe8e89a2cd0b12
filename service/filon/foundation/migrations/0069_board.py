"""The board: the leads of a status by what is to be done, each part of that order in an index of its own."""

INDEXES = [
    'CREATE INDEX "lead_board_waiting" ON "lead" ("tenant_id", "status", "to_call_since", "number") '
    'WHERE "to_call_since" IS NOT NULL',
    'CREATE INDEX "lead_board_planned" ON "lead" ("tenant_id", "status", "next_action_at", "number") '
    'WHERE "to_call_since" IS NULL AND "next_action_at" IS NOT NULL',
    'CREATE INDEX "lead_board_rest" ON "lead" ("tenant_id", "status", "created_at", "number") '
    'WHERE "to_call_since" IS NULL AND "next_action_at" IS NULL',
]


def up(migrator, db):
    for statement in INDEXES:
        db.execute_sql(statement)
