"""Runs the plugin's PHP tests, and checks this folder's own arithmetic against the same vectors."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.parts.processes import program
from tests.wordpress import keys
from tests.wordpress.keys import jwt_claims

HERE = Path(__file__).parent
VECTORS = json.loads((HERE.parents[1] / "schemas" / "site-keys.json").read_text())
SECRET = VECTORS["derived_keys"]["vector"]["secret"]


@pytest.mark.wordpress
def test_php_agrees_with_the_vectors() -> None:
    phpunit = program("phpunit", "php")
    done = subprocess.run(
        [
            phpunit,
            "--no-configuration",
            "--do-not-cache-result",
            "--bootstrap",
            str(HERE / "php" / "bootstrap.php"),
            str(HERE / "php"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OK (" in done.stdout


def test_the_stand_in_agrees_with_the_vectors() -> None:
    for name, expected in VECTORS["derived_keys"]["vector"]["keys"].items():
        assert keys.derive(SECRET, name.replace("_", "-")).hex() == expected
    for one in VECTORS["signed_request"]["vectors"]:
        key = keys.derive(SECRET, one["key"].replace("_", "-"))
        made = keys.sign(key, one["id"], one["timestamp"], one["method"], one["target"], one["body"].encode())
        assert made == one["signature"]
    for one in VECTORS["receipt"]["vectors"]:
        key = keys.derive(SECRET, "receipts")
        made = keys.receipt(key, one["site"], one["uuid"], one["sha256"], one["answer"], one["lead"])
        assert made == one["receipt"]
    vector = VECTORS["embed_token"]["vector"]
    assert jwt_claims(vector["token"], SECRET) == vector["claims"]
