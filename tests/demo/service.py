"""The service half of the demonstration: Filon on SQLite with one client, reached under 127.0.0.1."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

from tests.parts.processes import Server
from tests.parts.smtp import Mailbox

_ROOT = Path(__file__).parents[2]


class Service:
    """A service of its own in `folder`, which sends its mail to `mailbox`."""

    def __init__(self, folder: Path, port: int, mailbox: Mailbox) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FILON_")},
            "FILON_ENVIRONMENT": "development",
            "FILON_ADDRESS": self.address,
            "FILON_DATABASE": f"sqlite:///{folder / 'filon.sqlite'}",
            "FILON_KEYS": "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("="),
            "FILON_SMTP": f"smtp://{mailbox.host}:{mailbox.port}",
            "FILON_MAIL_FROM": "filon@agence.example",
            "FILON_FILES": str(folder / "files"),
            "FILON_ALLOW_PRIVATE_HOSTS": "yes",
        }
        self._server = Server(
            [_filon(), "up", "--bind", f"127.0.0.1:{port}"],
            log=folder / "service.log",
            ready=self._answers,
            env=self._env,
            cwd=folder,
        )

    def add_client(self, name: str, site: str, owner: str) -> str:
        """Add the client as the agency does, and give the connection code for its site."""
        words = [_filon(), "client", "add", name, "--site", site, "--owner", owner]
        words += ["--region", "MA", "--currency", "MAD", "--zone", "Africa/Casablanca", "--language", "fr"]
        return next(word for word in self._run(words).split() if word.startswith("filon1."))

    def relive_past_work(self) -> None:
        """Let the owner have worked on the requests that have arrived."""
        self._run([sys.executable, "-m", "tests.demo.past_work"])

    def _run(self, words: list[str]) -> str:
        done = subprocess.run(words, env=self._env, cwd=_ROOT, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr}{done.stdout}")
        return done.stdout

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=2).ok
        except requests.RequestException:
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        if isinstance(error, Exception):
            text = (self._folder / "service.log").read_text(errors="replace")
            print(f"The service wrote last:\n{text[-4000:]}", file=sys.stderr)


def _filon() -> str:
    # Beside the Python that runs this, so that nothing needs to be on PATH.
    return str(Path(sys.executable).with_name("filon"))
