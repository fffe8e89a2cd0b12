"""Orders of a site's shop, one row each as it stood last."""

from peewee import SQL, CompositeKey, DateTimeField, DecimalField, Model, TextField, UUIDField


def _belongs_to(table, column):
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')


class ShopOrder(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    site_id = UUIDField()
    reference = TextField()
    number = TextField()
    lead_id = UUIDField(null=True)
    state = TextField()
    total = DecimalField(max_digits=14, decimal_places=2)
    refunded = DecimalField(max_digits=14, decimal_places=2)
    currency = TextField()
    items = TextField()
    placed_at = DateTimeField()
    paid_at = DateTimeField(null=True)
    as_of = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "shop_order"
        primary_key = CompositeKey("tenant", "id")
        indexes = (
            (("tenant", "site_id", "reference"), True),
            (("tenant", "lead_id", "placed_at"), False),
        )
        constraints = [_belongs_to("site", "site_id"), _belongs_to("lead", "lead_id")]


def up(migrator, db):
    with db.bind_ctx([ShopOrder]):
        ShopOrder.create_table(safe=False)
