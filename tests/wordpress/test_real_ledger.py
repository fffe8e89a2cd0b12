"""The ledger against the service itself: what it lost comes back, whom it erased does not."""

import contextlib
import sqlite3

import pytest

from tests.wordpress.site import PluginSite
from tests.wordpress.test_real_service import RunningService, filon, home
from tests.wordpress.visitor import TYPICAL

__all__ = ["filon", "home"]


def forget_submissions(service: RunningService) -> None:
    """As a backup of before they came would."""
    path = service.environ["FILON_DATABASE"].removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DELETE FROM submission WHERE answer = 'joined'")
        database.commit()


@pytest.mark.wordpress
def test_it_works(home: PluginSite, filon: RunningService) -> None:
    home.send_and_wake()
    home.send_and_wake(TYPICAL | {"message": "Et un escalier"})
    home.send_and_wake({"name": "Karim", "phone": "0612000001"})
    assert "3 received: 2 new, 1 from known people, 0 to check, 0 missing" in home.wordpress.wp(
        "filon", "ledger"
    )
    forget_submissions(filon)
    assert "3 received: 2 new, 1 from known people, 0 to check, 0 missing" in home.wordpress.wp(
        "filon", "ledger"
    )
    assert home.statuses() == ["delivered"] * 3
    assert len(filon.leads()) == 2
