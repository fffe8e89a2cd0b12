"""Whose data it is: the tenant in context, and models that can't forget it (locks 1 and 2 of six)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from peewee import SQL, CompositeKey

from filon.foundation import access
from filon.foundation.database import Table
from filon.foundation.engines import role_in_use, tenant_in_use
from filon.foundation.fields import IdField, id_value
from filon.foundation.ids import new_id
from filon.foundation.prepared import Slot, insert_row, insert_rows, is_preparing


class NoTenant(RuntimeError):
    """A tenant's table was touched with no tenant in context: say `with acting_for(tenant):` around it."""


class WrongTenant(RuntimeError):
    """A row or a condition named another tenant than the one in context."""


class Unscoped(RuntimeError):
    """A query that peewee can't scope was built on a tenant's table."""


def tenant_or_none() -> UUID | None:
    return tenant_in_use.get()


def here() -> UUID:
    """The tenant in context; raises NoTenant when there is none."""
    tenant = tenant_in_use.get()
    if tenant is None:
        raise NoTenant("No tenant in context: say `with acting_for(tenant):` around it")
    return tenant


@contextmanager
def acting_for(tenant: UUID, who: access.Actor = access.SYSTEM) -> Iterator[None]:
    """Everything inside belongs to `tenant` and is done by `who`. New threads do not inherit it.

    Inside across_tenants() it binds again: a tenant that is named is never a reason to see the others.
    """
    role = role_in_use.set("app") if role_in_use.get() == "operator" else None
    token = tenant_in_use.set(tenant)
    try:
        with access.acting_as(who):
            yield
    finally:
        tenant_in_use.reset(token)
        if role is not None:
            role_in_use.reset(role)


@contextmanager
def without_tenant() -> Iterator[None]:
    """Leave the tenant's context: for tables that belong to nobody."""
    token = tenant_in_use.set(None)
    try:
        yield
    finally:
        tenant_in_use.reset(token)


def _across() -> bool:
    # A tenant that is named is never a reason to see the others, whatever the role.
    return role_in_use.get() != "app" and tenant_in_use.get() is None


# In a prepared query: the tenant in context at each call, never the one at the first.
TENANT = Slot(lambda _values: id_value(here()))
# And the member who acts, where they are limited to leads of their own.
ME = Slot(lambda _values: IdField().db_value(access.limited_to()))


class TenantField(IdField):
    """The tenant's id. Refuses any other tenant's value: in inserts, bulk inserts, updates and conditions."""

    def __init__(self) -> None:
        super().__init__(column_name="tenant_id", default=here)

    def db_value(self, value: Any) -> Any:
        ours = tenant_in_use.get()
        if ours is not None and value is ours:  # what a default or a condition of ours brings
            return id_value(ours)
        given = super().db_value(value)
        if not _across() and given != id_value(here()):
            raise WrongTenant(f"{self.model.__name__}: a value of another tenant than the one in context")
        return given


