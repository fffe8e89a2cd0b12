"""The plugin speaks French and Arabic: every sentence is translated, and visitors see it."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from filon.foundation.i18n import CATALOGUES
from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.visitor import visit

PLUGIN = Path(__file__).parents[2] / "wp-plugin"
FRENCH = PLUGIN / "languages" / "filon-fr_FR.po"
ARABIC = PLUGIN / "languages" / "filon-ar.po"
PLACEHOLDER = re.compile(r"%(?:\d\$)?[sd]")


def catalogue(path: Path) -> Catalog:
    """A catalogue's sentences."""
    with path.open("rb") as file:
        return read_po(file)


def sentences(path: Path) -> set[object]:
    """What is to be translated."""
    return {message.id for message in catalogue(path) if message.id}


@pytest.mark.wordpress
def test_catalogues_hold_what_the_code_says(on_mariadb: PluginSite, tmp_path: Path) -> None:
    made = tmp_path / "made.pot"
    on_mariadb.wordpress.wp(
        *(
            "i18n",
            "make-pot",
            str(PLUGIN),
            str(made),
            "--domain=filon",
            "--skip-theme-json",
        ),
        '--headers={"POT-Creation-Date":"2026-01-01 00:00+0000"}',
    )
    assert sentences(PLUGIN / "languages" / "filon.pot") == sentences(made)
    assert sentences(FRENCH) == sentences(made)
    assert sentences(ARABIC) == sentences(made)


@pytest.mark.parametrize("language", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_every_sentence_is_translated_and_keeps_its_places(language: Path) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        # Languages have more forms than English, each with the places of the plural.
        original = message.id[-1] if isinstance(message.id, tuple) else message.id
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(translations) in (1, catalogue(language).num_plurals)
        for translation in translations:
            assert translation, original
            assert sorted(PLACEHOLDER.findall(translation)) == sorted(PLACEHOLDER.findall(original)), original


def test_plugin_and_service_call_mail_by_one_word() -> None:
    """In French: Mail. The sentences of the service's code are French, those of the plugin are translated."""
    service = catalogue(CATALOGUES / "en" / "LC_MESSAGES" / "filon.po")
    said = [message.id for message in service] + [message.string for message in catalogue(FRENCH)]
    texts = [text for one in said for text in (one if isinstance(one, tuple) else (one,)) if text]
    assert len(texts) > 200
    other_words = re.compile(r"e-?mail|courriel", re.IGNORECASE)
    assert [text for text in texts if other_words.search(text.replace("%(email)s", ""))] == []


def speak(site: PluginSite, locale: str, language: Path) -> None:
    """Switch the site to a language, compiled as the release does it."""
    languages = Path(site.wordpress.site.root, "wp-content", "plugins", "filon", "languages")
    with (languages / f"filon-{locale}.mo").open("wb") as compiled:
        write_mo(compiled, catalogue(language))
    site.wordpress.wp("option", "update", "WPLANG", locale)


def test_a_french_visitor_reads_french(site: PluginSite, service: StandIn) -> None:
    speak(site, "fr_FR", FRENCH)
    page = visit(site.contact)
    assert "Votre téléphone" in page.html
    assert "Merci. Votre demande est bien arrivée." in site.send().html
    assert site.submissions()[0]["locale"] == "fr_FR"
    assert "Relié à Menuiserie Atlas. 1 demande en attente, rien de remis encore." in site.settings(
        site.sign_in()
    )


def test_an_arabic_visitor_reads_arabic_from_right_to_left(site: PluginSite, service: StandIn) -> None:
    speak(site, "ar", ARABIC)
    page = visit(site.contact)
    assert 'dir="rtl"' in page.html
    assert "رقم هاتفكم" in page.html
    assert "شكرا. لقد وصل طلبكم." in site.send().html
    assert site.submissions()[0]["locale"] == "ar"
