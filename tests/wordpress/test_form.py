"""A visitor sends the form of a real page, without JavaScript: the request is kept exactly as typed."""

import json
import re
from pathlib import Path

import requests

from tests.parts.shapes import must_fit
from tests.wordpress.site import PluginSite
from tests.wordpress.visitor import TYPICAL, Page, send, visit

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "submission.schema.json").read_text())
CONSENT = "I agree that Atlas uses what I wrote here to answer my request."


def values_of(submission: dict[str, object]) -> dict[str, object]:
    """Values by field id."""
    fields = submission["fields"]
    assert isinstance(fields, list)
    return {field["id"]: field["value"] for field in fields}


def test_it_works(either: PluginSite) -> None:
    thanks = either.send()
    assert "Thank you. Your request has arrived." in thanks.html
    assert thanks.url.endswith("/contact/?filon-sent=contact#filon-contact")
    [kept] = either.submissions()
    must_fit(kept, SCHEMA)
    assert values_of(kept) == TYPICAL | {"email": ""}
    assert kept["form"] == {"id": "contact", "title": "Contact"}
    assert kept["page"] == either.contact
    assert kept["consents"] == [{"field_id": "consent", "text": CONSENT, "given": True}]
    assert kept["suggestions"] == {"name": "name", "email": "email", "phone": "phone", "message": "message"}


def test_every_character_is_kept_byte_for_byte(either: PluginSite) -> None:
    typed = "\\ \\\\ \\' \" ' %s %d {x} <script>alert(1)</script> =1+1 \r\n😀 مرحبا é \u200f end\\"
    either.send(TYPICAL | {"message": typed})
    [row] = either.rows()
    must_fit(json.loads(row["line"]), SCHEMA)
    assert values_of(json.loads(row["line"]))["message"] == typed
    assert row["line"].isascii()


def test_the_hash_is_that_of_the_line_as_it_stands(either: PluginSite) -> None:
    either.send()
    [answer] = either.wordpress.sql("SELECT COUNT(*) FROM wp_filon_queue WHERE status = 'waiting'")
    assert answer == ["1"]
    check = "foreach ( Filon\\claim_rows( 9 ) as $row ) { var_dump( hash( 'sha256', $row->line ) === $row->sha256 ); }"
    assert either.php(check) == "bool(true)"


def test_a_mistake_names_the_field_and_keeps_what_was_typed(site: PluginSite) -> None:
    hostile = '"><script>alert(1)</script> c\'est -- "bien" ... &amp; <'
    again = site.send({"name": hostile, "phone": "12", "message": hostile, "email": "khadija@"})
    assert again.status == 422
    assert again.typed("name") == hostile
    assert again.typed("message") == hostile
    assert "Digits are missing from this phone number." in again.html
    assert "This e-mail address is not complete" in again.html
    assert "<script>alert(1)" not in again.html
    assert 'aria-invalid="true"' in again.html
    assert "no-cache" in again.headers["Cache-Control"]
    assert site.rows() == []
    mended = again.filled({"phone": "0612345678", "email": ""})
    assert "Thank you" in requests.post(site.contact, data=mended, timeout=30).text
    assert values_of(site.submissions()[0])["message"] == hostile


def test_consent_must_be_given_where_the_form_says_so(site: PluginSite) -> None:
    again = site.send(consent=False)
    assert "Please tick this box" in again.html
    assert site.rows() == []
    free = site.wordpress.create_page(
        "Free", '[filon_form id="free" consent="Call me &amp; write" consent_required="no"]'
    )
    send(free, consent=False)
    [kept] = site.submissions()
    assert kept["consents"] == [{"field_id": "consent", "text": "Call me & write", "given": False}]


def test_robots_are_kept_with_a_verdict(site: PluginSite) -> None:
    site.send(website="https://spam.example")
    site.send(elapsed="40")
    site.send(elapsed="4000")
    assert [kept.get("spam") for kept in site.submissions()] == [
        {"by": "honeypot"},
        {"by": "minimum-time"},
        None,
    ]
    for kept in site.submissions():
        must_fit(kept, SCHEMA)


def test_everybody_gets_the_same_page_so_that_it_may_be_cached(site: PluginSite) -> None:
    first, second = visit(site.contact), visit(site.contact)
    form = slice(first.html.index("<form"), first.html.index("</form>"))
    assert first.html[form] == second.html[form]
    assert "nonce" not in first.html[form]


def test_a_page_cached_before_the_salts_changed_still_brings_its_request(site: PluginSite) -> None:
    page = visit(site.contact)
    stale = [
        (name, "x" + value if name == "filon_form[sealed]" else value) for name, value in page.filled(TYPICAL)
    ]
    assert "Thank you" in requests.post(site.contact, data=stale, timeout=30).text
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    assert values_of(kept) == TYPICAL | {"email": "", "filon_form": "contact"}
    assert kept["form"] == {"id": "unsealed", "title": ""}
    assert kept["consents"] == [], "a text that we did not seal proves nothing"


