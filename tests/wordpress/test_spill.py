"""Requests that only a file could keep: a full disk, a kill or two processes at once must not cost one of them."""

import contextlib
import json
import re
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.parts.processes import program, until
from tests.wordpress.site import PluginSite

# Where the disk is full, SQLite's own file could not grow either.
on_mariadb = pytest.mark.parametrize("either", ["on_mariadb"], indirect=True, ids=["mariadb"])


@pytest.fixture
def file(either: PluginSite) -> Path:
    """Where the file is, empty."""
    made = either.php("Filon\\make_spill_folder(); $file = Filon\\spill_file(); touch( $file ); echo $file;")
    return Path(made)


def spill(name: str, size: int = 10) -> str:
    """PHP that prints whether a submission with a message of `size` times `name`, no hex digit, went into the file."""
    fields = f"array( array( 'id' => 'm', 'value' => str_repeat( '{name}', {size} ) ) )"
    return (
        f"$uuid = Filon\\make_uuid(); $line = Filon\\submission_line( $uuid, array( 'fields' => {fields} ) );"
        "echo Filon\\spill_to_file( $uuid, $line ) ? 'kept ' : 'refused ';"
    )


def messages(site: PluginSite) -> list[str]:
    """First letter of each row's message, oldest first."""
    return [json.loads(row["line"])["fields"][0]["value"][0] for row in site.rows()]


@contextlib.contextmanager
def trap(site: PluginSite, code: str) -> Iterator[None]:
    """A must-use plugin that gets in the way: `code` sees each INSERT into the queue as $sql, and may change it."""
    plugin = Path(site.wordpress.site.root, "wp-content", "mu-plugins", "trap.php")
    plugin.write_text(
        "<?php add_filter( 'query', function ( $sql ) {"
        f" if ( preg_match( '/^INSERT INTO \\w+filon_queue/', $sql ) ) {{ {code} }} return $sql; }} );"
    )
    try:
        yield
    finally:
        plugin.unlink()


def start(site: PluginSite, code: str, largest_file: int | None = None) -> subprocess.Popen[str]:
    """Run PHP in this WordPress, in a process that may be killed, and whose files may be limited to some bytes."""

    def limit() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
            # As on a full disk: a write fails instead of ending the process.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    return subprocess.Popen(
        [program("php", "php"), "-r", f"require '{site.wordpress.site.root}/wp-load.php'; {code}"],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
        restore_signals=False,
    )


def test_it_works(either: PluginSite, file: Path) -> None:
    assert either.php(spill("w") + spill("x")) == "kept kept"
    assert either.php("echo Filon\\move_spilled();") == "2"
    assert messages(either) == ["w", "x"]
    assert either.php(spill("y") + "echo Filon\\move_spilled();") == "kept 1"
    assert messages(either) == ["w", "x", "y"]
    assert "uuid" not in file.read_text()


@on_mariadb
def test_a_full_disk_leaves_no_half_line(either: PluginSite, file: Path) -> None:
    full = start(either, spill("w", 2_000) + spill("x", 3_000) + spill("y"), largest_file=4_096)
    assert full.communicate(timeout=60)[0] == "kept refused kept "
    assert either.php(spill("z") + "echo Filon\\move_spilled();") == "kept 3"
    assert messages(either) == ["w", "y", "z"]


def test_a_line_whose_writer_was_killed_spoils_no_other(either: PluginSite, file: Path) -> None:
    either.php(spill("w"))
    with file.open("a") as half:
        half.write('01997d5e-0000-7000-8000-000000000000 {"uuid":"0199')
    assert either.php(spill("x") + "echo Filon\\move_spilled();") == "kept 3"
    rows = either.rows()
    assert [row["line"][-1] for row in rows] == ["}", "9", "}"], "what is left of it is for a person to see"


def test_a_kill_while_lines_move_in(either: PluginSite, file: Path) -> None:
    either.php(spill("w") + spill("x") + spill("y"))
    with trap(either, "if ( str_contains( $sql, 'xxx' ) ) { posix_kill( getmypid(), 9 ); }"):
        killed = start(either, "Filon\\move_spilled();")
        assert killed.wait(60) == -signal.SIGKILL
    assert messages(either) == ["w"]
    either.php("Filon\\move_spilled();")
    assert messages(either) == ["w", "x", "y"]


