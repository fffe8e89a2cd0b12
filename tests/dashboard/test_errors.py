"""What people read when something goes wrong: their own language, what to do, and no word meant for programs."""

from __future__ import annotations

import re

import pytest

from filon.foundation.errors import FilonError, Unavailable
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite


@pytest.mark.parametrize("error", [ValueError("salma@example.com"), Unavailable("The database is away")])
@pytest.mark.parametrize(
    ("language", "sentence", "reference"),
    [
        ("fr-FR", "Filon n’a pas pu répondre", "Référence à donner à votre agence\u00a0: (\\w+)"),
        ("en", "Filon could not answer", "Reference for your agency: (\\w+)"),
        ("ar-MA", "لم يستطع Filon الإجابة", "مرجع تعطيه لوكالتك: (\\w+)"),
    ],
)
def test_it_works(filon: Filon, error: Exception, language: str, sentence: str, reference: str) -> None:
    def break_down() -> None:
        raise error

    filon.serve_also("/app/broken", break_down)
    answer = filon.client.get("/app/broken", headers={"Accept-Language": language})
    assert answer.status_code == (error.status if isinstance(error, FilonError) else 500)
    assert sentence in answer.text
    given = re.search(reference, answer.text)
    assert given
    assert given[1] == answer.headers["X-Request-Id"], "the agency finds it in the log"
    assert str(error) not in answer.text


def test_what_is_not_there_needs_no_reference(alice: PairedSite) -> None:
    answer = signed_in(alice).get("/app/prospects/77")
    assert answer.status_code == 404
    assert "Il n’y a rien à cette adresse" in answer.text
    assert "Référence" not in answer.text
