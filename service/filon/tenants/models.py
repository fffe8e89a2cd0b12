"""Tenants, their sites and members, and the doorplates that find a tenant from outside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import SQL, BigIntegerField, BooleanField, CompositeKey, IntegerField, TextField

from filon.foundation import access, clock
from filon.foundation.database import Table
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to, here

STAFF_ROLES = ("reader", "agent", "manager", "owner")
# Whoever runs the business sees all of it.
LIMITED_ROLES = access.ROLES[: access.ROLES.index("manager")]
# Minutes: half an hour until a business says otherwise; so many mean one working day, however long that is.
ANSWER_WITHIN, WORKING_DAY = 30, 24 * 60


class Doorplate(Table):
    """(channel, outside id) → tenant, for requests that arrive before their tenant is known. Nothing else is here."""

    channel = TextField()
    outside_id = TextField()
    tenant_id = IdField()

    class Meta:
        table_name = "doorplate"
        primary_key = CompositeKey("channel", "outside_id", "tenant_id")

    @classmethod
    def tenants_behind(cls, channel: str, outside_id: str) -> list[UUID]:
        """The tenants that a door leads to: none, one, or for an e-mail address several."""
        query = cls.select(cls.tenant_id).where((cls.channel == channel) & (cls.outside_id == outside_id))
        return [tenant for (tenant,) in query.tuples()]


class SignInLink(Table):
    """A single-use link for whoever reads the mails of an address, whichever businesses that opens."""

    digest = TextField(primary_key=True)
    email = TextField()
    expires_at = UtcField()
    used_at = UtcField(null=True)

    class Meta:
        table_name = "sign_in_link"

    @classmethod
    def working(cls, digest: str) -> Any:
        """The condition for the link with this digest while it can be used."""
        return (cls.digest == digest) & cls.used_at.is_null() & (cls.expires_at > clock.now())


class Tenant(TenantModel):
    """The business whose data this is. Its row stands in its own tenancy: id is tenant_id.

    `last_lead_number` counts the numbers that people see; `number` is the business's own. `hours` are as in
    tenants.hours, None when nobody has said them. `colour` is #rrggbb; `logo` is a name in foundation.storage.
    After `silent_days` without news of a prospect a reminder is made, None when none is. `answer_within` is one of
    answering.TARGETS, `closings` a list of first and last days, None when there was never one. So many minutes later,
    `escalate_after`, others hear of who still waits (None: never), and have them when `escalation_passes`.
    `phone` (E.164) is for visitors; `online_name` stands in the address at which they book, once something is online.
    `remind_before`: minutes before an appointment at which mails remind of it; `list_columns`: how its list begins.
    `kept_bytes` are those of files beside leads, `kept_bytes_of_sites` those with requests: interactions.attachments.
    """

    writable_by = "manager"

    number = IntegerField(unique=True)
    name = TextField()
    region = TextField()
    currency = TextField()
    zone = TextField()
    language = TextField()
    last_lead_number = IntegerField(default=0)
    created_at = UtcField(default=clock.now)
    removed_at = UtcField(null=True)
    hours = JsonField(null=True)
    colour = TextField(null=True)
    logo = TextField(null=True)
    silent_days = IntegerField(null=True)
    answer_within = IntegerField(default=ANSWER_WITHIN, constraints=[SQL(f"DEFAULT {ANSWER_WITHIN}")])
    closings = JsonField(null=True)
    first_steps_put_away = BooleanField(default=False, constraints=[SQL("DEFAULT false")])
    escalate_after = IntegerField(null=True)
    escalation_passes = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    kept_bytes = BigIntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    kept_bytes_of_sites = BigIntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    phone = TextField(null=True)
    online_name = TextField(null=True)
    remind_before = JsonField(default=lambda: [1440, 120], constraints=[SQL("DEFAULT '[1440, 120]'")])
    list_columns = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "tenant"

    @staticmethod
    def ask_current_ahead() -> None:
        """Send what current() asks, see Prepared.ahead()."""
        _current.ahead(id=here())

    @classmethod
    def current(cls) -> Any:
        """The tenant in context; raises DoesNotExist for one that is no more."""
        row = _current.first(id=here())
        if row is None:
            raise cls.DoesNotExist("The tenant in context is no more")
        return row


# Every page asks whose it is.
_current = Prepared(lambda: Tenant.select().where(Tenant.id == slot("id", Tenant.id)))


class Site(TenantModel):
    """One WordPress installation of a tenant; holds the key. Unpaired until `paired_at`, dead from `revoked_at`.

    `waiting` is what its last call said; `seen_at` when that was; by `expected_at` the next
    one is due, as its habit is. `role_cap` bounds what its users can become here.
    """

    writable_by = "manager"

    home_url = TextField()
    rest_url = TextField(default="")
    admin_url = TextField(default="")
    secret = TextField(null=True)
    next_secret = TextField(null=True)
    rotation_wanted = BooleanField(default=False)
    role_cap = TextField(default="manager")
    plugin_version = TextField(default="")
    wordpress_version = TextField(default="")
    php_version = TextField(default="")
    waiting = IntegerField(default=0)
    attention = IntegerField(default=0)
    created_at = UtcField(default=clock.now)
    paired_at = UtcField(null=True)
    seen_at = UtcField(null=True)
    expected_at = UtcField(null=True)
    woken_at = UtcField(null=True)
    revoked_at = UtcField(null=True)

    class Meta:
        table_name = "site"

    @property
    def is_connected(self) -> bool:
        return self.paired_at is not None and self.revoked_at is None


class PairingCode(TenantModel):
    """The single-use token inside a connection code. `nonce` is the plugin's that used it.

    `made_by` is the member who made it, None for the agency.
    """

    writable_by = "manager"

    site_id = IdField()
    digest = TextField()
    expires_at = UtcField()
    used_at = UtcField(null=True)
    nonce = TextField(null=True)
    made_by = IdField(null=True)

    class Meta:
        table_name = "pairing_code"
        indexes = ((("tenant", "digest"), True),)
        constraints = [belongs_to("site", "site_id")]


class Member(TenantModel):
    """A person working for a tenant: by e-mail, or as (site, WordPress user), never matched to each other.

    Whoever is invited has not `joined_at` yet. `only_own` holds below a manager: see is_limited. `hours` are as the
    business's, None for the same: when the member can be met. `feed_digest` is of the secret address of their calendar.
    """

    writable_by = "manager"

    name = TextField()
    email = TextField(null=True)
    site_id = IdField(null=True)
    wordpress_user = TextField(null=True)
    role = TextField()
    language = TextField()
    told_of_requests = BooleanField(default=False)
    only_own = BooleanField(default=False, constraints=[SQL("DEFAULT FALSE")])
    created_at = UtcField(default=clock.now)
    removed_at = UtcField(null=True)
    joined_at = UtcField(null=True)
    hours = JsonField(null=True)
    feed_digest = TextField(null=True)

    class Meta:
        table_name = "member"
        indexes = (
            (("tenant", "email"), True),
            (("tenant", "site_id", "wordpress_user"), True),
        )
        constraints = [belongs_to("site", "site_id")]

    @classmethod
    def working(cls) -> Any:
        """Those who work here now, by name."""
        return cls.select().where(cls.removed_at.is_null()).order_by(cls.name)

    @classmethod
    def told(cls) -> Any:
        """Those who want to hear of every request."""
        return cls.present().where(cls.told_of_requests & cls.email.is_null(False))

    @classmethod
    def present(cls) -> Any:
        """All who work here, or are invited to."""
        return cls.select().where(cls.removed_at.is_null())

    @classmethod
    def removed(cls) -> Any:
        """All who do no more, and can be let in again."""
        return cls.select().where(cls.removed_at.is_null(False))

    @property
    def is_limited(self) -> bool:
        """Whether they see of all leads their own only, and those that are nobody's."""
        return bool(self.only_own and self.role in LIMITED_ROLES)

    def sees(self, owner: UUID | None) -> bool:
        """Whether they may see a lead that is this member's, None for nobody's."""
        return not self.is_limited or owner in (None, self.id)

    @property
    def is_invited(self) -> bool:
        return self.joined_at is None


