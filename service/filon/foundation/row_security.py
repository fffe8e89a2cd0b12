"""Row-level security on PostgreSQL (lock 5): every tenant table, one policy for the app, one for operators."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from filon.foundation.config import Misconfigured, Settings
from filon.foundation.database import database, tables
from filon.foundation.engines import role_in_use
from filon.foundation.searching import search_functions
from filon.foundation.tenancy import TenantModel

# After a commit the setting is an empty string, which would not cast.
_HERE = "nullif(current_setting('filon.tenant', true), '')::uuid"


def tenant_tables() -> list[str]:
    """Names of all tables that have a tenant, in alphabetical order."""
    return sorted(t._meta.table_name for t in tables if issubclass(t, TenantModel) and t is not TenantModel)


def secure(settings: Settings) -> None:
    """Grant both roles what they need and put the policies on every tenant table; again is harmless.

    Runs as the owner after each migration, from the models: a new table is covered unasked.
    """
    app, operator = (_user_of(url) for url in (settings.database, settings.database_operator))
    if app == operator:  # both policies on one role would show it everything
        raise Misconfigured("FILON_DATABASE_OPERATOR must name a role of its own (see docs/operations.md)")
    for name in (app, operator):
        _run(f'GRANT USAGE ON SCHEMA public TO "{name}"')
        _run(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{name}"')
        _run(f'REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM "{name}"')
        for function, types in search_functions.items():
            _run(f'GRANT EXECUTE ON FUNCTION {function}({types}) TO "{name}"')
    for table in tables:
        if getattr(table, "only_operators", False):
            _run(f'REVOKE ALL ON "{table._meta.table_name}" FROM "{app}"')
    for table in tenant_tables():
        _run(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        for policy, role, condition in (
            ("tenant", app, f"tenant_id = {_HERE}"),
            ("operator", operator, "true"),
        ):
            _run(f'DROP POLICY IF EXISTS "{policy}" ON "{table}"')
            _run(
                f'CREATE POLICY "{policy}" ON "{table}" TO "{role}" USING ({condition}) WITH CHECK ({condition})'
            )


def _run(sql: str) -> None:
    database.execute_sql(sql)


def _user_of(url: str) -> str:
    user = urlsplit(url).username
    if not user:
        raise Misconfigured(
            "FILON_DATABASE and FILON_DATABASE_OPERATOR must name a user: postgresql://user@host/name"
        )
    return user.replace('"', "")


# What a role may become counts too: SET ROLE is one statement away, and policies hold for members of their role.
_CAN_SEE_PAST = """
    SELECT EXISTS (
        SELECT 1 FROM pg_roles r
        WHERE pg_has_role(current_user, r.oid, 'MEMBER') AND (
            r.rolsuper OR r.rolbypassrls
            OR EXISTS (SELECT 1 FROM pg_class c
                       WHERE c.relowner = r.oid AND c.relname = 'tenant' AND c.relkind = 'r')
            OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polname = 'operator' AND r.oid = ANY (p.polroles))))
"""


def refuse_powerful_role() -> None:
    """Stop when the app's role could see past row security.

    That is a superuser, BYPASSRLS, the owner of the tables, the operators' role, or a member of one of these.
    """
    engine: Any = database.obj
    token = role_in_use.set("app")
    try:
        # Before any tenant exists, so around the gate: it reads the catalogue only.
        (too_much,) = engine.cursor().execute(_CAN_SEE_PAST).fetchone()
        engine.close()
    finally:
        role_in_use.reset(token)
    if too_much:
        raise Misconfigured(
            "FILON_DATABASE must name a role that owns nothing, has neither SUPERUSER nor BYPASSRLS, and belongs to "
            "no role that does nor to the operators': row security would not hold (see docs/operations.md)"
        )
