"""The plugin against the service itself, each in processes of its own: from a visitor's form to the dashboard."""

import contextlib
import html
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.parts.databases import Databases
from tests.parts.processes import Server, free_port, listening, program, until
from tests.parts.smtp import Mailbox
from tests.wordpress.site import PluginSite
from tests.wordpress.test_comments import turn_on
from tests.wordpress.test_contact_form_7 import CASES, replay
from tests.wordpress.test_embed import PAGE, ask_for_token
from tests.wordpress.test_languages import ARABIC, FRENCH, speak
from tests.wordpress.test_woocommerce import CASES as ORDERS
from tests.wordpress.test_woocommerce import replay as replay_orders
from tests.wordpress.visitor import TYPICAL

FILON = str(Path(__file__).parents[2] / ".venv" / "bin" / "filon")


class RunningService:
    """Web and worker on a fresh SQLite file, `database`'s, with one client whose site is at `home`."""

    def __init__(self, folder: Path, home: str, mailbox: Mailbox, database: dict[str, str]) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        more = {"FILON_ADDRESS": self.url, "FILON_MAIL_FROM": "filon@example.com"}
        more["FILON_SMTP"] = f"smtp://{mailbox.host}:{mailbox.port}"
        self.environ = os.environ | database | more
        printed = self.run(
            "client", "add", "Menuiserie Atlas", "--site", home, "--owner", "alice@example.com"
        )
        found = re.search(r"filon1\.\S+", printed)
        assert found, printed
        self.code = found[0]
        self._web: Server | None = None
        self._worker: Server | None = None

    def run(self, *words: str) -> str:
        """Run a command and give what it prints."""
        done = subprocess.run([FILON, *words], env=self.environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Serve."""
        self._web = self._serve("web", "--bind", f"127.0.0.1:{self.port}", "--processes", "1", ready=True)

    def start_worker(self) -> None:
        """Do what follows from requests, and wake sites."""
        self._worker = self._serve("worker", ready=False)

    def leads(self) -> list[dict[str, str]]:
        """What the service knows of each lead, oldest first."""
        path = self.environ["FILON_DATABASE"].removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute("SELECT * FROM lead ORDER BY number")]

    def kill(self) -> None:
        """End the web server at once."""
        assert self._web
        self._web.kill()

    def stop(self) -> None:
        """End both."""
        for server in (self._web, self._worker):
            if server:
                server.kill()

    def _serve(self, *words: str, ready: bool) -> Server:
        return Server(
            [program(FILON, "python"), *words],
            log=self.folder / f"{words[0]}.log",
            ready=(lambda: listening(self.port)) if ready else (lambda: True),
            env=self.environ,
            end=signal.SIGTERM,
        )


@pytest.fixture
def home(crossed: PluginSite) -> PluginSite:
    """The client's WordPress; WP-Cron is dead."""
    return crossed


@pytest.fixture
def filon(
    home: PluginSite, mailbox: Mailbox, databases: Databases, tmp_path: Path
) -> Iterator[RunningService]:
    """The service, paired with the client's WordPress."""
    service = RunningService(tmp_path, home.url, mailbox, databases.sqlite())
    service.start()
    try:
        home.reset(service.code)
        yield service
    finally:
        service.stop()
    assert home.wordpress.php_errors() == []


@pytest.mark.wordpress
def test_it_works(home: PluginSite, filon: RunningService, mailbox: Mailbox) -> None:
    filon.start_worker()
    home.send_and_wake()
    home.send_and_wake(TYPICAL | {"message": "Et un escalier"})
    home.send(website="https://spam.example")
    home.beacon()
    assert [row["answer"] for row in home.rows()] == ["recorded", "joined", "quarantined"]
    assert [row["number"] for row in home.rows()] == ["1", "1", ""]
    until(lambda: mailbox.mails, "the owner's mail", 30)
    alice = home.sign_in()
    page = alice.get(home.url + PAGE, timeout=30).text
    [base] = re.findall(r'<iframe[^>]* data-src="([^"]+)"', page)
    token = ask_for_token(home, alice).json()["token"]
    opened = requests.post(base + "session", json={"token": token}, timeout=30)
    bearer = {"Authorization": f"Bearer {opened.json()['session']}"}
    assert "Khadija Berrada" in requests.get(base, headers=bearer, timeout=30).text
    assert requests.post(base + "session", json={"token": token}, timeout=30).status_code >= 400, "used once"


@pytest.mark.wordpress
@pytest.mark.parametrize("seconds", [120, -120])
def test_a_site_whose_clock_is_minutes_off_sees_its_dashboard(
    home: PluginSite, filon: RunningService, seconds: int
) -> None:
    """Signatures bear it, tokens of a minute don't."""
    clock = Path(home.wordpress.site.root, "wp-content", "mu-plugins", "wrong-clock.php")
    # The plugin looks at its clock by these two, and finds those of its own namespace first.
    clock.write_text(
        f"<?php namespace Filon; function time(): int {{ return \\time() + {seconds}; }}"
        f" function microtime( bool $is_float ): float {{ return \\microtime( true ) + {seconds}; }}"
    )
    try:
        code = filon.run("site", "code", "1", home.url).strip()
        assert home.php(f"echo Filon\\pair( '{code}' );") == ""
        alice = home.sign_in()
        page = alice.get(home.url + PAGE, timeout=30).text
        [base] = re.findall(r'<iframe[^>]* data-src="([^"]+)"', page)
        opened = requests.post(
            base + "session", json={"token": ask_for_token(home, alice).json()["token"]}, timeout=30
        )
        assert opened.status_code == 201, opened.text
        home.send_and_wake()
        assert home.statuses() == ["delivered"]
    finally:
        clock.unlink()


@pytest.mark.wordpress
def test_a_comment_becomes_a_prospect(home: PluginSite, filon: RunningService) -> None:
    turn_on(home)
    asked = {"comment_post_ID": "1", "author": "Zineb", "email": "zineb@example.com", "comment": "Combien ?"}
    requests.post(f"{home.url}/wp-comments-post.php", data=asked, timeout=30)
    home.beacon()
    assert [row["answer"] for row in home.rows()] == ["recorded"]
    [lead] = filon.leads()
    assert (lead["last_name"], lead["email"], lead["message"]) == ("Zineb", "zineb@example.com", "Combien ?")
    assert lead["page"] == f"{home.url}/hello-world/"
    assert lead["unsure"] == "[]"


@pytest.mark.wordpress
def test_a_request_of_contact_form_7_becomes_a_prospect(home: PluginSite, filon: RunningService) -> None:
    replay(home, CASES["script"])
    replay(home, CASES["arabic"])
    replay(home, CASES["spam"])
    home.beacon()
    assert [row["answer"] for row in home.rows()] == ["recorded", "recorded", "quarantined"]
    assert_contact_form_7(*filon.leads())


def assert_contact_form_7(khadija: dict[str, str], samira: dict[str, str]) -> None:
    """The two who sent its forms are known by what they typed."""
    contact = khadija["last_name"], khadija["phone"], khadija["email"]
    assert contact == ("Khadija Berrada", "+212612345678", "khadija@example.com")
    assert khadija["message"].startswith("Une cuisine en chêne")
    assert (khadija["source_detail"], khadija["unsure"]) == ("Devis", "[]")
    assert (samira["last_name"], samira["phone"], samira["message"]) == (
        "سميرة العلوي",
        "+212661234567",
        "أريد مطبخا",
    )


@pytest.mark.wordpress
def test_an_order_that_is_paid_makes_a_customer(home: PluginSite, filon: RunningService) -> None:
    replay_orders(home, ORDERS["paid on delivery"])
    replay_orders(home, ORDERS["delivered"])
    home.beacon()
    assert [row["answer"] for row in home.rows()] == ["recorded", "joined"]
    [lead] = filon.leads()
    assert (lead["first_name"], lead["status"], lead["source"]) == ("Salma", "won", "google_ads")
    assert lead["amount"] == 1200_50, "in cents, as it is kept"


@pytest.mark.wordpress
def test_a_service_that_dies_and_comes_back_gets_everything_once(
    home: PluginSite, filon: RunningService
) -> None:
    home.send_and_wake()
    filon.kill()
    home.send_and_wake({"name": "Karim", "phone": "0612000001"})
    home.send_and_wake({"name": "Amal", "phone": "0612000002"})
    assert home.statuses() == ["delivered", "waiting", "waiting"]
    filon.start()
    home.forgive()
    home.beacon()
    assert [row["number"] for row in home.rows()] == ["1", "2", "3"]


@pytest.mark.wordpress
def test_the_worker_wakes_a_site_whose_cron_is_dead(home: PluginSite, filon: RunningService) -> None:
    home.capture(2)
    home.php("Filon\\report_state( Filon\\usable_connection(), 5 );")
    assert home.statuses() == ["waiting", "waiting"]
    filon.start_worker()
    until(lambda: home.statuses() == ["delivered", "delivered"], "the service's call", 60)


@pytest.mark.wordpress
@pytest.mark.parametrize(
    ("locale", "catalogue", "used", "revoked"),
    [
        (
            "fr_FR",
            FRENCH,
            "a refusé\u00a0: Ce code de connexion a déjà servi",
            "(Ce site n’est plus relié à Filon)",
        ),
        ("ar", ARABIC, "رمز الربط هذا سبق استعماله", "(لم يعد هذا الموقع مربوطا بـ Filon)"),
    ],
)
def test_the_service_speaks_the_administrators_language(
    home: PluginSite, filon: RunningService, locale: str, catalogue: Path, used: str, revoked: str
) -> None:
    speak(home, locale, catalogue)
    alice = home.sign_in()
    filon.run("site", "revoke", "1", home.url)
    home.send_and_wake()
    assert revoked in html.unescape(home.settings(alice))
    home.press(alice, "filon_forget")
    assert used in html.unescape(home.press(alice, "filon_connect", code=filon.code))


@pytest.mark.wordpress
def test_a_revoked_site_keeps_its_requests(home: PluginSite, filon: RunningService) -> None:
    filon.run("site", "revoke", "1", home.url)
    home.send_and_wake()
    assert home.statuses() == ["waiting"]
    assert "no longer accepts this site" in home.settings(home.sign_in())


@pytest.mark.wordpress
def test_a_site_that_leaves_is_cut_off_and_may_come_back(home: PluginSite, filon: RunningService) -> None:
    home.send_and_wake()
    alice = home.sign_in()
    page = alice.get(home.url + PAGE, timeout=30).text
    [base] = re.findall(r'<iframe[^>]* data-src="([^"]+)"', page)
    opened = requests.post(
        base + "session", json={"token": ask_for_token(home, alice).json()["token"]}, timeout=30
    )
    bearer = {"Authorization": f"Bearer {opened.json()['session']}"}
    assert requests.get(base, headers=bearer, timeout=30).status_code == 200
    home.press(alice, "filon_forget")
    assert requests.get(base, headers=bearer, timeout=30).status_code in (401, 403)
    home.send()
    code = filon.run("site", "add", "1", home.url).strip()
    assert "This site is connected." in home.press(alice, "filon_connect", code=code)
    assert home.statuses() == ["delivered", "delivered"]


@pytest.mark.wordpress
def test_the_secret_is_changed_at_the_next_call(home: PluginSite, filon: RunningService) -> None:
    read = "echo Filon\\read_connection()['secret'];"
    old = home.php(read)
    filon.run("site", "rotate", "1", home.url)
    home.send_and_wake()
    assert home.php(read) != old
    home.send_and_wake()
    assert home.statuses() == ["delivered", "delivered"]
