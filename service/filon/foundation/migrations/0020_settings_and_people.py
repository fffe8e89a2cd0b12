"""Settings and people: what a business says of itself, who was invited, from which device somebody is signed in."""

from peewee import SQL, CompositeKey, DateTimeField, Model, TextField, UUIDField


class SettingChange(Model):
    tenant = UUIDField(column_name="tenant_id")
    id = UUIDField()
    subject = TextField()
    about_id = UUIDField()
    before = TextField()
    after = TextField()
    member_id = UUIDField(null=True)
    member_name = TextField()
    happened_at = DateTimeField()

    class Meta:
        legacy_table_names = False
        table_name = "setting_change"
        primary_key = CompositeKey("tenant", "id")
        indexes = ((("tenant", "happened_at"), False),)
        constraints = [SQL('FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id")')]


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("tenant", "hours", TextField(null=True)),
        migrator.add_column("tenant", "colour", TextField(null=True)),
        migrator.add_column("tenant", "logo", TextField(null=True)),
        migrator.add_column("member", "joined_at", DateTimeField(null=True)),
        migrator.add_column("member_session", "user_agent", TextField(null=True)),
        migrator.add_column("member_session", "seen_at", DateTimeField(null=True)),
    )
    # Whoever is there by now was never invited: they are in.
    db.execute_sql("UPDATE member SET joined_at = created_at")
    with db.bind_ctx([SettingChange]):
        SettingChange.create_table(safe=False)
