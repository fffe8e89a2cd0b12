"""Rows are taken by one delivery alone, and no visitor waits for it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.wordpress.site import PluginSite

# The first that WordPress does stays open while another connection does the second, and waits no longer than a second.
MEANWHILE = (
    "global $wpdb; $first = $wpdb; $first->query( 'START TRANSACTION' ); %s"
    "$wpdb = new wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST ); $wpdb->set_prefix( $first->prefix );"
    "$wpdb->suppress_errors(); $wpdb->query( 'SET SESSION innodb_lock_wait_timeout = 1' ); %s"
    "$first->query( 'COMMIT' ); $wpdb = $first;"
)
COUNT = "$taken = array_column( Filon\\claim_rows( 5 ), 'id' );"


def test_it_works(site: PluginSite) -> None:
    """A claim that lasts, as on a busy disk, and a visitor who sends a form in the middle of it."""
    insert = "echo Filon\\insert_line( Filon\\make_uuid(), '{}' ) ? 'kept' : 'waited in vain';"
    for there in (0, 1, 8):
        site.capture(there)
        assert site.php(MEANWHILE % (COUNT, insert)) == "kept", there


def test_others_take_nothing_of_it(site: PluginSite) -> None:
    site.capture(8)
    said = site.php(
        MEANWHILE
        % (COUNT, "$second = Filon\\claim_rows( 5 ); $others = $wpdb;")
        + "$wpdb = $others; $third = array_column( Filon\\claim_rows( 5 ), 'id' ); $wpdb = $first;"
        "echo json_encode( array( count( $taken ), count( $second ), count( $third ),"
        " array_intersect( $taken, $third ) ) );"
    )
    assert json.loads(said) == [5, 0, 3, []]


@pytest.mark.parametrize("wakers", [4])
def test_wakers_at_once_take_each_row_once(either: PluginSite, wakers: int) -> None:
    either.capture(120)
    take = (
        "$mine = array(); while ( Filon\\is_any_due() ) {"
        " array_push( $mine, ...array_column( Filon\\claim_rows( 7 ), 'id' ) ); } echo json_encode( $mine );"
    )
    with ThreadPoolExecutor(wakers) as pool:
        taken = [json.loads(said) for said in pool.map(either.php, [take] * wakers)]
    everyone = [row for mine in taken for row in mine]
    assert sorted(everyone, key=int) == [row["id"] for row in either.rows()]