def test_a_stranger_without_a_seal_chooses_no_form_and_fills_no_disk(site: PluginSite) -> None:
    base = {"filon_form[id]": "contact", "filon_form[v][filon_form]": "x", "filon_form[v][message]": "Hello"}
    assert "Thank you" in requests.post(site.contact, data=base, timeout=30).text
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    assert kept["form"]["id"] == "unsealed"
    assert values_of(kept) == {"filon_form": "contact", "message": "Hello"}
    for much in (
        {"filon_form[v][message]": "x" * 20_001},
        {f"filon_form[v][f{number}]": "x" * 1_000 for number in range(250)},
        {"filon_form[v][" + "k" * 250_000 + "]": "x"},
        {f"filon_form[v][many][{number}]": "x" for number in range(301)},
    ):
        again = Page(requests.post(site.contact, data=base | much, timeout=30))
        assert again.status == 422
        assert "What you wrote is too long to be sent." in again.html
        assert again.typed("message") == much.get("filon_form[v][message]", "Hello")
    assert len(site.rows()) == 1


def test_a_long_request_fits_into_what_the_service_takes_or_is_given_back(site: PluginSite) -> None:
    arabic = "ر" * 20_000
    assert "Thank you" in site.send(TYPICAL | {"message": arabic}).html
    assert site.statuses() == ["waiting"]
    assert values_of(site.submissions()[0])["message"] == arabic
    for text, words in (
        ("x" * 20_001, "is too long: at most 20,000"),
        ("😀" * 20_000, "too long to be sent"),
    ):
        again = site.send(TYPICAL | {"message": text})
        assert again.status == 422
        assert words in again.html
        assert again.typed("message") == text
    assert len(site.rows()) == 1


def test_the_page_that_led_here_is_kept_if_it_is_one(site: PluginSite) -> None:
    came = "https://www.google.com/search?q=cuisine+ch%C3%AAne&x=%22"
    again = site.send(TYPICAL | {"phone": "1"}, referrer=came)
    assert again.status == 422
    assert (
        "Thank you"
        in requests.post(site.contact, data=again.filled({"phone": "0612345678"}), timeout=30).text
    )
    for junk in ("javascript:alert(1)", "https://", "https://a b", "https://a/\nb", '"><script>'):
        site.send(referrer=junk)
    site.send(referrer="https://a.example/" + "é" * 5_000)
    site.send()
    kept = [one["referrer"] for one in site.submissions()]
    for one in site.submissions():
        must_fit(one, SCHEMA)
    assert kept[:6] == [came, *[None] * 5]
    assert kept[6].startswith("https://a.example/éé")
    assert len(kept[6]) == 2_000
    assert kept[7] is None


def test_a_shortcode_with_fields_of_its_own(site: PluginSite) -> None:
    fields = "nom|text|Votre nom*; projet|radio|Votre projet|Cuisine,Escalier;"
    fields += "options|checkboxes|Options|Pose,Devis; ville|select|Ville|Rabat,Fès"
    url = site.wordpress.create_page("Devis", f'[filon_form id="devis" title="Devis" fields="{fields}"]')
    page = visit(url)
    sent = [*page.filled({"nom": "Amal", "projet": "Escalier", "ville": "Fès"})]
    sent += [("filon_form[v][options][]", "Pose"), ("filon_form[v][options][]", "Devis")]
    assert "Thank you" in requests.post(url, data=sent, timeout=30).text
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    expected = {"nom": "Amal", "projet": "Escalier", "options": ["Pose", "Devis"], "ville": "Fès"}
    assert values_of(kept) == expected
    assert [field["label"] for field in kept["fields"]] == ["Votre nom", "Votre projet", "Options", "Ville"]
    assert kept["suggestions"] == {"nom": "name"}


