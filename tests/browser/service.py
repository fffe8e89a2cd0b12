"""A running service, its clients, and what tests may do to them from outside."""

import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

from filon.foundation.ids import new_id
from filon.foundation.signatures import SiteKeys, sign
from tests.parts.processes import Server, free_port, listening
from tests.parts.service import submission

ROOT = Path(__file__).parents[2]
_KEY = base64.urlsafe_b64encode(b"only for tests: thirty-two bytes").decode()


class Client:
    """A client of the agency, "Menuiserie Atlas", with one site."""

    def __init__(self, service: str, site_address: str) -> None:
        """`service` is its origin; the site stands at `site_address`. `code` connects it."""
        self.service = service
        self.site_address = site_address
        added = self._post("/codes", {"site_url": site_address})
        self.site: str = added["site"]
        self.code: str = added["code"]
        self.dashboard = f"{service}/app/s/{self.site}/"
        self.secret = ""

    def pair(self) -> None:
        """Do what the plugin does with the code."""
        self.secret = self._post("/pairings", {"site_url": self.site_address, "code": self.code})["secret"]

    def ask(self, name: str, *, minutes_ago: int = 0, **fields: str) -> int:
        """A visitor asked for something that long ago, and the site delivers it; returns the prospect's number.

        `fields` are phone, email and message.
        """
        if not self.secret:  # paired by a real plugin, which keeps it to itself
            self.secret = self._pull("secret")
        asked_at = time.gmtime(time.time() - 60 * minutes_ago)
        line = submission(
            {"name": name, **fields},
            page=f"{self.site_address}/contact/",
            submitted_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", asked_at),
        )
        (answer,) = self._deliver(json.dumps(line).encode())["answers"]
        return int(answer["number"])

    def send(self, fields: list[dict[str, Any]]) -> int:
        """A visitor sent a form that Filon has not seen before, of these fields; returns the prospect's number."""
        line = submission({}, page=f"{self.site_address}/contact/") | {"fields": fields}
        (answer,) = self._deliver(json.dumps(line).encode())["answers"]
        return int(answer["number"])

    def end_sessions(self) -> None:
        self._pull("end-sessions")

    def work(self) -> None:
        """Let what is due be done, as by a worker."""
        self._post("/work", {})

    def sign_out(self) -> None:
        """End every standalone session."""
        self._pull("sign-out")

    def remind(self) -> str:
        """Plan reminders of every kind, the first prospect's among them; returns the id of one."""
        return str(self._pull("remind"))

    def furnish(self) -> dict[str, str]:
        """Something on each page that lists what the team did; the ids of what has a page of its own.

        The first prospect may be the one that is added with it.
        """
        made: dict[str, str] = self._pull("furnish")
        return made

    def hire(self, name: str) -> None:
        """One more in the team, who takes appointments."""
        self._post(f"/levers/{self.site}/hire/{name}", {})

    def proposed_page(self) -> str:
        """The address at which a prospect answers what was proposed to them last."""
        return f"{self.service}{self._pull('proposed-page')}"

    def minutes_page(self) -> str:
        """The address at which the minutes that were mailed are confirmed."""
        return f"{self.service}{self._pull('minutes-page')}"

    def revoke_site(self) -> None:
        self._pull("revoke")

    def owner_cookie(self) -> Any:
        """A signed-in owner's cookie, as a browser context takes it."""
        return {"name": "filon_session", "value": self._pull("sign-in"), "url": f"{self.service}/app"}

    def _deliver(self, body: bytes) -> Any:
        """POST /api/v1/submissions, signed as the plugin signs it."""
        path, id, timestamp = "/api/v1/submissions", f"msg_{new_id().hex}", int(time.time())
        keys = SiteKeys.of(base64.urlsafe_b64decode(self.secret + "="))
        signature = sign(keys.to_service, id=id, timestamp=timestamp, method="POST", target=path, body=body)
        headers = {
            "Content-Type": "application/x-ndjson",
            "webhook-id": id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature,
            "Filon-Site": self.site,
            "Filon-Version": "0.1.0",
            "Filon-Waiting": "0",
        }
        answer = requests.post(self.service + path, data=body, headers=headers, timeout=60)
        assert answer.ok, answer.text
        return answer.json()

    def _pull(self, lever: str) -> Any:
        return self._post(f"/levers/{self.site}/{lever}", {})

    def _post(self, path: str, body: dict[str, str]) -> Any:
        answer = requests.post(self.service + path, json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()


class Service:
    """The service on 127.0.0.1, on SQLite, as granian serves it; `folder` is its own."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        env = {
            "FILON_ENVIRONMENT": "development",
            "FILON_ADDRESS": self.address,
            "FILON_DATABASE": f"sqlite:///{folder}/filon.sqlite",
            "FILON_KEYS": f"k1:{_KEY}",
            "FILON_ALLOW_PRIVATE_HOSTS": "yes",
            # Nobody asks there: a page that would lead to it says so.
            "FILON_GOOGLE": "id:secret",
        }
        migrate = [str(Path(sys.executable).with_name("filon")), "migrate"]
        subprocess.run(migrate, env={**os.environ, **env}, cwd=ROOT, check=True, capture_output=True)
        self._server = Server(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
                *("tests.browser.app:create_app", "--host", "127.0.0.1", "--port", str(port)),
                *("--blocking-threads", "1", "--log-level", "warning"),
            ],
            log=folder / "service.log",
            ready=lambda: listening(port),
            env=env,
            cwd=ROOT,
        )

    def stop(self) -> None:
        self._server.stop()
