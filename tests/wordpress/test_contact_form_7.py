"""What visitors send with Contact Form 7 is captured once, as they saw it; replayed from what its 6.1 handed over."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.contact_form_7 import recorded
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import SCHEMA, values_of

REPLAY = Path(__file__).parent / "php" / "cf7-replay.php"
RECORDED = recorded()
CASES: dict[str, list[dict[str, Any]]] = RECORDED["cases"]
CONSENT = "J’accepte que mes données servent à me répondre."
ANSWERS = {
    "your-name": "Khadija Berrada",
    "your-email": "khadija@example.com",
    "tel-412": "06 12 34 56 78",
    "profil": ["Un particulier"],
    "service": ["Dressing"],
    "pieces": ["Salon", "Autre : le grenier"],
    "ville": "Fès",
    "visite": "2026-12-01",
    "your-message": 'Une cuisine en chêne, c\'est "pressé" \\ <3\n😀',
    "campagne": "printemps",
    "etage": "2e",
}


def replay(
    site: PluginSite, hooks: list[dict[str, Any]], form: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Fire what was recorded in this site, of another `form` when given, and give what it keeps."""
    whole = [hook | {"form": form or RECORDED["forms"][str(hook["form"])]} for hook in hooks]
    text = json.dumps(whole).replace("{home}", site.url)
    [page] = site.wordpress.sql("SELECT ID FROM wp_posts WHERE post_name = 'contact'")
    text = text.replace('"{page}"', page[0]).replace("\\", "\\\\").replace("'", "\\'")
    printed = site.php(f"require {json.dumps(str(REPLAY))}; replay( json_decode( '{text}', true ) );")
    assert printed == ""
    kept = site.submissions()
    for one in kept:
        must_fit(one, SCHEMA)
    return kept


def test_it_works(either: PluginSite) -> None:
    [kept] = replay(either, CASES["script"])
    assert values_of(kept) == ANSWERS | {"plan": ["Plan-e.pdf"]}
    assert (kept["source"], kept["form"]) == ("cf7", {"id": "101", "title": "Devis"})
    assert (kept["page"], kept["locale"]) == (f"{either.url}/devis/", "fr_FR")
    assert kept["consents"] == [
        {"field_id": "rgpd", "text": CONSENT, "given": True},
        {"field_id": "nouvelles", "text": "Je veux recevoir les nouvelles & offres.", "given": False},
    ]
    assert [(file["field_id"], file["name"]) for file in kept["files"]] == [("plan", "Plan-e.pdf")]
    assert "spam" not in kept


def test_each_field_has_the_words_beside_it(site: PluginSite) -> None:
    [kept] = replay(site, CASES["script"])
    assert {field["id"]: (field["label"], field["type"]) for field in kept["fields"]} == {
        "your-name": ("Votre nom (obligatoire)", "text"),
        "your-email": ("Votre e-mail", "email"),
        "tel-412": ("Téléphone", "tel"),
        "profil": ("Vous êtes", "radio"),
        "service": ("Pour quel service ?", "select"),
        "pieces": ("Pièces", "checkbox"),
        "ville": ("Votre ville", "text"),
        "visite": (None, "date"),
        "your-message": ("Votre projet *", "textarea"),
        "plan": ("Un plan", "file"),
        "campagne": (None, "hidden"),
        "etage": (None, None),
    }


@pytest.mark.parametrize(
    ("template", "label"),
    [
        ("<label>Nom</label><br />[text nom]", "Nom"),
        ("<dl><dt>Nom <b>*</b></dt><dd>[text nom]</dd></dl>", "Nom *"),
        ("<div class='question'>Nom</div><div>[text nom]</div>", "Nom"),
        ("<p>[text a] <label for='x'>Nom</label></p><p>[text nom id:x]</p>", "Nom"),
        ("<label for=y>Ville</label><label class='l' for=x>Nom</label>[text a id:y][text nom id:x]", "Nom"),
        ('<p>Vous</p>[text nom placeholder "Nom ]"]', "Nom ]"),
        ("<h2>Nous contacter</h2>[text nom]", None),
        ("<label>[text nom] Nom</label>", None),
        ("<p>Ville<br />[text a]</p>[text nom]", None),
        ("[acceptance a] J’accepte. [/acceptance] [text nom]", None),
        ("<label", None),
    ],
)
def test_what_stands_beside_a_field(site: PluginSite, template: str, label: str | None) -> None:
    hook = CASES["script"][0]
    form = RECORDED["forms"][str(hook["form"])]
    tags = [
        form["tags"][0]
        | {"type": kind, "basetype": kind, "raw_name": name, "name": name}
        | {"options": options.split(), "values": re.findall('"(.*?)"', values)}
        for kind, name, options, values in re.findall(r'\[(\w+) (\w+)([^"\]]*)((?:"[^"]*")?)\]', template)
    ]
    submission = hook["submission"] | {"posted": {"nom": "Khadija"}, "files": {}}
    [kept] = replay(site, [hook | {"submission": submission}], form | {"template": template, "tags": tags})
    assert [(field["id"], field["label"]) for field in kept["fields"]] == [("nom", label)]


