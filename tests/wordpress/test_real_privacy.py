"""WordPress' privacy tools against the service itself: exported with what it has, erased once a manager says so."""

import pytest
import requests

from tests.wordpress.site import PluginSite
from tests.wordpress.test_privacy import KHADIJA, run
from tests.wordpress.test_real_service import RunningService, filon, home
from tests.wordpress.visitor import TYPICAL

__all__ = ["filon", "home"]


@pytest.mark.wordpress
def test_it_works(home: PluginSite, filon: RunningService) -> None:
    home.send_and_wake(TYPICAL | {"email": KHADIJA})
    alice = home.sign_in()
    told = run(home, alice, "export")["data"]["data"]
    values = [one["value"] for item in told for one in item["data"]]
    assert "Khadija Berrada" in values
    assert any(item["group_id"].startswith("filon-service") for item in told)
    done = run(home, alice, "erase")["data"]
    assert (done["items_removed"], done["items_retained"]) == (True, True)
    [lead] = filon.leads()
    assert lead["email"] == KHADIJA, "a site alone erases nobody in the service"
    [row] = home.rows()
    assert (row["line"], row["status"]) == ("", "delivered")
    filon.run("person", "erase", "1", "1", "--yes")
    assert filon.leads() == []
    assert run(home, alice, "erase")["data"]["items_retained"] is False
    home.php("Filon\\report_state( Filon\\usable_connection(), 5 );")
    assert home.php("echo Filon\\waiting_people()['count'];") == "0"
    assert requests.get(f"{filon.url}/api/v1/plugin", timeout=30).status_code == 404
