"""Every REST route of the plugin asks who calls, but for those that the contract makes public."""

import json
import subprocess
from pathlib import Path

import pytest
import requests

from tests.parts.processes import program
from tests.wordpress.site import PluginSite

PLUGIN = Path(__file__).parents[2] / "wp-plugin"
# The visitor's beacon carries no data and starts only what would start by itself.
PUBLIC = {"/filon/v1/beacon"}
LISTED = """$all = array(); foreach ( rest_get_server()->get_routes( 'filon/v1' ) as $route => $ends ) {
foreach ( $ends as $end ) {
$all[] = array( $route, $end['permission_callback'] ?? null, array_keys( $end['methods'] ) ); } }
echo wp_json_encode( $all );"""


@pytest.mark.wordpress
def test_it_works(site: PluginSite) -> None:
    listed = [one for one in json.loads(site.php(LISTED)) if one[0] != "/filon/v1"]
    assert len(listed) >= 4
    assert {route for route, _asks, _methods in listed} >= PUBLIC
    for route, asks, methods in listed:
        if route in PUBLIC:
            continue
        assert asks not in (None, "__return_true"), f"{route} asks nobody"
        for method in methods:
            answer = requests.request(method, f"{site.url}/wp-json{route}", timeout=30)
            assert answer.status_code in (401, 403), f"{method} {route} lets a stranger in"


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in PLUGIN.rglob("*.php")}), ids=lambda path: path.name
)
def test_every_file_is_php(folder: Path) -> None:
    for path in sorted(folder.glob("*.php")):
        looked = subprocess.run([program("php", "php"), "-l", str(path)], capture_output=True, text=True)
        assert looked.returncode == 0, looked.stdout + looked.stderr
