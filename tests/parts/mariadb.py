"""A throwaway MariaDB on a private socket, as most WordPress sites have one."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.parts.memory import quick_place
from tests.parts.processes import Server, as_user, program


class MariaDB:
    """A server of its own: user root without password, reached only through `socket`."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="filon-maria-", dir="/tmp" if durable else quick_place()))
        self.socket = self.folder / "socket"
        # mariadbd refuses to run as root. It could change its user itself, but forgets then to end with the tests.
        self._user = "mysql" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user)
        data = f"--datadir={self.folder / 'data'}"
        install = [program("mariadb-install-db", "mariadb"), "--no-defaults", data]
        install += ["--auth-root-authentication-method=normal", "--skip-test-db"]
        done = subprocess.run(
            [*as_user(self._user), *install], cwd=self.folder, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"mariadb-install-db: {done.stdout}{done.stderr}")
        self._argv = [
            program("mariadbd", "mariadb", "/usr/sbin/mariadbd"),
            "--no-defaults",
            data,
            f"--socket={self.socket}",
            "--skip-networking",
            "--innodb-buffer-pool-size=64M",
            f"--innodb-flush-log-at-trx-commit={1 if durable else 0}",
        ]
        self._server = self._serve()

    def execute(self, statements: str, database: str | None = None) -> str:
        """Run SQL text and give what it prints: tab-separated rows without a heading."""
        client = [program("mariadb", "mariadb"), "--no-defaults", f"--socket={self.socket}", "-uroot"]
        client += ["--default-character-set=utf8mb4", "--batch", "-N", *([database] if database else [])]
        done = subprocess.run(client, input=statements, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def create_database(self, name: str) -> None:
        """An empty utf8mb4 database."""
        self.execute(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")

    def dump(self, database: str) -> str:
        """The database as SQL text that execute() loads again."""
        dump = [program("mariadb-dump", "mariadb"), "--no-defaults", f"--socket={self.socket}", "-uroot"]
        return subprocess.run([*dump, database], capture_output=True, text=True, check=True).stdout

    def restart(self) -> None:
        """Kill the server as a power cut would and start it again on the same data."""
        self._server.kill()
        self._server = self._serve()

    def stop(self) -> None:
        """End the server and remove its data."""
        self._server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _serve(self) -> Server:
        return Server(
            self._argv, log=self.folder / "log", ready=self._answers, cwd=self.folder, user=self._user
        )

    def _answers(self) -> bool:
        try:
            return self.execute("SELECT 1").strip() == "1"
        except RuntimeError:
            return False
