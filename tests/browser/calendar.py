"""What tests of the calendar in a browser have in common: a quiet week, appointments in it, and a finger."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from filon.foundation import clock
from tests.browser.service import Client

HALF_HOUR = 26


def quiet_monday() -> date:
    """Of a week in which nothing is past, and which other tests leave alone."""
    today = clock.now().date()
    return today + timedelta(days=28 - today.weekday())


def book(page: Page, client: Client, title: str, day: date, time: str) -> None:
    page.goto(f"{client.service}/app/calendrier/nouveau?day={day}&time={time}")
    page.locator("#f-title").fill(title)
    page.locator("main form [type=submit]").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def middle(slot: Locator) -> tuple[float, float]:
    """A point on it from which it is carried along."""
    box = slot.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + 8


class Finger:
    """One on the glass, of which the browser makes taps, scrolling and presses as of a real one."""

    def __init__(self, page: Page) -> None:
        self._browser = page.context.new_cdp_session(page)

    def down(self, x: float, y: float) -> None:
        self._touch("touchStart", x, y)
        self._at = x, y

    def move(self, x: float, y: float, steps: int = 8) -> None:
        """To that point, in steps."""
        from_x, from_y = self._at
        for step in range(1, steps + 1):
            self._touch(
                "touchMove", from_x + (x - from_x) * step / steps, from_y + (y - from_y) * step / steps
            )
        self._at = x, y

    def up(self) -> None:
        self._browser.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str, x: float, y: float) -> None:
        self._browser.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
