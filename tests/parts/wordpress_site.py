"""Builds the folder and the database of a WordPress, from a cached core and a prepared installation."""

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.parts.mariadb import MariaDB
from tests.parts.processes import program
from tests.parts.wordpress_servers import compiled_once

Core = Literal["latest", "debian"]
Constant = bool | int | str

CACHE = Path(os.environ.get("FILON_CACHE") or Path.home() / ".cache" / "filon")
_STUDIO = CACHE / "wp-studio-1.22.0"
_CORES: dict[str, Path] = {
    "latest": _STUDIO / "latest" / "wordpress",
    "debian": CACHE / "wordpress-debian",
}
_LANGUAGES = _STUDIO / "latest" / "languages"
_DROP_IN = _STUDIO / "sqlite-database-integration"
_WP_CLI = _STUDIO / "wp-cli" / "wp-cli.phar"
_MAIL_TRAP = Path(__file__).parent / "php" / "mail-trap.php"
# wp-cli ends after one command: sharing what is compiled in memory would only cost it time.
_CLI_COMPILED_ONCE = (
    "opcache.enable_cli=1",
    "opcache.file_cache_only=1",
    "opcache.file_cache_consistency_checks=0",
)
# Folders of the core that a site only reads, and that hold no file which looks for the site above its own folder.
_SHARED = ("wp-includes", *(f"wp-admin/{part}" for part in ("css", "images", "includes", "js")))

ADMIN = "alice"
PASSWORD = "correct horse"
_MAIL = "alice@example.com"


