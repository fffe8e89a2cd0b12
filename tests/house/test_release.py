"""A release is what a clean machine needs: a wheel that serves, and the plugin's zip, of one version."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
import requests
from babel.messages.mofile import read_mo

from tests.parts.processes import Server, free_port, listening
from tests.parts.service import environment

ROOT = Path(__file__).parents[2]


def _found(pattern: str, path: str) -> list[str]:
    return re.findall(pattern, (ROOT / path).read_text(), re.MULTILINE)


def test_the_version_is_the_same_everywhere() -> None:
    (version,) = _found(r"^version = (\S+)$", "setup.cfg")
    assert _found(r"^ \* Version: +(\S+)$", "wp-plugin/filon.php") == [version]
    assert _found(r"^const VERSION += '(\S+)';$", "wp-plugin/filon.php") == [version]
    assert _found(r"^Stable tag: (\S+)$", "wp-plugin/readme.txt") == [version]
    assert _found(r"^## (\S+)", "CHANGELOG.md")[0] == version


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What bin/release makes of the last commit."""
    folder = tmp_path_factory.mktemp("release")
    done = subprocess.run([str(ROOT / "bin/release"), str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.long
def test_the_checksums_are_right(release: Path) -> None:
    lines = (release / "SHA256SUMS").read_text().splitlines()
    assert len(lines) == 2
    for line in lines:
        said, name = line.split()
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == said


@pytest.mark.long
def test_the_wheel_serves_on_a_machine_that_has_nothing_of_ours(release: Path, tmp_path: Path) -> None:
    """Migrations, translations and the front-end are in it. Its dependencies are lent, not fetched."""
    (wheel,) = release.glob("*.whl")
    fresh = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    lent = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    (packages,) = fresh.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text("\n".join(dict.fromkeys(lent)))
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(fresh / "bin/python")]
    subprocess.run([*pip, "install", "--no-deps", "--ignore-installed", str(wheel)], check=True)

    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environ = environment(f"sqlite:///{tmp_path}/filon.sqlite", address=address, files=f"{tmp_path}/files")

    def answers() -> bool:
        try:
            return requests.get(f"{address}/readyz", timeout=1).status_code == 200
        except requests.RequestException:
            return False

    server = Server(
        [str(fresh / "bin/filon"), "up", "--bind", f"127.0.0.1:{port}"],
        log=tmp_path / "up.log",
        ready=answers,
        env={**os.environ, **environ},
        cwd=tmp_path,
        seconds=40,
    )
    try:
        page = requests.get(f"{address}/app/sign-in", headers={"Accept-Language": "ar"}, timeout=5)
        assert 'dir="rtl"' in page.text
        for asset in re.findall(r'(?:src|href)="(/app/static/[^"]+)"', page.text):
            assert requests.get(address + asset, timeout=5).status_code == 200, asset
        assert requests.get(f"{address}/app/static/vendor/htmx.js", timeout=5).status_code == 200
    finally:
        server.stop(30)
    assert not listening(port), "nothing of it is left"


@pytest.mark.long
def test_the_zip_is_the_plugin_with_its_translations(release: Path, tmp_path: Path) -> None:
    (archive,) = release.glob("*.zip")
    with zipfile.ZipFile(archive) as plugin:
        names = set(plugin.namelist())
        assert {
            "filon/filon.php",
            "filon/readme.txt",
            "filon/uninstall.php",
            "filon/form/block.js",
            "filon/booking/block.js",
        } <= names
        for language in ("ar", "fr_FR"):
            assert plugin.read(f"filon/languages/filon-{language}.mo")[:4] == b"\xde\x12\x04\x95"
            # As WordPress looks for what a script says.
            script = hashlib.md5(b"form/block.js", usedforsecurity=False).hexdigest()
            said = json.loads(plugin.read(f"filon/languages/filon-{language}-{script}.json"))
            assert said["locale_data"]["messages"]["Your phone number"][0] not in ("", "Your phone number")
            assert says_the_same(plugin, f"filon/languages/filon-{language}", tmp_path)
        assert not [name for name in names if "node_modules" in name or name.startswith(("/", ".."))]
        tree = ["git", "-C", str(ROOT), "ls-tree", "-r", "--name-only", "HEAD", "wp-plugin"]
        committed = subprocess.run(tree, capture_output=True, text=True, check=True).stdout.split()
        assert {f"filon/{name.removeprefix('wp-plugin/')}" for name in committed} <= names


def says_the_same(plugin: zipfile.ZipFile, name: str, folder: Path) -> bool:
    """Whether PHP reads out of the one file what gettext reads out of the other."""
    php = plugin.extract(f"{name}.l10n.php", folder)
    code = "echo json_encode( ( require $argv[1] )['messages'] );"
    read = json.loads(subprocess.run(["php", "-r", code, php], capture_output=True, check=True).stdout)
    with plugin.open(f"{name}.mo") as file:
        catalogue = read_mo(file)
    expected = {
        (one.id if isinstance(one.id, str) else one.id[0]): "\0".join(
            [one.string] if isinstance(one.string, str) else one.string
        )
        for one in catalogue
        if one.id
    }
    assert len(expected) > 100
    return bool({key.rpartition("\4")[2]: said for key, said in read.items()} == expected)
