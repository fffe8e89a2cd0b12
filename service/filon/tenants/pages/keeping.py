"""How a section of the settings keeps a change: at once, then it says so; or it shows what is wrong where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.dashboard.frame import back_to
from filon.foundation.errors import Invalid

TEMPLATES = "../templates"


def keep(
    change: Callable[[], Any], show: Callable[..., Response], back: str, said: str | None = None, **at: Any
) -> Response:
    """Make the change and go back to the section `back`, which announces it.

    A change checks before it writes. When it is Invalid the section is shown with what is `wrong` and what was
    `typed`, and `at` says in which of its rows. `said` is what the section says of something that leaves no change.
    """
    try:
        made = change()
    except Invalid as error:
        return show(422, wrong=error.errors, typed=request.form.to_dict(), **at)
    return back_to(back, changed=made and made.id, said=said)


def announced() -> UUID | None:
    """The change that the address names."""
    return request.args.get("changed", type=UUID)
