"""Filon, a lead CRM for a WordPress agency and its clients."""

from importlib.metadata import version

__version__ = version("filon")
