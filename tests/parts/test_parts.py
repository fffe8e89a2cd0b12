"""Each real part that tests lean on starts, answers, and does what its users count on."""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import psycopg
import pytest
import requests
from playwright.sync_api import Page

from tests.parts.browser import SCREENSHOTS, Complaints, show
from tests.parts.mariadb import MariaDB
from tests.parts.postgres import Postgres
from tests.parts.smtp import Mailbox
from tests.parts.wordpress import WordPress


def test_postgres_keeps_the_app_role_powerless(postgres: Postgres) -> None:
    dsns = postgres.create_database("parts_template")
    with psycopg.connect(dsns.owner) as owner:
        owner.execute("CREATE TABLE lead (name text)")
        owner.execute("INSERT INTO lead VALUES ('Alice')")
        owner.execute("SELECT similarity('filon', 'filons'), 1 <-> 2")
    with psycopg.connect(dsns.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT name FROM lead")

    copy = postgres.create_database("parts_copy", template="parts_template")
    with psycopg.connect(copy.owner) as owner:
        assert owner.execute("SELECT name FROM lead").fetchall() == [("Alice",)]
    postgres.drop_database("parts_copy")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(copy.owner)


def test_postgres_survives_a_power_cut_when_durable() -> None:
    with Postgres(durable=True) as postgres:
        dsns = postgres.create_database("parts")
        with psycopg.connect(dsns.owner) as owner:
            owner.execute("CREATE TABLE lead (name text)")
            owner.execute("INSERT INTO lead VALUES ('Alice')")
        postgres.restart()
        with psycopg.connect(dsns.owner) as owner:
            assert owner.execute("SELECT name FROM lead").fetchall() == [("Alice",)]


def test_mariadb_keeps_every_letter(mariadb: MariaDB) -> None:
    mariadb.create_database("parts")
    mariadb.execute("CREATE TABLE t (name text); INSERT INTO t VALUES ('Amélie 😀 مرحبا')", "parts")
    mariadb.create_database("parts_copy")
    mariadb.execute(mariadb.dump("parts"), "parts_copy")
    assert mariadb.execute("SELECT name FROM t", "parts_copy").strip() == "Amélie 😀 مرحبا"


def test_mailbox_accepts_refuses_and_hangs(mailbox: Mailbox) -> None:
    def send(subject: str, timeout: float = 5) -> None:
        with smtplib.SMTP(mailbox.host, mailbox.port, timeout=timeout) as client:
            client.sendmail("filon@example.com", ["alice@example.com"], f"Subject: {subject}\r\n\r\nBonjour")

    send("one")
    [mail] = mailbox.wait_for(1)
    assert (mail.message["Subject"], mail.recipients, mail.text) == ("one", ["alice@example.com"], "Bonjour")
    mailbox.answer = "refuse"
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send("two")
    mailbox.answer = "hang"
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send("three", timeout=0.3)
    mailbox.stop()
    with pytest.raises(ConnectionRefusedError):
        send("four")
    mailbox.start()
    mailbox.answer = "accept"
    send("five")
    assert [mail.message["Subject"] for mail in mailbox.wait_for(2)] == ["one", "five"]


@pytest.mark.parametrize("server", ["php", "fpm"])
@pytest.mark.parametrize("kind", ["sqlite", "mariadb"])
def test_wordpress_serves_signs_in_and_traps_mail(
    mariadb: MariaDB, kind: str, server: Literal["php", "fpm"]
) -> None:
    database = mariadb if kind == "mariadb" else None
    with WordPress(mariadb=database, server=server, plugin=None) as wordpress:
        address = wordpress.create_page("Devis", "<p>Une fenêtre ? L'atelier répond \\o/</p>")
        assert address == f"{wordpress.url}/devis/"
        assert "\\o/" in requests.get(address, timeout=10).text

        with requests.Session() as visitor:
            # WordPress wants to see its test cookie before it believes that cookies work.
            visitor.get(f"{wordpress.url}/wp-login.php", timeout=10)
            form = {"log": wordpress.admin, "pwd": wordpress.password, "testcookie": "1"}
            landed = visitor.post(f"{wordpress.url}/wp-login.php", data=form, timeout=20)
            assert landed.url == f"{wordpress.url}/wp-admin/"
            assert landed.ok

        wordpress.php("wp_mail( 'alice@example.com', 'Sujet é', 'Bonjour' );")
        [mail] = wordpress.wait_for_mail()
        assert (mail["to"], mail["subject"]) == (["alice@example.com"], "Sujet é")
        query = "SELECT post_title, NULL FROM wp_posts WHERE post_name = 'devis'"
        assert wordpress.sql(query) == [["Devis", "NULL"]]


@pytest.mark.wordpress
def test_wordpress_comes_back_after_a_power_cut() -> None:
    with WordPress(plugin=None) as wordpress:
        address = wordpress.create_page("Devis", "<p>Bonjour</p>")
        wordpress.kill()
        with pytest.raises(requests.ConnectionError):
            requests.get(address, timeout=5)
        wordpress.start()
        assert "Bonjour" in requests.get(address, timeout=10).text


@pytest.mark.wordpress
def test_wordpress_tells_what_php_complains_about(tmp_path: Path) -> None:
    (tmp_path / "filon.php").write_text(
        "<?php\n/* Plugin Name: Filon */\n"
        "add_action( 'wp_footer', static function () { echo $filon_forgot; } );\n"
    )
    with WordPress(plugin=tmp_path) as wordpress:
        assert wordpress.php_errors() == []
        requests.get(wordpress.url, timeout=10)
        [complaint] = wordpress.php_errors()
        assert "Undefined variable $filon_forgot" in complaint


def test_the_oldest_wordpress_runs_on_mariadb(mariadb: MariaDB) -> None:
    with WordPress(mariadb=mariadb, core="debian", plugin=None) as wordpress:
        address = wordpress.create_page("Devis", "<p>Bonjour</p>")
        assert "Bonjour" in requests.get(address, timeout=10).text
        assert wordpress.php("global $wp_version; echo $wp_version;").startswith("6.")


class _Cookies(BaseHTTPRequestHandler):
    """`/` embeds /frame under this machine's other name; that sets a cookie and says what it was sent."""

    def do_GET(self) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/frame":
            self.send_header("Set-Cookie", "seen=yes; SameSite=None; Secure; Path=/")
            text = f"<p>cookies: {self.headers.get('Cookie', 'none')}</p>"
        else:
            text = f'<iframe src="http://127.0.0.1:{self.server.server_port}/frame"></iframe>'
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@contextmanager
def _cookie_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Cookies) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def _second_visit(page: Page) -> str:
    with _cookie_site() as address:
        page.goto(address)
        page.reload()
        return page.frame_locator("iframe").locator("p").inner_text()


def test_a_frame_of_another_site_has_cookies_when_allowed(lax_page: Page) -> None:
    assert _second_visit(lax_page) == "cookies: seen=yes"


def test_a_frame_of_another_site_has_no_cookies(page: Page) -> None:
    assert _second_visit(page) == "cookies: none"


def test_browser_tells_what_it_refuses(page: Page, complaints: Complaints) -> None:
    page.goto('data:text/html,<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">')
    assert complaints.texts == []
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
    assert "Content Security Policy" in " ".join(complaints.texts)


def test_a_page_is_shown_to_who_wants_to_look(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    page.set_content("<h1 style='transition: opacity .3s'>Bonjour</h1>")
    page.locator("h1").evaluate("e => { e.style.opacity = 0.5 }")
    picture = SCREENSHOTS / "parts.png"
    picture.unlink(missing_ok=True)
    monkeypatch.delenv("SCREENSHOTS", raising=False)
    show(page, "parts")
    assert page.locator("h1").evaluate("e => getComputedStyle(e).opacity") == "0.5", "it stands still"
    assert not picture.exists()
    monkeypatch.setenv("SCREENSHOTS", "1")
    show(page, "parts")
    assert picture.read_bytes().startswith(b"\x89PNG")
