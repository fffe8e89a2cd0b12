"""The service, for a bench of more visitors than a site has: as a flood of a form they would all be set aside."""

from __future__ import annotations

import sys

from flask import Flask

import filon.app
from filon.intake import floods


def create_app() -> Flask:
    """As `filon web` serves it, but for the limits of submissions a minute."""
    floods.MOST_A_MINUTE = floods.MOST_OF_A_SITE = sys.maxsize
    return filon.app.create_app()
