"""Leads by the reason for which they were abandoned, those of each in the order in which they came."""


def up(migrator, db):
    db.execute_sql(
        "CREATE INDEX lead_tenant_id_lost_reason_created_at_number ON lead "
        "(tenant_id, lost_reason, created_at, number) WHERE lost_reason IS NOT NULL"
    )
