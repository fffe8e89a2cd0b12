"""The plugin speaks French: every sentence is translated, and a French visitor sees it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.visitor import visit

PLUGIN = Path(__file__).parents[2] / "wp-plugin"
FRENCH = PLUGIN / "languages" / "filon-fr_FR.po"
PLACEHOLDER = re.compile(r"%(?:\d\$)?[sd]")


def catalogue(path: Path) -> Catalog:
    """A catalogue's sentences."""
    with path.open("rb") as file:
        return read_po(file)


def sentences(path: Path) -> set[object]:
    """What is to be translated."""
    return {message.id for message in catalogue(path) if message.id}


@pytest.mark.wordpress
def test_catalogues_hold_what_the_code_says(lone: PluginSite, tmp_path: Path) -> None:
    made = tmp_path / "made.pot"
    lone.wordpress.wp(
        *(
            "i18n",
            "make-pot",
            str(PLUGIN),
            str(made),
            "--domain=filon",
            "--skip-block-json",
            "--skip-theme-json",
        ),
        '--headers={"POT-Creation-Date":"2026-01-01 00:00+0000"}',
    )
    assert sentences(PLUGIN / "languages" / "filon.pot") == sentences(made)
    assert sentences(FRENCH) == sentences(made)


def test_every_sentence_is_french_and_keeps_its_places() -> None:
    for message in catalogue(FRENCH):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(translations), message.id
        for original, translation in zip(originals, translations, strict=True):
            assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(original)), original


def test_a_french_visitor_reads_french(site: PluginSite, service: StandIn) -> None:
    languages = Path(site.wordpress.site.root, "wp-content", "plugins", "filon", "languages")
    with (languages / "filon-fr_FR.mo").open("wb") as compiled:
        write_mo(compiled, catalogue(FRENCH))
    site.wordpress.wp("option", "update", "WPLANG", "fr_FR")
    page = visit(site.contact)
    assert "Votre téléphone" in page.html
    assert "Merci. Votre demande est bien arrivée." in site.send().html
    assert site.submissions()[0]["locale"] == "fr_FR"
    assert "Relié à Menuiserie Atlas. 1 demande en attente, rien de remis encore." in site.settings(
        site.sign_in()
    )
