"""A person who is there twice, and nobody saw it."""

from __future__ import annotations

from tests.parts.service import PairedSite, submission


def ask_twice(alice: PairedSite) -> None:
    """Salma asked twice, under two addresses; the second time nobody saw that it is she."""
    first = {"name": "Salma Bennani", "phone": "0661234567", "message": "Une cuisine"}
    second = {"name": "Bennani Salma", "email": "salma@example.com", "message": "Et un dressing"}
    alice.deliver(submission(first))
    alice.deliver(submission(second))
    alice.filon.work()
