"""axe-core in a page: what keeps people out who see, hear or move otherwise (WCAG 2.2, levels A and AA)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Frame, Page

_AXE = Path("service/filon/dashboard/node_modules/axe-core/axe.min.js")
_RUN = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"], iframes: false });
  const said = (rule, node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`;
  return found.violations.flatMap((rule) => rule.nodes.map((node) => said(rule, node)));
}"""


@cache
def _source() -> str:
    return (Path(__file__).parents[2] / _AXE).read_text() + "\n; null"


def barriers(page: Page | Frame) -> list[str]:
    """What axe finds in the page or frame as it stands; through the debugger, so that its CSP stays as it is."""
    page.evaluate(_source())
    found: list[str] = page.evaluate(_RUN)
    return found
