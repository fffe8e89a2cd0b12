"""/metrics for Prometheus: requests and the state of the queue, without names of clients or anybody's data."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from flask import Blueprint, Response
from prometheus_client import generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from filon.foundation import measuring
from filon.foundation.errors import NotFound, Unauthorized
from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.foundation.web import bearer, settings, view
from filon.housekeeping.figures import Figures, read_figures

pages = Blueprint("metrics", __name__)


def show_metrics() -> Response:
    """The figures of this moment for whoever has FILON_METRICS_TOKEN; without that setting there is nothing here."""
    token = settings().metrics_token
    if not token:
        raise NotFound()
    if not hmac.compare_digest((bearer() or "").encode(), token.encode()):
        raise Unauthorized()
    with across_tenants("measure the installation"), transaction(write=False):
        figures = read_figures(settings())
    registry = measuring.registry()
    registry.register(_Installation(figures))
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


pages.add_url_rule("/metrics", view_func=view(show_metrics, public=True))


class _Installation(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        figures = self._figures
        yield CounterMetricFamily("filon_leads", "Prospects since the beginning", value=figures.leads)
        gauges = {
            "filon_clients": ("Clients that are not removed", figures.clients),
            "filon_requests_day": ("Requests received in the last 24 hours", figures.requests),
            "filon_mails_sent_day": ("Mails of the last 24 hours that left", figures.sent),
            "filon_mails_refused_day": (
                "Mails of the last 24 hours that were refused for good",
                figures.refused,
            ),
            "filon_outbox_due": ("Events that wait for a worker", figures.waiting),
            "filon_outbox_dead": ("Events that were given up", figures.dead),
            "filon_outbox_oldest_seconds": (
                "How long the oldest due event waits",
                figures.oldest.total_seconds(),
            ),
            "filon_sites_silent": ("Sites that deliver nothing against their habit", len(figures.silent)),
            "filon_forms_silent": (
                "Forms that send nothing against their habit",
                sum(len(forms) for _site, forms in figures.silent_forms),
            ),
            "filon_gaps": (
                "Requests that sites have captured and that did not come",
                sum(site.gaps for site in figures.gaps),
            ),
            "filon_database_bytes": ("Size of the database", figures.database_bytes),
        }
        for name, ago in (("worker", figures.worker), ("backup", figures.backup)):
            if ago is not None:
                text = f"How long ago a {name} was seen"
                gauges[f"filon_{name}_age_seconds"] = (text, ago.total_seconds())
        for name, (text, value) in gauges.items():
            yield GaugeMetricFamily(name, text, value=value)
        disks = GaugeMetricFamily("filon_disk_free_bytes", "Free bytes where we write", labels=["folder"])
        for folder, (free, _total) in figures.disks.items():
            disks.add_metric([folder], free)
        yield disks