class TenantModel(Table):
    """A table whose rows belong to a tenant. Its key is (tenant_id, id), so that foreign keys carry the tenant.

    `writable_by` and `readable_by` are the least roles that may; they fail closed.
    """

    writable_by = "system"
    readable_by = "reader"

    tenant = TenantField()
    id = IdField(default=new_id)

    class Meta:
        primary_key = CompositeKey("tenant", "id")

    @classmethod
    def check_access(cls, *, writes: bool) -> None:
        """Raise Forbidden unless the one acting may read, or write, this table."""
        access.require(cls.writable_by if writes else cls.readable_by)

    @classmethod
    def select(cls, *fields: Any) -> Any:
        cls.check_access(writes=False)
        return cls._of_tenant(super().select(*fields))

    @classmethod
    def update(cls, __data: Any = None, **update: Any) -> Any:
        cls.check_access(writes=True)
        return cls._of_tenant(super().update(__data, **update))

    @classmethod
    def delete(cls) -> Any:
        cls.check_access(writes=True)
        return cls._of_tenant(super().delete())

    @classmethod
    def _of_tenant(cls, query: Any) -> Any:
        if _across():
            return query
        query = query.where(cls.tenant == (TENANT if is_preparing() else here()))
        limit = access.limited_to()
        within = None if limit is None else cls.in_sight(ME if is_preparing() else limit)
        return query if within is None else query.where(within)

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        """The condition for rows that `me`, who is limited to leads of their own, may see and change; None for all."""
        return None

    @classmethod
    def add(cls, **values: Any) -> Any:
        """Insert one row, defaults filled in, and return it. Quicker than create(): for the hot path."""
        cls.check_access(writes=True)
        row = cls(__no_default__=True)
        row.__data__.update(values)
        # Only the defaults that are missing: an id or a moment made in vain is made while other writers wait.
        for field, default in cls._meta.defaults.items():
            if field.name not in values:
                row.__data__[field.name] = default() if callable(default) else default
        insert_row(row)
        return row

    @classmethod
    def add_many(cls, rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows that all have the same columns, defaults filled in: for hundreds at once."""
        if rows:
            values = zip(*(row.values() for row in rows), strict=True)
            cls.add_columns(dict(zip(rows[0], values, strict=True)))

    @classmethod
    def add_columns(cls, columns: Mapping[str, Sequence[Any]]) -> None:
        """As add_many(), the rows given column by column, of which there is one at least: for thousands."""
        cls.check_access(writes=True)
        (count, *_same) = map(len, columns.values())
        made = {
            field.name: [default() if callable(default) else default for _row in range(count)]
            for field, default in cls._meta.defaults.items()
            if field.name not in columns
        }
        insert_rows(cls, {**columns, **made})

    @classmethod
    def insert(cls, __data: Any = None, **insert: Any) -> Any:
        cls.check_access(writes=True)
        return super().insert(__data, **insert)

    @classmethod
    def insert_many(cls, rows: Any, fields: Any = None) -> Any:
        cls.check_access(writes=True)
        return super().insert_many(rows, fields)

    @classmethod
    def get_by_id(cls, pk: UUID) -> Any:
        return cls.get(cls.id == pk)

    @classmethod
    def find(cls, pk: UUID) -> Any:
        """The row with this id, or None: also when it is another tenant's."""
        return cls.get_or_none(cls.id == pk)

    @classmethod
    def _refuse(cls, what: str, instead: str) -> None:
        if not _across():
            raise Unscoped(f"{cls.__name__}.{what} knows no tenant: {instead}")

    @classmethod
    def alias(cls, alias: str | None = None) -> Any:
        cls._refuse("alias()", "write two queries, or give the alias its own tenant condition in raw SQL")
        return super().alias(alias)

    @classmethod
    def raw(cls, sql: str, *params: Any) -> Any:
        cls._refuse("raw()", "use database.execute_sql, where the guard reads the statement")
        return super().raw(sql, *params)

    @classmethod
    def replace(cls, __data: Any = None, **insert: Any) -> Any:
        cls._refuse("replace()", "use insert().on_conflict() with the tenant in its target")
        return super().replace(__data, **insert)

    @classmethod
    def replace_many(cls, rows: Any, fields: Any = None) -> Any:
        cls._refuse("replace_many()", "use insert_many().on_conflict() with the tenant in its target")
        return super().replace_many(rows, fields)

    @classmethod
    def insert_from(cls, query: Any, fields: Any) -> Any:
        cls._refuse("insert_from()", "read the rows and use insert_many()")
        return super().insert_from(query, fields)


def belongs_to(table: str, column: str) -> Any:
    """A composite foreign key (tenant_id, column) → table(tenant_id, id): it can't reach another tenant (lock 3)."""
    return SQL(f'FOREIGN KEY ("tenant_id", "{column}") REFERENCES "{table}" ("tenant_id", "id")')
