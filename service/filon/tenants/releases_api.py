"""The plugin's newest release for sites that update it: what it is, and the zip. Our own free program, of no tenant."""

from __future__ import annotations

from typing import Any

from flask import Response, send_file

from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint, settings
from filon.tenants import releases, schemas

api = Blueprint("plugin", __name__, url_prefix="/api/v1/plugin", description="The WordPress plugin")


@api.route("", public=True, problems=("not_found",))
@api.response(200, schemas.PluginRelease)
def show_plugin() -> dict[str, str]:
    """The newest release; 404 when this service offers none."""
    release = releases.newest(settings().plugin)
    if release is None:
        raise NotFound()
    return release.document(settings().address)


@api.route("/filon-<string:version>.zip", public=True, problems=("not_found",))
@api.doc(
    responses={
        "200": {
            "description": "The zip",
            "content": {
                "application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}
            },
        }
    }
)
def download_plugin(version: str) -> Any:
    """The zip of a release that the service offers."""
    file = releases.of_version(settings().plugin, version)
    if file is None:
        raise NotFound()
    response: Response = send_file(file.resolve(), mimetype="application/zip", as_attachment=True)
    return response
