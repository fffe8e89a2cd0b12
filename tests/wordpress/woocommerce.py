"""A WordPress with the real WooCommerce, customers who order in every way, and what its hooks hand over.

`REAL_PLUGINS` names a folder that holds it as `woocommerce`, a release of 10.0. To record another one:

    REAL_PLUGINS=/folder .venv/bin/python -m tests.wordpress.woocommerce
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import requests

from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite

HERE = Path(__file__).parent
RECORDED = HERE / "recorded" / "woocommerce.json"
FOLDER = os.environ.get("REAL_PLUGINS", "")
WHY_NOT = "REAL_PLUGINS names no folder with woocommerce in it"
SALMA = {
    "first_name": "Salma",
    "last_name": "O'Hara & fils",
    "company": "Atlas",
    "email": "salma@example.com",
    "phone": "06 61 23 45 67",
    "address_1": "12, rue des Consuls",
    "city": "Rabat",
    "postcode": "10000",
    "country": "MA",
    "state": "marab",
}
NOTE = 'Livrer <après> 18 h, c\'est "pressé" \\ 😀'
AD = {
    "utm_source": "google",
    "utm_medium": "cpc",
    "utm_campaign": "printemps",
    "source_type": "utm",
    "referrer": "https://www.google.com/search?q=table",
    "session_entry": "https://shop.example/tables/?gclid=Cj0K-7&utm_source=google",
}
SETUP = """
WC_Install::install();
update_option( 'woocommerce_currency', 'MAD' );
update_option( 'woocommerce_default_country', 'MA' );
update_option( 'woocommerce_coming_soon', 'no' );
update_option( 'woocommerce_calc_taxes', 'no' );
update_option( 'woocommerce_enable_myaccount_registration', 'yes' );
update_option( 'woocommerce_registration_generate_password', 'no' );
update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes' ) );
update_option( 'woocommerce_cheque_settings', array( 'enabled' => 'yes' ) );
$made = new WC_Product_Simple();
$made->set_name( 'Table en chêne' );
$made->set_regular_price( '600.25' );
$made->set_virtual( true );
echo $made->save();
"""


class Shop(PluginSite):
    """A shop with one product; its hooks are written down as customers order."""

    def __init__(self, wordpress: WordPress) -> None:
        super().__init__(wordpress)
        content = wordpress.site.root / "wp-content"
        shutil.copytree(Path(FOLDER) / "woocommerce", content / "plugins" / "woocommerce")
        wordpress.wp("plugin", "activate", "woocommerce")
        shutil.copy(HERE / "php" / "woocommerce-record.php", content / "mu-plugins")
        self._log = content / "recorded.jsonl"
        self.product = self.php(SETUP)
        self.classic = wordpress.create_page("Caisse", "[woocommerce_checkout]")
        page = self.php("echo get_page_by_path( 'caisse' )->ID;")
        self.php(f"update_option( 'woocommerce_checkout_page_id', {page} );")

    def order_by_form(self, method: str, cookies: dict[str, str] | None = None) -> str:
        """A customer orders two tables at the classic checkout; gives the order's id."""
        browser = requests.Session()
        browser.cookies.update(cookies or {})
        browser.get(f"{self.url}/?add-to-cart={self.product}&quantity=2", timeout=60)
        html = browser.get(self.classic, timeout=60).text
        nonce = re.search(r'name="woocommerce-process-checkout-nonce" value="([^"]+)"', html)
        assert nonce, html[-3000:]
        form = {f"billing_{name}": value for name, value in SALMA.items()}
        form |= {f"wc_order_attribution_{name}": value for name, value in AD.items()}
        form |= {"order_comments": NOTE, "payment_method": method}
        form |= {
            "woocommerce-process-checkout-nonce": nonce[1],
            "_wp_http_referer": "/?wc-ajax=update_order_review",
        }
        answer = browser.post(f"{self.url}/?wc-ajax=checkout", data=form, timeout=60).json()
        assert answer["result"] == "success", answer
        return str(answer["order_id"])

    def order_by_block(self, method: str) -> str:
        """The same as the checkout block does it."""
        browser = requests.Session()
        api = f"{self.url}/wp-json/wc/store/v1"
        browser.headers["Nonce"] = browser.get(f"{api}/cart", timeout=60).headers["Nonce"]
        browser.post(f"{api}/cart/add-item", json={"id": int(self.product), "quantity": 2}, timeout=60)
        sent = {"billing_address": SALMA, "payment_method": method, "customer_note": NOTE}
        answer = browser.post(f"{api}/checkout", json=sent, timeout=60).json()
        assert answer.get("order_id"), answer
        return str(answer["order_id"])

    def hooks(self) -> list[dict[str, Any]]:
        """What the hooks handed over since the last call, with one order's number for all and no time."""
        text = self._log.read_text() if self._log.exists() else ""
        self._log.unlink(missing_ok=True)
        hooks = [json.loads(line) for line in text.splitlines()]
        for hook in hooks:
            said = hook["order"]
            hook["args"] = [
                101 if one == said["id"] else 102 if isinstance(one, int) else one for one in hook["args"]
            ]
            said |= {"id": 101, "order_number": "101", "date_created": 1_790_000_000}
            said["date_paid"] = 1_790_003_600 if said["date_paid"] else None
            said["meta"] = {
                name: v for name, v in said["meta"].items() if name.startswith("_wc_order_attribution")
            }
            said["meta"].pop("_wc_order_attribution_user_agent", None)
        return hooks


def order_everything(shop: Shop) -> dict[str, list[dict[str, Any]]]:
    """Order in every way that makes a difference, and give the hooks of each request."""
    cases = {}

    def keep(case: str) -> None:
        cases[case] = shop.hooks()

    def change(order: str, code: str) -> None:
        shop.php(f"$order = wc_get_order( {order} ); {code}")

    order = shop.order_by_form("cod")
    keep("paid on delivery")
    change(order, "$order->update_status( 'completed' );")
    keep("delivered")
    refund = "wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '%s' ) );"
    change(order, refund % "200.50")
    keep("a part given back")
    change(
        order,
        "$order->get_refunds()[0]->delete( true ); do_action( 'woocommerce_refund_deleted', 7, $order->get_id() );",
    )
    keep("taken back")
    change(order, "$order->update_status( 'refunded' );")
    keep("all given back")
    order = shop.order_by_block("cheque")
    keep("by the block")
    change(order, "$order->update_status( 'cancelled' );")
    keep("cancelled")
    change(order, "$order->update_status( 'on-hold' );")
    keep("taken up again")
    change(order, "$order->payment_complete();")
    keep("paid")
    order = shop.order_by_form("cheque")
    keep("by cheque")
    change(order, "$order->update_status( 'failed' );")
    keep("failed")
    return cases


def recorded() -> dict[str, Any]:
    """What was recorded: version, and the hooks of each case."""
    read: dict[str, Any] = json.loads(RECORDED.read_text())
    return read


def main() -> None:
    """Record the release in REAL_PLUGINS."""
    with WordPress() as wordpress:
        shop = Shop(wordpress)
        made = {"version": shop.php("echo WC_VERSION;"), "cases": order_everything(shop)}
    RECORDED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
