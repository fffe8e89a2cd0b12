"""Headless Chromium for tests: Debian's, driven by playwright, silent towards the outside."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    expect,
)

from tests.parts.processes import program

# A machine that does other things too is slow, which is no fault of a page's.
expect.set_options(timeout=20_000)

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
DESKTOP = 1280
PHONE = 390
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
# What turns for ever, as a sign of waiting does, is not waited for, nor what somebody has stopped half-way.
_STANDS_STILL = """async () => {
  await document.fonts.ready;
  const ends = (moving) => moving.playState === "running" && moving.effect.getComputedTiming().endTime !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map((moving) => moving.finished));
}"""


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose visitors (open_visitor) get no cookies in frames of another site, as in Safari."""
    browser = playwright.chromium.launch(executable_path=_path(), args=_QUIET)
    try:
        yield browser
    finally:
        browser.close()


def open_visitor(browser: Browser, *, language: str = "fr-FR", width: int = DESKTOP) -> BrowserContext:
    """A fresh visitor: no cookies, pages in `language`, `width` in CSS pixels (a phone below 600)."""
    phone = width < 600
    size = ViewportSize(width=width, height=844 if phone else 900)
    return browser.new_context(locale=language, viewport=size, has_touch=phone, is_mobile=phone)


@contextmanager
def lax_visitor(
    playwright: Playwright, profile: Path, *, language: str = "fr-FR"
) -> Iterator[BrowserContext]:
    """A visitor whose frames of another site have cookies; `profile` is a folder to be made."""
    # Chromium's private contexts and Debian's build both block them, whatever the command line says: only the
    # preference of a lasting profile allows them.
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": {"cookie_controls_mode": 0}}))
    visitor = playwright.chromium.launch_persistent_context(
        profile, executable_path=_path(), args=_QUIET, locale=language
    )
    try:
        yield visitor
    finally:
        visitor.close()


def _path() -> str:
    return program("chromium", "chromium", "/usr/bin/chromium")


@dataclass
class Complaints:
    """What the browser says against a page: errors on its console (a refusal by CSP) and uncaught ones."""

    texts: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Collect what this page and its frames say from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.texts.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.texts.append(f"{message.text} ({message.location.get('url', '')})")


def show(page: Page, name: str, *, full_page: bool = False) -> None:
    """Wait until the page stands still; SCREENSHOTS=1 then writes it as var/screenshots/<name>.png, to be looked at."""
    for frame in page.frames:
        frame.evaluate(_STANDS_STILL)
    # No test reads it, and each takes the browser most of a second.
    if os.environ.get("SCREENSHOTS"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page)
