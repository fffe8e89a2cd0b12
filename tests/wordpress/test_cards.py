"""A payment card's number stays on the visitor's side: known by its field's name and label, and by itself."""

import json
from typing import Any

import pytest

from tests.parts.shapes import must_fit
from tests.wordpress.forms import everest_forms, gravity_forms, wpforms
from tests.wordpress.forms.plugin import FormPlugin, in_php, recorded
from tests.wordpress.forms.plugin import replay as replay_plugin
from tests.wordpress.site import PluginSite
from tests.wordpress.test_contact_form_7 import CASES, RECORDED, replay
from tests.wordpress.test_form import SCHEMA, values_of
from tests.wordpress.test_form_plugins import READING

VISA = "4111 1111 1111 1111"
# Names and labels under which each must stay out; of plugins that number their fields only the label is known.
NAMES = ("card-number", "credit-card-number", "cc_number", "ccnumber", "cardNumber", "numero-carte")
NAMES += ("numero_de_carte", "numero-cb", "carte_bancaire", "card_cvv", "cvc", "pass", "user_pass", "pass1")
LABELS = ("Card number", "Your credit card number *", "Numéro de carte", "Numéro de votre carte bancaire")
LABELS += ("N° de carte", "CB", "CVV", "CVC (3 chiffres)", "Cryptogramme visuel", "رقم البطاقة")
LABELS += ("رقم البطاقة البنكية", "Carte bancaire *", "Numéro de carte (16 chiffres)", "Numéro de carte ?")
LABELS += ("Saisissez votre numéro de carte", "Número de tarjeta", "Kartennummer", "N° de carte de crédit")
NAMES += ("card_exp", "card-expiry", "card_exp_month", "ccexp", "carte-expiration", "g12-card-number")
OTHER_NAMES = ("carte", "carte-cadeau", "numero-carte-fidelite", "gift-card-number", "compass", "cc", "accno")
OTHER_NAMES += ("pass-navigo", "passager", "type-cvc", "wildcard-no")
OTHER_NAMES += ("carte_expertise", "carte-experience", "carte_expo", "card_experience", "cc-experience")
OTHER_NAMES += ("demande-carte-bancaire", "credit-card-interest", "numero-carte-ramed", "fishing-card-number")
OTHER_LABELS = ("Carte cadeau", "Nombre de cartes de visite", "Numéro de carte d’identité", "Carte de séjour")
OTHER_LABELS += (
    "رقم البطاقة الوطنية",
    "رقم بطاقة التعريف الوطنية",
    "Installation CVC",
    "Numéro de téléphone",
)
OTHER_LABELS += ("Numéro de carte RAMED", "N° carte AMO", "N° de carte SNCF", "Numéro de carte de pêche")
OTHER_LABELS += ("Numéro de carte de presse", "N° de carte mobilité inclusion", "Numéro de carte handicap")
OTHER_LABELS += ("Numéro de carte consulaire", "N° de carte pro BTP", "Fishing card number")
OTHER_LABELS += ("رقم بطاقة راميد", "Número de tarjeta de pesca", "Paiement par carte bancaire ?")
OTHER_LABELS += ("Carte bancaire acceptée ?", "Paiement (espèces, carte bancaire)")
OTHER_LABELS += (
    "Numéro de carte de fidélité",
    "Avez-vous une carte de crédit à proposer pour un paiement en ligne ?",
)
# Visa, Mastercard and its second range, American Express, Discover, JCB, UnionPay: numbers that no bank gives out.
CARDS = ("4111111111111111", VISA, "5555-5555-5555-4444", "2223003122003222", "3782 822463 10005")
CARDS += ("378282246310005", "6011111111111117", "3530111333300000", "6200000000000005")
# Phones of Morocco and France in all ways of writing them, a SIRET, IBANs, a RIB, an ICE, a book, a number mistyped.
OTHERS = ("+212612345678", "+212 6 12 34 56 78", "00212612345678", "0612345678 0661234567", "+33612345678")
OTHERS += ("+33 6 12 34 56 78", "0033612345678", "06 12 34 56 78 / 05 22 33 44 55", "36252187900034")
OTHERS += ("FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189", "MA64011519000001205000534921")
OTHERS += ("RIB 4532 0151 1283 0366 12 34", "RIB 4532 0151 1283 0366 1234 5678")
OTHERS += ("011 780 0000012050005349 21", "001234567000012", "9782070612758", "4111111111111112")


