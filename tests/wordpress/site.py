"""A WordPress with the plugin, as these tests use it: its contact page, its queue, its administrators."""

import contextlib
import json
import re
import secrets
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import requests

from tests.parts.wordpress import WordPress
from tests.wordpress.visitor import Page, beacon_of, send

COLUMNS = (
    *("id", "uuid", "line", "sha256", "status", "attempts", "answer", "number", "receipt", "last_error"),
    "next_attempt_at",
)
FORM = '<!-- wp:filon/form {"id":"contact"} /-->'
DOOR = Path(__file__).parent / "php" / "door.php"


# As after the first activation, with Alice alone.
RESET = (
    "require_once ABSPATH . 'wp-admin/includes/user.php'; global $wpdb;"
    "array_map( 'wp_delete_user', get_users( array( 'exclude' => array( 1 ), 'fields' => 'ID' ) ) );"
    "update_option( 'WPLANG', '' ); $wpdb->query( 'DELETE FROM ' . Filon\\queue_table() );"
    "$wpdb->query( \"DELETE FROM $wpdb->options WHERE option_name LIKE '%filon\\_%'\" );"
    "wp_cache_flush(); wp_clear_scheduled_hook( 'filon_deliver' ); Filon\\install();"
    "is_file( Filon\\loss_file() ) && unlink( Filon\\loss_file() );"
)
# An hour passes, and what is old is emptied.
PURGE = (
    "global $wpdb; $wpdb->update( $wpdb->options, array( 'option_value' => '0' ),"
    " array( 'option_name' => Filon\\PURGE_CLOCK ) ); Filon\\do_what_is_due();"
)


