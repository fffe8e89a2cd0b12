"""By which address a line came, and indexes to find the lines of an address, of a lead and of nobody."""


def up(migrator, db):
    db.execute_sql('ALTER TABLE "submission" ADD COLUMN "email_key" TEXT')
    for name, columns, where in (
        ("submission_by_lead", '"tenant_id", "lead_id", "site_id"', '"lead_id" IS NOT NULL'),
        ("submission_by_address", '"tenant_id", "site_id", "email_key"', '"email_key" IS NOT NULL'),
        ("submission_of_nobody", '"tenant_id", "site_id", "answer"', '"lead_id" IS NULL'),
    ):
        db.execute_sql(f'CREATE INDEX "{name}" ON "submission" ({columns}) WHERE {where}')
