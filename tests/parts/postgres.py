"""A throwaway PostgreSQL cluster with the three roles of the service, on a private socket."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from tests.parts.memory import quick_place
from tests.parts.processes import Server, as_user, program

ROLES = ("filon_owner", "filon_app", "filon_operator")
# Extensions are the superuser's to create in production as well; every database starts as a copy of this one.
_WITH_EXTENSIONS = "filon_empty"
_EXTENSIONS = ("pg_trgm", "btree_gist")
# And what is kept against a crash takes little of the memory.
_NOT_DURABLE = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=128MB"),
    "shared_buffers=64MB",
)


@dataclass(frozen=True)
class Dsns:
    """Addresses of one database for its three roles (postgresql:// URLs without password)."""

    owner: str
    app: str
    operator: str


class Postgres:
    """A cluster of its own; durable=True leaves it as it is installed, for benches and for tests that kill it.

    It listens on a private socket, and with a `port` also there on 127.0.0.1.
    """

    def __init__(self, *, durable: bool = False, port: int | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="filon-pg-", dir="/tmp" if durable else quick_place()))
        self._port = port or 5432
        self._cleaners: dict[str, psycopg.Connection[tuple[object, ...]]] = {}
        self._user = _other_user() if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._settings = [
            *(["listen_addresses=127.0.0.1", f"port={port}"] if port else ["listen_addresses="]),
            f"unix_socket_directories={self.folder}",
            "max_connections=100",
            *([] if durable else _NOT_DURABLE),
        ]
        initdb = program("initdb", "postgresql", "/usr/lib/postgresql/*/bin/initdb")
        self._as_user(
            [initdb, "-D", str(self.folder / "data"), "-U", "postgres", "--auth=trust", "--no-sync"]
            + ["--encoding=UTF8", "--locale=C.UTF-8"]
        )
        self._server = self._serve()
        with self._superuser() as connection:
            for role in ROLES:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(f"CREATE DATABASE {_WITH_EXTENSIONS}")
        with psycopg.connect(self._dsn("postgres", _WITH_EXTENSIONS), autocommit=True) as connection:
            for extension in _EXTENSIONS:
                connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))

    @property
    def superuser_dsn(self) -> str:
        """Address of the maintenance database as superuser, whom row-level security does not bind."""
        return self._dsn("postgres", "postgres")

    def create_database(self, name: str, template: str | None = None) -> Dsns:
        """A database owned by filon_owner, with the extensions, or a whole copy of `template`.

        Nobody may be connected to the template meanwhile.
        """
        with self._superuser() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER filon_owner TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template or _WITH_EXTENSIONS)
                )
            )
        return Dsns(*(self._dsn(role, name) for role in ROLES))

    def empty_database(self, name: str, *, keep: Sequence[str] = ()) -> None:
        """Delete every row of every table but `keep`, ending whatever is in the middle of a transaction there."""
        connection = self._cleaner(name)
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        # In one trip, since every test ends with this.
        deletes = [
            sql.SQL("DELETE FROM {}").format(sql.Identifier(table))
            for table in self._tables(name) - set(keep)
        ]
        connection.execute(sql.SQL("; ").join(deletes))

    def read_rows(self, name: str, *, but: Sequence[str] = ()) -> dict[str, bytes]:
        """What is in each table but `but`, as PostgreSQL copies it; tables without rows are left out."""
        rows = {}
        for table in self._tables(name) - set(but):
            with (
                self._cleaner(name)
                .cursor()
                .copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy
            ):
                rows[table] = b"".join(copy)
        return {table: content for table, content in rows.items() if content}

    def write_rows(self, name: str, rows: dict[str, bytes]) -> None:
        """Put back what read_rows() gave, into tables without rows."""
        for table, content in rows.items():
            with (
                self._cleaner(name)
                .cursor()
                .copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy
            ):
                copy.write(content)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections to it."""
        with self._superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def restart(self) -> None:
        """Kill the cluster as a power cut would and start it again on the same data."""
        self._cleaners.clear()
        self._server.kill()
        self._server = self._serve()

    def stop(self) -> None:
        """End the cluster and remove its data."""
        for connection in self._cleaners.values():
            connection.close()
        self._server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _serve(self) -> Server:
        postgres = program("postgres", "postgresql", "/usr/lib/postgresql/*/bin/postgres")
        settings = [word for setting in self._settings for word in ("-c", setting)]
        return Server(
            [postgres, "-D", str(self.folder / "data"), *settings],
            log=self.folder / "log",
            ready=self._answers,
            cwd=self.folder,
            user=self._user,
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
            end=signal.SIGINT,
        )

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.superuser_dsn).close()
        except psycopg.OperationalError:
            return False
        return True

    def _cleaner(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        """The superuser's connection to a database; foreign keys, which would ask for an order, don't bind it."""
        if name not in self._cleaners:
            self._cleaners[name] = psycopg.connect(self._dsn("postgres", name), autocommit=True)
            self._cleaners[name].execute("SET session_replication_role = replica")
        return self._cleaners[name]

    def _tables(self, name: str) -> set[str]:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {str(table) for (table,) in self._cleaner(name).execute(query)}

    def _as_user(self, argv: Sequence[str]) -> None:
        # PostgreSQL refuses to run as root.
        done = subprocess.run([*as_user(self._user), *argv], cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{argv[0]}: {done.stderr}")

    def _superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.superuser_dsn, autocommit=True)

    def _dsn(self, role: str, database: str) -> str:
        return f"postgresql://{role}@:{self._port}/{quote(database)}?host={quote(str(self.folder), safe='')}"


def _other_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
