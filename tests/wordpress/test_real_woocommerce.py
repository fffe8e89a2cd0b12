"""The real WooCommerce, where REAL_PLUGINS has one: its hooks are as recorded, and its orders are captured."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.shapes import must_fit
from tests.parts.wordpress import WordPress
from tests.wordpress.forms.entries import found_again
from tests.wordpress.standin import StandIn
from tests.wordpress.test_form import SCHEMA
from tests.wordpress.test_woocommerce import states
from tests.wordpress.woocommerce import FOLDER, WHY_NOT, Shop, order_everything, recorded

pytestmark = [
    pytest.mark.wordpress,
    pytest.mark.skipif(not (FOLDER and Path(FOLDER, "woocommerce").is_dir()), reason=WHY_NOT),
]


@pytest.fixture(scope="module")
def shop(mariadb: MariaDB) -> Iterator[Shop]:
    """A WordPress with WooCommerce and something to buy."""
    with WordPress(mariadb=mariadb) as wordpress:
        yield Shop(wordpress)


def test_it_works(shop: Shop, service: StandIn) -> None:
    shop.reset(service.code)
    assert order_everything(shop) == recorded()["cases"]
    kept = shop.submissions()
    for one in kept:
        must_fit(one, SCHEMA)
    assert states(kept) == [
        *(
            ("placed", "0.00"),
            ("paid", "0.00"),
            ("paid", "200.50"),
            ("paid", "0.00"),
            ("refunded", "1200.50"),
        ),
        *(("placed", "0.00"), ("cancelled", "0.00"), ("placed", "0.00"), ("paid", "0.00")),
        *(("placed", "0.00"), ("failed", "0.00")),
    ]
    shop.beacon()
    assert set(shop.statuses()) == {"delivered"}
    assert "WooCommerce: seen, its orders are sent." in shop.settings(shop.sign_in())
    assert shop.wordpress.php_errors() == []


@pytest.mark.parametrize("has_own_tables", [True, False])
def test_an_order_that_nobody_heard_of_is_found(shop: Shop, has_own_tables: bool) -> None:
    # The shop does not change tables while orders stand in one of them alone.
    shop.php(
        "foreach ( wc_get_orders( array( 'limit' => -1 ) ) as $order ) { $order->delete( true ); }"
        f"update_option( 'woocommerce_custom_orders_table_enabled', '{'yes' if has_own_tables else 'no'}' );"
    )
    [told], [found] = found_again(shop, lambda: shop.order_by_form("cheque"))
    for name in ("source", "form", "entry_id", "order", "fields", "page"):
        assert found[name] == told[name]
    assert found["attribution"]["last"]["utm_campaign"] == "printemps"
    # One that is being paid may be a checkout that was left, and one of the shop's own is nobody's request.
    unpaid = "wc_get_orders( array( 'limit' => 1 ) )[0]->update_status( 'pending' );"
    own = "$own = wc_create_order(); $own->set_created_via( 'admin' ); $own->set_status( 'on-hold' ); $own->save();"
    _told, found_then = found_again(shop, lambda: [shop.order_by_form("cheque"), shop.php(unpaid + own)])
    assert found_then == []