@pytest.mark.parametrize("kind", ["text", "tel"])
def test_it_works(site: PluginSite, kind: str) -> None:
    """What stands in a field of Contact Form 7 that asks for a card is nowhere in what is kept."""
    hook = CASES["script"][0]
    form = RECORDED["forms"][str(hook["form"])]
    for name in ("card-number", "cc_number", "numero-carte", "text-412"):
        label = "Numéro de carte" if name == "text-412" else "Paiement"
        tags = [
            form["tags"][0]
            | {"type": of, "basetype": of, "raw_name": one, "name": one, "options": [], "values": []}
            for of, one in ((kind, name), ("text", "nom"))
        ]
        sent = hook["submission"] | {"posted": {name: VISA, "nom": "Khadija"}, "files": {}}
        template = f"<label>{label} [{kind} {name}]</label> <label>Nom [text nom]</label>"
        kept = replay(site, [hook | {"submission": sent}], form | {"template": template, "tags": tags})[-1]
        assert values_of(kept) == {"nom": "Khadija"}, name
    assert "1111" not in json.dumps(site.submissions())


@pytest.mark.parametrize("plugin", [everest_forms, gravity_forms, wpforms], ids=lambda one: one.PLUGIN.slug)
@pytest.mark.parametrize("label", ["Card number", "Numéro de carte", "CVV", "رقم البطاقة"])
def test_a_field_with_a_number_for_a_name_is_known_by_its_label(
    site: PluginSite, plugin: Any, label: str
) -> None:
    known: FormPlugin = plugin.PLUGIN
    cases = recorded(known)
    hooks = json.dumps(cases["script" if "script" in cases else "no script"], ensure_ascii=False)
    # A text field of the recorded form that asks for something harmless now, then for a card.
    secret = "Mot de passe client" if "Mot de passe client" in hooks else "Votre mot de passe client"
    for words in ("Mot préféré", label):
        replay_plugin(site, known.slug, json.loads(hooks.replace(secret, words)))
    [harmless, card] = [json.dumps(one, ensure_ascii=False) for one in site.submissions()]
    assert "sésame" in harmless, "else this test shows nothing"
    assert "sésame" not in card
    assert "Khadija" in card


def test_names_and_labels(site: PluginSite) -> None:
    fields = [("text", one, "") for one in NAMES] + [("text", "", one) for one in LABELS]
    others = [("text", one, "") for one in OTHER_NAMES] + [("text", "", one) for one in OTHER_LABELS]
    others += [("select", "pass", "Votre pass"), ("radio", "carte_bancaire", ""), ("textarea", "", "CB")]
    others += [("text", "card-number", "Numéro de votre carte de fidélité")]
    mute = "array_map( static fn( $one ) => Filon\\is_mute( ...$one ), {} )"
    for wanted, some in ((True, fields), (False, others)):
        said = json.loads(site.php(f"{READING} echo wp_json_encode( {mute.format(in_php(some))} );"))
        assert [one for one, is_so in zip(some, said, strict=True) if is_so is not wanted] == []


