"""A sign-in link belongs to an address, which may open several businesses. Those of one business expire unused."""

from peewee import DateTimeField, Model, TextField


class SignInLink(Model):
    digest = TextField(primary_key=True)
    email = TextField()
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "sign_in_link"


def up(migrator, db):
    with db.bind_ctx([SignInLink]):
        SignInLink.create_table(safe=False)
