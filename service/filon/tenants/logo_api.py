"""The business's logo as a program has it: the picture itself, another one, or none; checked as on the screen."""

from __future__ import annotations

from flask import Response, make_response, request

from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint
from filon.tenants import logos

api = Blueprint(
    "logo_api", __name__, url_prefix="/api/v1/business/logo", description="The logo of the business"
)
_PICTURE = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}


@api.route("", problems=("not_found",))
@api.doc(
    responses={
        "200": {
            "description": "The logo as it is shown",
            "content": {"image/png": {"schema": {"type": "string", "contentMediaType": "image/png"}}},
        }
    }
)
def show_logo() -> Response:
    """The logo, a PNG of at most 512 points a side; 404 when there is none."""
    response = make_response(logos.shown())
    response.headers["Content-Type"] = "image/png"
    return response


@api.route("", methods=["PUT"], role="manager", problems=("invalid", "too_large"))
@api.doc(
    requestBody={
        "required": True,
        "description": "The picture as it is: PNG, JPEG or WebP, 1 MB and 4,000 points a side at most",
        # As curl names a file: no picture is text.
        "content": {"application/octet-stream": {**_PICTURE, "example": "@logo.png"}},
    }
)
@api.response(204)
def change_logo() -> None:
    """Show this picture beside the business's name. It is drawn anew; twenty an hour, one at a time."""
    logos.show_logo(request.get_data(cache=False))


@api.route("", methods=["DELETE"], role="manager", problems=("not_found",))
@api.response(204)
def remove_logo() -> None:
    """Show no logo any more."""
    if logos.show_none() is None:
        raise NotFound()