def test_hostile_posts_are_survived(site: PluginSite) -> None:
    page = visit(site.contact)
    base = page.filled(TYPICAL)
    for extra in (
        [("filon_form[v][name][]", "a"), ("filon_form[v][name][x][y]", "b")],
        [("filon_form[sealed][]", "x")],
        [("filon_form[elapsed][]", "9"), ("filon_form[website][]", "")],
        [("filon_form[v]", "text")],
        [("filon_form", "text")],
        [("filon_form[v][message]", "\udcff broken")],
    ):
        data = "&".join(
            f"{requests.utils.quote(name, safe='')}={requests.utils.quote(value.encode('utf-8', 'surrogateescape'))}"
            for name, value in [*base, *extra]
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = requests.post(site.contact, data=data, headers=headers, timeout=30)
        assert answer.status_code in (200, 422)
    for kept in site.submissions():
        must_fit(kept, SCHEMA)


def test_the_thanks_never_lead_to_another_site(site: PluginSite) -> None:
    sent = visit(site.contact).filled(TYPICAL)
    answer = requests.post(f"{site.url}//evil.example/contact/", data=sent, allow_redirects=False, timeout=30)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/evil.example/contact/")


def test_the_addresses_own_arguments_survive(site: PluginSite) -> None:
    url = site.contact + "?utm_source=google&gclid=abc"
    thanks = Page(requests.post(url, data=visit(url).filled(TYPICAL), timeout=30))
    assert "utm_source=google&gclid=abc&filon-sent=contact" in thanks.url
    assert site.submissions()[0]["page"] == url


def test_another_plugin_captures_with_one_line(either: PluginSite) -> None:
    either.php(
        "$fields = array( array( 'id' => 'your-email', 'value' => 'a@b.example' ),"
        " array( 'id' => 'n', 'value' => array( 1, true ) ) );"
        "do_action( 'filon_capture', array( 'source' => 'Other Forms!',"
        " 'form' => array( 'id' => 7 ), 'fields' => $fields ) );"
        "do_action( 'filon_capture', 'nonsense' ); do_action( 'filon_capture', array( 'fields' => new stdClass() ) );"
    )
    kept = either.submissions()
    for one in kept:
        must_fit(one, SCHEMA)
    assert kept[0]["source"] == "other-forms-"
    assert values_of(kept[0]) == {"your-email": "a@b.example", "n": ["1", "1"]}
    assert len(kept) == 3


def test_the_example_of_the_readme_works(site: PluginSite) -> None:
    readme = (Path(__file__).parents[2] / "wp-plugin" / "readme.txt").read_text()
    [example] = re.findall(r"^`(do_action\(.*?)`$", readme, re.DOTALL | re.MULTILINE)
    site.php(example)
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    assert values_of(kept) == {"phone": "06 12 34 56 78", "rooms": ["Kitchen", "Stairs"]}
    assert kept["suggestions"] == {"phone": "phone"}
    assert kept["consents"][0]["given"] is True


def test_capturing_costs_one_query_and_no_network(either: PluginSite) -> None:
    spent = either.php(
        "global $wpdb; add_filter( 'pre_http_request', function () { echo 'NETWORK'; return new WP_Error( 'no' ); } );"
        "$before = $wpdb->num_queries; filon_capture( array( 'form' => array( 'id' => 'x' ), 'fields' => array() ) );"
        "echo $wpdb->num_queries - $before;"
    )
    assert spent == "1"


def test_a_password_of_our_own_form_stays_with_whoever_typed_it(site: PluginSite) -> None:
    fields = [
        {"id": "name", "label": "Votre nom", "type": "text", "required": True},
        {"id": "field_5", "label": "Mot de passe de votre espace", "type": "text", "required": True},
        {"id": "forgotten", "label": "Mot de passe oublié ?", "type": "select", "options": ["Oui", "Non"]},
    ]
    form = {"id": "space", "fields": fields}
    page = site.wordpress.create_page("Espace", f"<!-- wp:filon/form {json.dumps(form)} /-->")
    thanks = send(page, {"name": "Khadija", "field_5": "S3cret", "forgotten": "Non"})
    assert "Thank you" in thanks.html
    [row] = site.rows()
    assert values_of(json.loads(row["line"])) == {"name": "Khadija", "forgotten": "Non"}
    assert "S3cret" not in row["line"]
    must_fit(json.loads(row["line"]), SCHEMA)


def test_a_password_that_another_plugin_brings(site: PluginSite) -> None:
    brought = [
        *({"id": name, "value": "S3cret"} for name in ("user_pass", "csrf_token", "mdp", "g-recaptcha")),
        {"id": "9", "label": "Votre mot de passe", "value": ["S3cret"]},
        {"id": "x", "type": "password", "value": "S3cret"},
        {"id": "title", "type": "title", "value": "Une cuisine"},
        {"id": "notes", "type": "note", "value": "En chêne"},
    ]
    sent = json.dumps({"form": {"id": "x"}, "fields": brought})
    site.php(
        f"$sent = json_decode( {json.dumps(sent)}, true );"
        "do_action( 'filon_capture', $sent ); echo filon_capture( $sent );"
    )
    for row in site.rows():
        assert values_of(json.loads(row["line"])) == {"title": "Une cuisine", "notes": "En chêne"}
        assert "S3cret" not in row["line"]
    assert len(site.rows()) == 2
