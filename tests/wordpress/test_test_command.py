"""`wp filon test` sends a request all the way and says in words what came back."""

import pytest

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.wire import Answer


def test_it_works(site: PluginSite, service: StandIn) -> None:
    site.capture(1)
    said = site.wordpress.wp("filon", "test", "--email=alice@atlas.example")
    assert "Menuiserie Atlas has received the test as prospect no. 2, with a receipt that fits" in said
    _other, sent = service.submissions()
    assert (sent["form"]["id"], sent["suggestions"]["email"]) == ("filon-test", "email")
    assert sent["fields"][1]["value"] == "alice@atlas.example"
    help_tab = site.settings(site.sign_in())
    assert "tab-panel-filon-waiting" in help_tab


def test_what_did_not_arrive_is_said(site: PluginSite, service: StandIn) -> None:
    service.fault = lambda call: Answer(503, {"title": "down"})
    with pytest.raises(RuntimeError, match="kept on this site and was not delivered yet: HTTP 503"):
        site.wordpress.wp("filon", "test")
    assert site.statuses() == ["waiting"]