class Site:
    """Files and database of one WordPress in `folder`, not yet served."""

    def __init__(
        self, folder: Path, url: str, core: Core, mariadb: MariaDB | None, constants: Mapping[str, Constant]
    ) -> None:
        if not _CORES[core].is_dir() or not _WP_CLI.is_file():
            raise FileNotFoundError(f"no WordPress in {CACHE}: run bin/install wordpress wordpress_debian")
        if core == "debian" and mariadb is None:
            raise ValueError(
                "Debian's WordPress needs MariaDB: the SQLite drop-in does not know so old a core"
            )
        self.root = folder / "wordpress"
        self.debug_log = folder / "debug.log"
        self.mails = folder / "mails"
        self.mails.mkdir()
        self._core = _CORES[core]
        self._mariadb = mariadb
        self._database = "wp_" + secrets.token_hex(6)
        self._sqlite = folder / "database"
        self._constants: dict[str, Constant] = {
            "WP_HOME": url,
            "WP_SITEURL": url,
            # A service may then stand on this machine.
            "WP_ENVIRONMENT_TYPE": "local",
            "WP_DEBUG": True,
            "WP_DEBUG_DISPLAY": False,
            "WP_DEBUG_LOG": str(self.debug_log),
            "WP_HTTP_BLOCK_EXTERNAL": True,
            "WP_ACCESSIBLE_HOSTS": "127.0.0.1,localhost",
            "AUTOMATIC_UPDATER_DISABLED": True,
            "TRAPPED_MAIL": str(self.mails),
            **{name: secrets.token_hex(32) for name in _salts()},
            **self._database_constants(),
            **constants,
        }
        self._lay_files()
        self._restore()

    def define(self, name: str, value: Constant) -> None:
        """Set a constant of wp-config.php, from the next request on."""
        self._constants[name] = value
        self._write_config()

    def wp(self, *words: str, stdin: str = "") -> str:
        """Run wp-cli on this site; gives what it prints, raises RuntimeError when it fails."""
        settings = [*_CLI_COMPILED_ONCE, "memory_limit=512M", "display_errors=stderr"]
        php = [
            program("php", "php"),
            *compiled_once(),
            *(f"-d{setting}" for setting in settings),
            str(_WP_CLI),
        ]
        done = subprocess.run(
            [*php, f"--path={self.root}", "--no-color", "--allow-root", *words],
            input=stdin,
            capture_output=True,
            text=True,
            env={**os.environ, "WP_CLI_DISABLE_AUTO_CHECK_UPDATE": "1"},
        )
        if done.returncode:
            raise RuntimeError(f"wp {' '.join(words)[:200]}: {done.stderr}{done.stdout}")
        return done.stdout.strip()

    def sql(self, statement: str) -> list[list[str]]:
        """Rows of a statement on the site's own database (NULL is 'NULL'), whichever kind it is."""
        if self._mariadb:
            return [
                line.split("\t") for line in self._mariadb.execute(statement, self._database).splitlines()
            ]
        code = (
            "global $wpdb; echo json_encode( $wpdb->get_results( stream_get_contents( STDIN ), ARRAY_N ) );"
        )
        rows = json.loads(self.wp("eval", code, stdin=statement) or "null") or []
        return [["NULL" if value is None else str(value) for value in row] for row in rows]

    def install_plugin(self, plugin: Path) -> None:
        """Copy the plugin in as a release has it, with translations compiled, and activate it."""
        folder = self.root / "wp-content" / "plugins" / "filon"
        shutil.copytree(plugin, folder)
        for catalogue in folder.glob("languages/*.po"):
            with catalogue.open("rb") as written, catalogue.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(written))
        self.wp("plugin", "activate", "filon")

    def remove(self) -> None:
        """Drop the database; the folder is the caller's."""
        if self._mariadb:
            self._mariadb.execute(f"DROP DATABASE IF EXISTS `{self._database}`")

    def _database_constants(self) -> dict[str, Constant]:
        if self._mariadb:
            return {
                "DB_NAME": self._database,
                "DB_USER": "root",
                "DB_PASSWORD": "",
                "DB_HOST": f"localhost:{self._mariadb.socket}",
                "DB_CHARSET": "utf8mb4",
            }
        return {"DB_NAME": "wordpress", "DB_DIR": str(self._sqlite), "DB_FILE": "database.sqlite"}

    def _lay_files(self) -> None:
        # Linked, so that PHP compiles it once for all sites; what finds the site by its own place is copied.
        shared = [
            *_SHARED,
            *(f"wp-content/themes/{theme.name}" for theme in self._core.glob("wp-content/themes/*/")),
        ]
        apart = {str(self._core / folder) for folder in shared}
        shutil.copytree(
            self._core, self.root, ignore=lambda at, names: [n for n in names if f"{at}/{n}" in apart]
        )
        for folder in shared:
            (self.root / folder).symlink_to(self._core / folder)
        content = self.root / "wp-content"
        (content / "mu-plugins").mkdir(exist_ok=True)
        shutil.copy(_MAIL_TRAP, content / "mu-plugins")
        (content / "uploads").mkdir(exist_ok=True)
        if self._core == _CORES["latest"]:
            for path in _LANGUAGES.rglob("*.*"):
                if re.search(r"(^|-)(fr_FR|ar)[-.]", path.name):
                    catalogue = content / "languages" / path.relative_to(_LANGUAGES)
                    catalogue.parent.mkdir(parents=True, exist_ok=True)
                    catalogue.symlink_to(path)
        if not self._mariadb:
            drop_in = content / "plugins" / _DROP_IN.name
            drop_in.symlink_to(_DROP_IN)
            text = (_DROP_IN / "db.copy").read_text()
            text = text.replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(drop_in))
            (content / "db.php").write_text(text.replace("{SQLITE_PLUGIN}", f"{_DROP_IN.name}/load.php"))
        self._write_config()

    def _write_config(self) -> None:
        lines = [f"define( {_php(name)}, {_php(value)} );" for name, value in self._constants.items()]
        text = "<?php\n" + "\n".join(lines) + "\n$table_prefix = 'wp_';\n"
        text += "if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }\n"
        text += "require_once ABSPATH . 'wp-settings.php';\n"
        aside = self.root / "wp-config.new"
        aside.write_text(text)
        aside.rename(self.root / "wp-config.php")

    def _restore(self) -> None:
        # Installing takes seconds and always gives the same tables, so it is done once for each core and kind
        # of database; addresses come from wp-config.php, never from the copied rows.
        kind = "sql" if self._mariadb else "sqlite"
        version = re.search(r"\$wp_version = '([^']+)'", (self._core / "wp-includes/version.php").read_text())
        code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
        prepared = CACHE / "prepared" / f"{version[1] if version else ''}-{code}.{kind}"
        if self._mariadb:
            self._mariadb.create_database(self._database)
        else:
            self._sqlite.mkdir()
        if not prepared.is_file():
            self._install()
            self._keep(prepared)
        elif self._mariadb:
            self._mariadb.execute(prepared.read_text(), self._database)
        else:
            shutil.copy(prepared, self._sqlite / "database.sqlite")

    def _install(self) -> None:
        account = [f"--admin_user={ADMIN}", f"--admin_password={PASSWORD}", f"--admin_email={_MAIL}"]
        self.wp(
            "core",
            "install",
            f"--url={self._constants['WP_HOME']}",
            "--title=Atlas",
            "--skip-email",
            *account,
        )
        # Avatars come from a server outside, and would fail noisily.
        self.wp("option", "update", "show_avatars", "0")
        self.wp("rewrite", "structure", "/%postname%/")
        # What a fresh site does in its first minutes (it asks for updates in vain) is over before the copy.
        self.wp("cron", "event", "run", "--due-now")
        self.debug_log.unlink(missing_ok=True)

    def _keep(self, prepared: Path) -> None:
        prepared.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=prepared.parent, delete=False) as aside:
            if self._mariadb:
                aside.write(self._mariadb.dump(self._database).encode())
            else:
                aside.write((self._sqlite / "database.sqlite").read_bytes())
        # Another worker may prepare the same one; whoever comes last wins, both are whole.
        Path(aside.name).rename(prepared)


def _salts() -> list[str]:
    return [
        f"{name}_{kind}" for name in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE") for kind in ("KEY", "SALT")
    ]


def _php(value: Constant) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