def test_numbers_of_cards_wherever_they_were_typed(site: PluginSite) -> None:
    texts = [*CARDS, f"Ma carte : {VISA} 12/27 123.", "a,4111111111111111,b"]
    fields = [{"id": f"f{n}", "type": "textarea", "value": text} for n, text in enumerate(texts)]
    fields.append({"id": "many", "type": "text", "value": ["Oui", VISA]})
    site.php(f"filon_capture( array( 'form' => array( 'id' => 1 ), 'fields' => {in_php(fields)} ) );")
    [kept] = site.submissions()
    must_fit(kept, SCHEMA)
    said = values_of(kept)
    masked = ["1111", "1111", "4444", "3222", "0005", "0005", "1117", "0000", "0005"]
    assert [said[f"f{n}"] for n in range(len(CARDS))] == [f"•••• {digits}" for digits in masked]
    assert (said["f9"], said["f10"]) == ("Ma carte : •••• 1111.", "a,•••• 1111,b")
    assert said["many"] == ["Oui", "•••• 1111"]


def test_numbers_that_are_no_cards(site: PluginSite) -> None:
    fields = [{"id": f"f{n}", "type": "tel", "value": text} for n, text in enumerate(OTHERS)]
    site.php(f"filon_capture( array( 'form' => array( 'id' => 1 ), 'fields' => {in_php(fields)} ) );")
    [kept] = site.submissions()
    assert tuple(values_of(kept).values()) == OTHERS


def test_what_stands_behind_a_card(site: PluginSite) -> None:
    """Its end and its code go with it; of what belongs to something else nothing is eaten."""
    wanted = {
        f"{VISA} 12/27": "•••• 1111",
        f"{VISA}, 12/2027, 123 merci": "•••• 1111 merci",
        "4111-1111-1111-1111-12-27": "•••• 1111",
        "4111111111111111 12/27": "•••• 1111",
        f"{VISA} 123": "•••• 1111",
        f"{VISA} 12 27 123": "•••• 1111",
        f"{VISA} exp. 12/27 cvv 123": "•••• 1111",
        f"{VISA} {VISA} 12/27": "•••• 1111 •••• 1111",
        f"{VISA.replace(' ', '')} 5555555555554444": "•••• 1111 •••• 4444",
        f"{VISA} 2 personnes": "•••• 1111 2 personnes",
        f"{VISA} 12h30": "•••• 1111 12h30",
        f"{VISA} 14:30": "•••• 1111 14:30",
        f"{VISA} 2500 dh": "•••• 1111 2500 dh",
        f"{VISA} 06 12 34 56 78": "•••• 1111 06 12 34 56 78",
        f"{VISA} +212 6 12 34 56 78": "•••• 1111 +212 6 12 34 56 78",
    }
    assert answers(site, [("message", "Message", text) for text in wanted]) == list(wanted.values())


def test_the_answer_to_a_question_that_speaks_of_cards(site: PluginSite) -> None:
    """It is kept, unless it is nothing but a card's number, code or end."""
    asked = "Paiement par carte bancaire ?"
    mistyped = "4111 1111 1111 1112"
    kept = [
        ("a", asked, "Oui, une Visa"),
        ("demande-carte-bancaire", "", "Gold"),
        ("a", "Carte bancaire : plafond souhaité", "500"),
        ("a", "N° de carte SNCF", "29090123456789012"),
        ("a", "Numéro de carte RAMED", "123456789012"),
    ]
    assert answers(site, kept) == [value for *_question, value in kept]
    hidden = {
        ("a", asked, mistyped): "•••• 1112",
        ("demande-carte-bancaire", "", mistyped): "•••• 1112",
        ("a", "Code au dos de la carte bancaire", "123"): "••••",
        ("a", "Fin de validité de la carte bancaire", "12/27"): "••••",
    }
    assert answers(site, list(hidden)) == list(hidden.values())


def answers(site: PluginSite, asked: list[tuple[str, str, str]]) -> list[Any]:
    """What is kept of answers to fields of these names and labels, in one form each."""
    before = len(site.submissions())
    forms = [[{"id": name, "label": label, "type": "text", "value": value}] for name, label, value in asked]
    site.php(
        f"foreach ( {in_php(forms)} as $fields ) {{"
        " filon_capture( array( 'form' => array( 'id' => 1 ), 'fields' => $fields ) ); }"
    )
    return [kept["fields"][0]["value"] for kept in site.submissions()[before:]]
