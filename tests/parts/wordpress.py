"""A real WordPress, served on loopback, with our plugin in it when there is one."""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from tests.parts.mariadb import MariaDB
from tests.parts.memory import quick_place
from tests.parts.processes import free_port, until
from tests.parts.wordpress_servers import BuiltIn, FpmBehindNginx, Serving
from tests.parts.wordpress_site import ADMIN, CACHE, PASSWORD, Constant, Core, Site

PLUGIN = Path(__file__).parents[2] / "wp-plugin"
_SERVERS: dict[str, type[BuiltIn] | type[FpmBehindNginx]] = {"php": BuiltIn, "fpm": FpmBehindNginx}


class WordPress:
    """One site: `url`, administrator `admin` with `password`; stopped and removed by stop()."""

    admin = ADMIN
    password = PASSWORD

    def __init__(
        self,
        *,
        mariadb: MariaDB | None = None,
        core: Core = "latest",
        server: Literal["php", "fpm"] = "php",
        workers: int = 4,
        plugin: Path | None = PLUGIN,
        constants: Mapping[str, Constant] | None = None,
        host: str = "127.0.0.1",
        port: int | None = None,
        durable: bool = False,
    ) -> None:
        """Start a site on SQLite, or on `mariadb` when given, with `constants` in its wp-config.php.

        WP-Cron is off unless constants={"DISABLE_WP_CRON": False}; run_cron() runs what is due.
        `host` is the name in its addresses: "localhost" makes it another site than 127.0.0.1 to a browser.
        durable=True keeps it on the disk, for benches.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="filon-wp-", dir="/tmp" if durable else quick_place()))
        self.port = port or free_port()
        self.url = f"http://{host}:{self.port}"
        self._server = server
        self._workers = workers
        self._serving: Serving | None = None
        self.site = Site(self.folder, self.url, core, mariadb, {"DISABLE_WP_CRON": True, **(constants or {})})
        try:
            if plugin and (plugin / "filon.php").is_file():
                self.site.install_plugin(plugin)
            self.start()
        except BaseException:
            self.stop()
            raise

    def start(self) -> None:
        """Serve it, again after kill() as well."""
        self._serving = _SERVERS[self._server](self.site.root, self.folder, self.port, self._workers)

    def kill(self) -> None:
        """End PHP and the web server at once, in the middle of whatever they do; start() serves it again."""
        if self._serving:
            self._serving.kill()
            self._serving = None

    def kill_workers(self) -> None:
        """End PHP at once in the middle of whatever it does; php-fpm itself lives on and serves the next visitor."""
        assert isinstance(self._serving, FpmBehindNginx), 'needs server="fpm"'
        self._serving.kill_workers()

    def stop(self) -> None:
        """End it and remove its files and its database."""
        if self._serving:
            self._serving.stop()
        self.site.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wp(self, *words: str, stdin: str = "") -> str:
        """Run wp-cli: wp("post", "list"); gives what it prints, raises RuntimeError when it fails."""
        return self.site.wp(*words, stdin=stdin)

    def php(self, code: str) -> str:
        """Run PHP inside this WordPress and give what it prints."""
        return self.wp("eval", code)

    def sql(self, statement: str) -> list[list[str]]:
        """Rows of a statement on the site's database, values as text."""
        return self.site.sql(statement)

    def define(self, name: str, value: Constant) -> None:
        """Set a constant of wp-config.php from the next request on, for example WP_HOME for a clone."""
        self.site.define(name, value)

    def run_cron(self) -> None:
        """Run the events that are due."""
        self.wp("cron", "event", "run", "--due-now")

    def create_page(self, title: str, content: str) -> str:
        """Publish a page with `content` (blocks, shortcodes or HTML) and give its address."""
        fields = {"post_title": title, "post_content": content, "post_type": "page", "post_status": "publish"}
        code = "$page = wp_slash( json_decode( stream_get_contents( STDIN ), true ) );"
        return self.wp(
            "eval", code + "echo get_permalink( wp_insert_post( $page ) );", stdin=json.dumps(fields)
        )

    def create_user(self, name: str, role: str, password: str = PASSWORD) -> None:
        """Add a user, for example ("bob", "editor")."""
        self.wp("user", "create", name, f"{name}@example.com", f"--role={role}", f"--user_pass={password}")

    def mails(self) -> list[dict[str, Any]]:
        """Mails that WordPress sent, oldest first: to (list), subject, message, headers, attachments."""
        return [json.loads(path.read_text()) for path in sorted(self.site.mails.glob("*.json"))]

    def wait_for_mail(self, count: int = 1, seconds: float = 10) -> list[dict[str, Any]]:
        """The mails, once there are `count`."""
        until(lambda: len(self.mails()) >= count, f"{count} mails", seconds)
        return self.mails()

    def php_errors(self) -> list[str]:
        """What PHP complained about with our plugin in it: notices, warnings, deprecations, fatal errors."""
        if not self.site.debug_log.exists():
            return []
        text = self.site.debug_log.read_text(errors="replace")
        # Folders' names say nothing of whose fault it is.
        for folder in (self.folder, CACHE):
            text = text.replace(str(folder), "")
        entries = re.split(r"^(?=\[\d\d-\w+-\d{4} )", text, flags=re.MULTILINE)
        return [entry.strip() for entry in entries if "] PHP " in entry and "filon" in entry.lower()]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
