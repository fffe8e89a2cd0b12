"""The list of rooms, and how they become one web application."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from typing import Any

from flask import Flask, Response
from flask_smorest import Api

import filon
from filon.appointments import api as appointments_api
from filon.appointments import elsewhere_pages, own_hours_pages, push_api, resource_api
from filon.appointments import pages as appointments_pages
from filon.dashboard import api_docs, frame
from filon.desk import api as desk_api
from filon.desk import (
    appointment_api,
    board,
    bulk,
    bulk_api,
    by_hand,
    calendar_feed,
    calendar_pages,
    customised,
    figures_api,
    files,
    files_api,
    first_steps_pages,
    known_api,
    mails,
    mails_api,
    meeting_changes,
    messages,
    messages_api,
    minutes_api,
    minutes_pages,
    notes,
    notes_api,
    online_pages,
    own_appointment_pages,
    own_minutes_pages,
    reminder_api,
    reminder_pages,
    setting_changes_api,
    setting_history_pages,
    shop_orders_api,
    timeline_api,
    visitors,
    workload_api,
    workload_pages,
)
from filon.desk import pages as desk_pages
from filon.foundation import config, health, openapi, problems, web
from filon.foundation.starting import start_checked
from filon.housekeeping import api as housekeeping_api
from filon.housekeeping import erasing_api, erasing_pages, metrics
from filon.housekeeping import pages as housekeeping_pages
from filon.intake import api as intake_api
from filon.intake import files_api as submission_files_api
from filon.intake import forms_api, ledger_api
from filon.intake import pages as intake_pages
from filon.intake.imports import api as imports_api
from filon.intake.imports import pages as imports_pages
from filon.leads import (
    assignment_api,
    assignment_pages,
    column_pages,
    customising,
    fields_api,
    labels_api,
    longest_waiting,
    view_pages,
    views_api,
)
from filon.leads import pages as leads_pages
from filon.notifications import pages as notifications_pages
from filon.notifications import snippets_api
from filon.reports import api as reports_api
from filon.reports import pages as reports_pages
from filon.tenants import (
    absences_api,
    business_api,
    devices_api,
    identities,
    key_api,
    key_pages,
    logo_api,
    members_api,
    releases_api,
    site_settings_api,
)
from filon.tenants import api as tenants_api
from filon.tenants.operators import cockpit
from filon.tenants.operators import pages as operator_pages
from filon.tenants.pages import account, alerts, business, joining, logo, sign_in, sites, team

APIS = [
    *(
        tenants_api.api,
        desk_api.api,
        bulk_api.api,
        notes_api.api,
        mails_api.api,
        timeline_api.api,
        messages_api.api,
        files_api.api,
        known_api.api,
        shop_orders_api.api,
        snippets_api.api,
        fields_api.api,
        labels_api.api,
        views_api.api,
        housekeeping_api.api,
        erasing_api.api,
        erasing_api.sites_api,
        reminder_api.api,
        appointment_api.api,
        minutes_api.api,
        minutes_api.calls_api,
        appointments_api.api,
        appointments_api.days_api,
        resource_api.api,
        reports_api.api,
        intake_api.api,
        submission_files_api.api,
        intake_api.checks_api,
        ledger_api.api,
        forms_api.api,
        forms_api.sites_api,
    ),
    imports_api.api,
    *(
        members_api.api,
        devices_api.api,
        business_api.api,
        logo_api.api,
        absences_api.api,
        assignment_api.api,
        workload_api.api,
        figures_api.api,
        tenants_api.frame_api,
        key_api.api,
        site_settings_api.api,
        releases_api.api,
        setting_changes_api.api,
    ),
]
# The order of the navigation, and of the sections of the settings.
PAGES = [
    *(
        desk_pages.pages,
        by_hand.pages,
        bulk.pages,
        files.pages,
        notes.pages,
        customised.pages,
        leads_pages.pages,
        column_pages.pages,
        board.pages,
        view_pages.pages,
        housekeeping_pages.pages,
        erasing_pages.pages,
        reminder_pages.pages,
        calendar_pages.pages,
        meeting_changes.pages,
        minutes_pages.pages,
        mails.pages,
        messages.pages,
        reports_pages.pages,
        workload_pages.pages,
        account.pages,
        own_hours_pages.pages,
        elsewhere_pages.pages,
        first_steps_pages.pages,
        business.pages,
        customising.pages,
        team.pages,
        assignment_pages.pages,
        appointments_pages.pages,
        sites.pages,
    ),
    *(
        imports_pages.pages,
        intake_pages.pages,
        alerts.pages,
        notifications_pages.pages,
        key_pages.pages,
        setting_history_pages.pages,
        logo.pages,
        sign_in.pages,
        joining.pages,
        visitors.pages,
        online_pages.pages,
        own_appointment_pages.pages,
        own_minutes_pages.pages,
    ),
    operator_pages.pages,
    metrics.pages,
    calendar_feed.pages,
    push_api.pages,
]


class _Synchronous(Flask):
    """None of our views is a coroutine; Flask looks into each function at each call to see whether it is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Settings | None = None) -> Flask:
    """The web application, checked: raises Misconfigured or Behind rather than serving what can't work."""
    settings = start_checked(settings)

    app = _Synchronous("filon", static_folder=None)
    app.config.update(FILON=settings, **openapi.CONFIG)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # documents keep the order in which they are described
    web.prepare(app)
    web.hooks.identify = identities.identify
    web.hooks.site_origin = identities.site_origin
    tenants_api.tell_with(longest_waiting.who_waits)
    cockpit.count_waiting_with(longest_waiting.waiting_everywhere)

    _register_apis(app)
    problems.register(app)
    frame.install(app)
    for pages in PAGES:
        app.register_blueprint(pages)

    app.register_blueprint(api_docs.pages)

    @app.get("/")
    def front_door() -> Response:
        return Response(status=303, headers={"Location": "/app/"})

    # All of this stays: looking through it for garbage, every few hundred requests, let one of them wait for 0.2 s.
    gc.collect()
    gc.freeze()
    # A page makes and drops a hundred thousand objects: looking at each seven hundred takes a fifteenth of its time.
    gc.set_threshold(10_000)
    return app


def _register_apis(app: Flask) -> None:
    api = Api(app, spec_kwargs={"marshmallow_plugin": openapi.Plugin()})
    api.register_blueprint(health.api)
    for room in APIS:
        api.register_blueprint(room)
    openapi.correct(api.spec, filon.__version__, session_cookie=identities.COOKIE)


def main() -> None:
    """Print the OpenAPI document: `python -m filon.app > schemas/openapi.json`. Needs neither settings nor database."""
    app = Flask("filon", static_folder=None)
    app.config.update(openapi.CONFIG)
    _register_apis(app)
    print(json.dumps(openapi.document_of(app), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