class Session(TenantModel):
    """A signed-in member: standalone by cookie, in wp-admin by bearer. Only the token's digest is kept.

    `user_agent` is what the browser said of itself; `seen_at` is written at most once an hour.
    """

    writable_by = "system"
    readable_by = "system"

    member_id = IdField()
    site_id = IdField(null=True)
    digest = TextField()
    scheme = TextField(default="")
    colour = TextField(default="")
    created_at = UtcField(default=clock.now)
    expires_at = UtcField()
    user_agent = TextField(null=True)
    seen_at = UtcField(null=True)

    class Meta:
        table_name = "member_session"
        indexes = ((("tenant", "digest"), True),)
        constraints = [belongs_to("member", "member_id"), belongs_to("site", "site_id")]


class UsedOnce(TenantModel):
    """Names that count once: request ids, embed tokens' jti. The id is made from the name; kept until it expires."""

    writable_by = "system"
    readable_by = "system"

    expires_at = UtcField()

    class Meta:
        table_name = "used_once"


class Link(TenantModel):
    """A single-use address for one member. Its purpose: a "ticket" for a download, "invitation" or "ownership"."""

    writable_by = "system"
    readable_by = "system"

    purpose = TextField()
    member_id = IdField()
    session_id = IdField(null=True)
    digest = TextField()
    path = TextField(default="")
    expires_at = UtcField()
    used_at = UtcField(null=True)

    class Meta:
        table_name = "link"
        indexes = ((("tenant", "digest"), True),)
        constraints = [belongs_to("member", "member_id")]
