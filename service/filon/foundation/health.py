"""Is this process alive, and can it serve: for supervisors and load balancers."""

from __future__ import annotations

from peewee import PeeweeException

from filon.foundation.database import database
from filon.foundation.errors import Unavailable
from filon.foundation.transactions import transaction
from filon.foundation.web import Blueprint

api = Blueprint("health", __name__, description="For supervisors and load balancers")


@api.route("/healthz", public=True)
@api.response(200, description="The process answers")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@api.route("/readyz", public=True)
@api.response(200, description="The database answers too")
def ready() -> dict[str, str]:
    """The database answers too."""
    try:
        with transaction(write=False):
            database.execute_sql("SELECT 1")
    except PeeweeException:
        raise Unavailable("The database does not answer") from None
    return {"status": "ready"}
