"""Rows that hold a moment: whoever moves one on does what was due, once; what it says is read as it is compared."""

import time

import pytest

from tests.wordpress.site import PURGE, PluginSite
from tests.wordpress.standin import StandIn


@pytest.mark.parametrize("ending", ["1e5a0c4b9d2f", "12e9", "ffffffffffff", "0"])
def test_nothing_old_is_emptied_twice_in_an_hour(either: PluginSite, service: StandIn, ending: str) -> None:
    """Beside its moment the row has letters and figures that make it the one of whoever wrote it."""
    write = "UPDATE wp_options SET option_value = '{}.{}' WHERE option_name = 'filon_purge'"
    either.php(PURGE)
    now = int(time.time())
    for ahead, is_due in ((1800, False), (3600, False), (-1, True), (8000, True)):
        either.wordpress.sql(write.format(now + ahead, ending))
        assert either.php("echo (int) Filon\\is_purge_due();") == str(int(is_due)), ahead
        either.php("Filon\\do_what_is_due();")
        assert either.php("echo (int) Filon\\is_purge_due();") == "0"
