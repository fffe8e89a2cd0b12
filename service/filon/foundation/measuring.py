"""How long requests take, by route and status, summed over all web processes of this machine.

prometheus_client keeps each process's sums in a file of the folder that PROMETHEUS_MULTIPROC_DIR names, which
`filon web` sets: whichever process is asked answers for all.
"""

from __future__ import annotations

import os
import tempfile
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"

_requests = Histogram(
    "filon_request_seconds",
    "Requests by the route's rule, never its address",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 20),
    registry=None,
)


def measured_together() -> dict[str, str]:
    """What the environment of a web server's processes needs, so that they are measured as one."""
    return {FOLDER: tempfile.mkdtemp(prefix="filon-metrics-")}


def measure(app: Flask) -> None:
    """Measure every request of the app."""

    @app.after_request
    def _observe(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "none"
        seconds = time.perf_counter() - g.get("began_at", time.perf_counter())
        # A method is whatever the caller says: only those that a route knows become a label.
        method = request.method if request.url_rule else "any"
        _requests.labels(rule, method, str(response.status_code)).observe(seconds)
        return response


def registry() -> CollectorRegistry:
    """The sums of all processes, to be read now."""
    found = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]  # it has no types
    else:
        found.register(_requests)
    return found