@on_mariadb
def test_a_full_disk_while_lines_move_in(either: PluginSite, file: Path) -> None:
    either.php(spill("w") + spill("x", 3_000) + spill("y"))
    with trap(either, "if ( str_contains( $sql, 'xxx' ) ) { $sql = 'NO SUCH STATEMENT'; }"):
        full = start(either, "echo Filon\\move_spilled();", largest_file=1_024)
        assert full.communicate(timeout=60)[0] == "2"
    assert [path.name for path in file.parent.glob("spill-*")] == [file.name]
    either.php("Filon\\move_spilled();")
    assert messages(either) == ["w", "y", "x"]


def test_a_line_that_does_not_go_in_stays_beside_those_that_do(either: PluginSite, file: Path) -> None:
    either.php(spill("w") + spill("x") + spill("y"))
    with trap(either, "if ( str_contains( $sql, 'xxx' ) ) { $sql = 'NO SUCH STATEMENT'; }"):
        assert either.php("echo Filon\\move_spilled();") == "2"
    assert file.read_text().startswith("<?php exit; ?>\n")
    assert set(re.findall("www|xxx|yyy", file.read_text())) == {"xxx"}
    assert either.php("echo Filon\\move_spilled();") == "1"
    assert messages(either) == ["w", "y", "x"]


def test_a_request_that_spills_while_others_move_in(either: PluginSite, file: Path, tmp_path: Path) -> None:
    either.php(spill("w") + spill("x"))
    gate = tmp_path / "gate"
    # The mover stops at its last line, holding the file until somebody waits for it; then it puts a new one there.
    stop = f"while ( ! file_exists( '{gate}' ) ) {{ usleep( 1000 ); }} $sql = 'NO SUCH STATEMENT';"
    with trap(either, f"if ( str_contains( $sql, 'xxx' ) ) {{ {stop} }}"):
        mover = start(either, "echo Filon\\move_spilled();")
        try:
            until(lambda: messages(either) == ["w"], "the mover to begin")
            visitor = start(either, spill("y"))
            until(lambda: waits_for_a_lock(visitor.pid), "the visitor's process to wait")
        finally:
            gate.touch()
        assert mover.communicate(timeout=60)[0] == "1"
        assert visitor.communicate(timeout=60)[0] == "kept "
    assert either.php("echo Filon\\move_spilled();") == "2"
    assert messages(either) == ["w", "x", "y"]


def waits_for_a_lock(pid: int) -> bool:
    """Whether the kernel holds a process back because another has locked a file (proc(5), /proc/locks)."""
    return any(" -> " in line and f" {pid} " in line for line in Path("/proc/locks").read_text().splitlines())


def test_a_spilled_file_tells_nobody_anything(either: PluginSite, file: Path) -> None:
    either.php(spill("w"))
    answer = requests.get(f"{either.url}/wp-content/uploads/filon/{file.name}", timeout=30)
    assert answer.status_code == 200
    assert answer.text.strip() == ""
    folder = requests.get(f"{either.url}/wp-content/uploads/filon/", timeout=30)
    assert file.name not in folder.text
    assert "Require all denied" in (file.parent / ".htaccess").read_text(), "where Apache serves it"


def test_a_file_is_found_whatever_else_changes(either: PluginSite) -> None:
    """Salts are changed after a break-in; and two visitors may have come first, each with a file."""
    either.php(spill("w"))
    [first] = spilled(either)
    aside = first.rename(first.with_name("aside"))
    either.php(spill("x"))
    [second] = spilled(either)
    assert first.name != second.name, "a name to be guessed by nobody"
    aside.rename(first)
    for name in ("AUTH_KEY", "AUTH_SALT"):
        either.wordpress.define(name, "changed")
    moved = start(either, "echo Filon\\move_spilled();")
    assert moved.communicate(timeout=60)[0] == "2"
    assert sorted(messages(either)) == ["w", "x"]
    assert [path.stat().st_size for path in spilled(either)] == [0, 0]


def spilled(site: PluginSite) -> list[Path]:
    """The files that hold, or held, lines."""
    return sorted(Path(site.wordpress.site.root, "wp-content", "uploads", "filon").glob("spill-*"))


def test_no_program_that_a_visitor_wrote_stands_in_a_file(either: PluginSite, file: Path) -> None:
    either.php(spill("<?php echo 1; ?>", 1))
    assert file.read_text().count("<") == 1, "but our own that ends it"
    assert either.php("echo Filon\\move_spilled();") == "1"
    assert either.submissions()[0]["fields"][0]["value"] == "<?php echo 1; ?>"