class PluginSite:
    """`wordpress` with a page `contact` that holds the form."""

    def __init__(self, wordpress: WordPress, *, answers_early: bool = False) -> None:
        """`answers_early` says that what a request captures is delivered after it, so php() must not be one."""
        self.wordpress = wordpress
        self.url = wordpress.url
        self._door = ""
        if not answers_early:
            self._door = f"door-{secrets.token_hex(8)}.php"
            shutil.copy(DOOR, wordpress.site.root / self._door)
        self.contact = wordpress.create_page("Contact", FORM)

    def php(self, code: str) -> str:
        """Run PHP inside this WordPress and give what it prints."""
        if not self._door:
            return self.wordpress.php(code)
        answer = requests.post(f"{self.url}/{self._door}", data=code.encode(), timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.text.strip()

    def add_user(self, name: str, role: str) -> None:
        """Add a person, gone again after reset()."""
        user = f"'user_login' => '{name}', 'user_pass' => '{self.wordpress.password}', 'role' => '{role}'"
        added = self.php(
            f"echo wp_insert_user( array( {user}, 'user_email' => '{name}@example.com' ) ) > 1 ? 1 : 0;"
        )
        assert added == "1"

    def reset(self, code: str = "") -> None:
        """As after the first activation, in English, with Alice alone; connected when given a code."""
        left = self.php(f"{RESET} echo '{code}' ? Filon\\pair( '{code}' ) : '';")
        assert left == "", left
        self.forget_traces()

    def forget_traces(self) -> None:
        """Remove what lies on the disk of earlier tests."""
        # What follows is to be seen as this test's own.
        self.wordpress.site.debug_log.unlink(missing_ok=True)
        for mail in self.wordpress.site.mails.iterdir():
            mail.unlink()
        shutil.rmtree(Path(self.wordpress.site.root, "wp-content", "uploads", "filon"), ignore_errors=True)

    def rows(self) -> list[dict[str, str]]:
        """The queue, oldest first; what is not there is an empty text."""
        # Read past PHP, which takes half a second to start; as hex, since clients escape what they print.
        columns = ", ".join(f"HEX(COALESCE({name}, ''))" for name in COLUMNS)
        select = f"SELECT {columns} FROM wp_filon_queue ORDER BY id"
        file = self.wordpress.folder / "database" / "database.sqlite"
        if file.is_file():
            with contextlib.closing(sqlite3.connect(file)) as database:
                found = [list(row) for row in database.execute(select)]
        else:
            found = self.wordpress.sql(select)
        return [
            {name: bytes.fromhex(value).decode() for name, value in zip(COLUMNS, row, strict=True)}
            for row in found
        ]

    def submissions(self) -> list[dict[str, Any]]:
        """What the queue holds, oldest first."""
        return [json.loads(row["line"]) for row in self.rows()]

    def statuses(self) -> list[str]:
        """Status of each row, oldest first."""
        return [row["status"] for row in self.rows()]

    def browser(self) -> requests.Session:
        """A visitor's, who was never here."""
        return requests.Session()

    def send(self, values: dict[str, str] | None = None, *, consent: bool = True, **more: str) -> Page:
        """A visitor sends the form of the contact page."""
        return send(self.contact, values, consent=consent, **more)

    def send_and_wake(self, values: dict[str, str] | None = None) -> requests.Response:
        """A visitor with JavaScript: sends the form, and the thanks call the beacon."""
        return self.beacon(beacon_of(self.send(values)))

    def beacon(self, address: str | None = None) -> requests.Response:
        """The browser's call; again as long as the site says that another was let through this second."""
        while True:
            answer = requests.post(address or f"{self.url}/wp-json/filon/v1/beacon", timeout=30)
            if answer.status_code != 429:
                return answer

    def capture(self, count: int, size: int = 10) -> None:
        """Keep `count` submissions with a message of `size` characters."""
        fields = f"array( array( 'id' => 'message', 'value' => str_repeat( 'x', {size} ) ) )"
        made = self.php(
            f"for ( $n = 0; $n < {count}; $n++ ) {{"
            f" echo filon_capture( array( 'form' => array( 'id' => 'contact' ), 'fields' => {fields} ) ) ? 1 : 0; }}"
        )
        assert made == "1" * count

    def forgive(self) -> None:
        """Let the time pass that the breaker and single rows wait for, and that a dead delivery's lock lasts."""
        self.php(
            "global $wpdb; Filon\\change_state( array( 'until' => 0 ) );"
            "$past = array( 'next_attempt_at' => Filon\\utc( -1 ), 'claim' => null, 'claimed_until' => null );"
            "$wpdb->update( Filon\\queue_table(), $past, array( 'status' => 'waiting' ) );"
            "$wpdb->update( $wpdb->options, array( 'option_value' => '0' ), array( 'option_name' => 'filon_lock' ) );"
        )

    def sign_in(self, name: str = "alice", *, at: str = "") -> requests.Session:
        """Somebody in wp-admin, `at` its own address when it has one."""
        browser = requests.Session()
        browser.cookies.set("wordpress_test_cookie", "WP%20Cookie%20check")
        form = {"log": name, "pwd": self.wordpress.password, "testcookie": "1", "redirect_to": "/wp-admin/"}
        answer = browser.post(f"{at or self.url}/wp-login.php", data=form, timeout=30)
        assert any(cookie.name.startswith("wordpress_logged_in") for cookie in browser.cookies), answer.text
        # Not only greeted: WordPress has kept the session, and lets them in.
        kept = self.php("echo wp_json_encode( get_user_meta( 1, 'session_tokens', true ) );")
        assert "wp-login.php" not in answer.url, f"{answer.url} {browser.cookies} {kept}"
        return browser

    def heartbeat(self, browser: requests.Session) -> None:
        """What a page of wp-admin that stays open does by itself from time to time."""
        page = browser.get(f"{self.url}/wp-admin/index.php", timeout=30).text
        [nonce] = re.findall(r'heartbeatSettings = \{"nonce":"(\w+)"', page)
        asked = {"action": "heartbeat", "_nonce": nonce, "interval": "60", "screen_id": "dashboard"}
        answer = browser.post(f"{self.url}/wp-admin/admin-ajax.php", data=asked, timeout=30)
        assert "server_time" in answer.json()

    def settings(self, browser: requests.Session) -> str:
        """The settings page as HTML."""
        return browser.get(f"{self.url}/wp-admin/options-general.php?page=filon-settings", timeout=30).text

    def press(self, browser: requests.Session, action: str, page: str | None = None, **values: str) -> str:
        """Press a button of the settings page (or of `page`) and give the page that follows."""
        html = page or self.settings(browser)
        form = re.search(rf"<form(?:(?!</form>).)*value=\"{action}\".*?</form>", html, re.DOTALL)
        assert form, f"no button {action}"
        nonce = re.search(r'name="_wpnonce" value="([^"]+)"', form[0])
        assert nonce
        row = re.search(r'name="row" value="(\d+)"', form[0])
        sent = {"action": action, "_wpnonce": nonce[1], **({"row": row[1]} if row else {}), **values}
        return browser.post(f"{self.url}/wp-admin/admin-post.php", data=sent, timeout=30).text
