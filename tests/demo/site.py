"""The WordPress half of the demonstration: the joinery's site, owner, form and past requests."""

import json
from pathlib import Path
from typing import Any

from tests.parts.wordpress import WordPress

_HERE = Path(__file__).parent
_CONTENT = _HERE / "menuiserie.json"
SHOP: dict[str, Any] = json.loads(_CONTENT.read_text())
OWNER: str = SHOP["owner"]["login"]
# Everybody may know it: the site listens on loopback only, and lives as long as the demonstration.
PASSWORD = "atelier-atlas"


class Joinery(WordPress):
    """The site at localhost, in French; to a browser the service, at 127.0.0.1, is another site."""

    def __init__(self, port: int) -> None:
        super().__init__(host="localhost", port=port, constants={"DISABLE_WP_CRON": False})
        try:
            self.wp("eval-file", str(_HERE / "menuiserie.php"), str(_CONTENT), PASSWORD)
        except BaseException:
            self.stop()
            raise

    @property
    def form_address(self) -> str:
        """Where a visitor asks for a quotation."""
        return f"{self.url}/devis/"

    @property
    def dashboard_address(self) -> str:
        """Where the owner sees who asked."""
        return f"{self.url}/wp-admin/admin.php?page=filon"

    def connect(self, code: str) -> None:
        """Pair the plugin with the service, as the owner does by pasting the code."""
        self.wp("filon", "connect", code)

    def deliver_past_requests(self) -> None:
        """Fill the days before today, through the plugin's queue and the service's front door."""
        self.wp("eval-file", str(_HERE / "past_requests.php"), str(_CONTENT))
        said = self.wp("filon", "flush")
        if not said.endswith(" 0 waiting"):
            raise RuntimeError(f"the service did not take every request: {said}\n{self.wp('filon', 'queue')}")