def test_an_arabic_form(site: PluginSite) -> None:
    [kept] = replay(site, CASES["arabic"])
    assert values_of(kept) == {
        "your-name": "سميرة العلوي",
        "your-tel": "0661234567",
        "your-message": "أريد مطبخا",
    }
    assert [field["label"] for field in kept["fields"]] == ["الاسم الكامل", "رقم الهاتف", "رسالتك"]
    assert kept["consents"] == [{"field_id": "memoire", "text": "أوافق على حفظ طلبي.", "given": True}]
    assert kept["locale"] == "ar"


@pytest.mark.parametrize("case", ["no script", "mail failed"])
def test_however_it_was_sent_and_whatever_became_of_the_mail(site: PluginSite, case: str) -> None:
    [kept] = replay(site, CASES[case])
    assert values_of(kept)["your-name"] == "Khadija Berrada"
    assert kept["page"] == f"{site.url}/devis/"


def test_a_mail_server_that_hangs_for_ever_loses_nothing(site: PluginSite) -> None:
    """Then the second hook never comes."""
    [kept] = replay(site, CASES["script"][:1])
    assert values_of(kept)["your-name"] == "Khadija Berrada"


def test_a_browser_that_tells_no_referrer(site: PluginSite) -> None:
    [kept] = replay(site, CASES["no referrer"])
    assert kept["page"] == site.contact


def test_a_hidden_page_is_not_named(site: PluginSite) -> None:
    """Which page a form stands on is what the visitor's browser says."""
    [contact] = site.wordpress.sql("SELECT ID FROM wp_posts WHERE post_name = 'contact'")
    become = f"wp_update_post( array( 'ID' => {contact[0]}, 'post_status' => '%s' ) );"
    site.php(become % "private")
    [kept] = replay(site, CASES["no referrer"])
    site.php(become % "publish")
    assert kept["page"] is None


def test_spam_is_sent_with_the_verdict(site: PluginSite) -> None:
    [kept] = replay(site, CASES["spam"])
    assert kept["spam"] == {"by": "wpcf7"}
    assert values_of(kept)["your-name"] == "Khadija Berrada"


@pytest.mark.parametrize(
    "case", ["not accepted", "mistake", "not to be stored", "demo", "forgetful", "members", "stopped"]
)
def test_what_is_not_sent_or_not_to_be_kept(site: PluginSite, case: str) -> None:
    assert replay(site, CASES[case]) == []


@pytest.mark.parametrize(
    ("status", "is_kept"),
    [("payment_required", False), ("aborted", False), ("of_another_plugin", False), ("mail_sent", True)],
)
def test_what_another_plugin_has_stopped(site: PluginSite, status: str, is_kept: bool) -> None:
    """As one that waits for a payment, or that a filter of the site's own has refused."""
    stopped, ended = CASES["stopped"]
    assert bool(replay(site, [stopped, ended | {"status": status}])) is is_kept


def test_what_must_not_leave_the_site_does_not(site: PluginSite) -> None:
    posted = CASES["script"][0]["submission"]["posted"]
    assert posted["acces-mot-de-passe"] == "sésame", "else this test shows nothing"
    assert posted["somme"] == "4"
    for secret in ("g-recaptcha-response", "cf-turnstile-response", "csrf_token", "user_password", "_nonce"):
        posted = {**posted, secret: "SECRET-7"}
    hooks = [hook | {"submission": hook["submission"] | {"posted": posted}} for hook in CASES["script"]]
    [kept] = replay(site, hooks)
    assert values_of(kept).keys() == ANSWERS.keys() | {"plan"}
    assert "SECRET-7" not in json.dumps(kept)
    assert "sésame" not in json.dumps(kept, ensure_ascii=False)


def test_a_box_without_words_is_no_consent(site: PluginSite) -> None:
    hook = CASES["arabic"][0]
    form = RECORDED["forms"][str(hook["form"])]
    tags = [tag | ({"content": ""} if tag["basetype"] == "acceptance" else {}) for tag in form["tags"]]
    template = form["template"].replace("أوافق على حفظ طلبي.", "")
    [kept] = replay(site, [hook], form | {"tags": tags, "template": template})
    assert kept["consents"] == []
    assert values_of(kept)["memoire"] == ["1"]


def test_strangers_can_add_fields_but_no_more_than_the_service_takes(site: PluginSite) -> None:
    many = CASES["script"][0]["submission"]["posted"] | {f"x{n}": ["y"] * 400 for n in range(350)}
    hooks = [hook | {"submission": hook["submission"] | {"posted": many}} for hook in CASES["script"]]
    [kept] = replay(site, hooks)
    assert len(kept["fields"]) == 300
    assert kept["fields"][0]["value"] == "Khadija Berrada", "the form's own come first"


@pytest.mark.parametrize(
    "broken",
    [
        "null, $no, null",
        "'form', $no, 7",
        "new stdClass(), $no, new stdClass()",
        "array(), $no, new ArrayObject()",
    ],
)
def test_nothing_that_the_hooks_bring_breaks_the_form(site: PluginSite, broken: str) -> None:
    said = site.php(
        f"define( 'WPCF7_VERSION', '7' ); Filon\\load_adapters(); $no = false;"
        f"do_action( 'wpcf7_before_send_mail', {broken} ); do_action( 'wpcf7_submit', null, 'x' );"
        "do_action( 'wpcf7_submit', new stdClass(), array( 'status' => 'spam' ) ); echo 'goes on';"
    )
    assert said == "goes on"
    assert site.rows() == []
