"""The API's documentation: all of it on one page of ours, with nothing fetched from elsewhere."""

from __future__ import annotations

import re

from filon.foundation import openapi
from filon.foundation.access import SCOPES
from filon.foundation.problem_codes import PROBLEMS, as_table
from tests.house.source_files import ROOT
from tests.parts.service import Filon


def test_it_works(filon: Filon) -> None:
    answer = filon.client.get("/api/docs")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    document = openapi.document_of(filon.app)
    for item in document["paths"].values():
        for operation in (o for method, o in item.items() if method != "parameters"):
            assert f'<article id="{operation["operationId"]}"' in answer.text
            assert operation["summary"].split("'")[0] in answer.text
    for code in PROBLEMS:
        assert f'id="code-{code}"' in answer.text
    for scope in SCOPES:
        assert f"<code>{scope}</code>" in answer.text
    assert f"export FILON={filon.settings.address}" in answer.text


def test_programs_get_the_same_document(filon: Filon) -> None:
    assert filon.client.get("/api/openapi.json").json == openapi.document_of(filon.app)


def test_nothing_comes_from_elsewhere(filon: Filon) -> None:
    answer = filon.client.get("/api/docs")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'; style-src 'self'" in policy
    assert "connect-src 'self'" in policy
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith(("/", "#")), address
    for address in re.findall(r'(?:src|<link[^>]*href)="([^"#]+)"', answer.text):
        assert filon.client.get(address).status_code == 200, address


def test_every_link_within_the_page_leads_somewhere(filon: Filon) -> None:
    text = filon.client.get("/api/docs").text
    places = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'<a[^>]*href="#([^"]+)"', text)) <= places


def test_the_guide_has_the_same_table() -> None:
    guide = (ROOT / "docs" / "api.md").read_text()
    assert as_table() in guide, "python -m filon.foundation.problem_codes"
