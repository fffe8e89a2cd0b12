"""The real WooCommerce, where REAL_PLUGINS has one: its hooks are as recorded, and its orders are captured."""

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
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
        jsonschema.validate(one, SCHEMA)
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
