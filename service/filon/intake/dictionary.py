"""The words by which forms name their fields, in French, English, Arabic and Darija, each with what it says of one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# What a word can say. Heads name what is asked for; the rest say whose it is, which part of it, or that it is none.
EMAIL, PHONE, NAME, COMPANY, MESSAGE = "email", "phone", "name", "company", "message"
GIVEN, FAMILY = "given", "family"  # nouns: prénom, surname
FIRST, LAST, FULL = "first", "last", "full"  # parts of a name: "first name", "nom de famille", "الاسم الكامل"
TOPIC = "topic"  # a message when there is room for one: "votre projet"
ADDRESS, NUMBER = (
    "address",
    "number",
)  # say nothing beside an e-mail or a phone, and something else beside the rest
OWN = "own"  # the one who asks: client, contact
LINE = "line"  # which of one's addresses: office, home; beside a name it is a place, and whose is not sure
ALIAS = "alias"  # a family name in the Maghreb, a title or a nickname elsewhere
OTHER = "other"  # no contact: an order, a date, a place
FOREIGN = "foreign"  # somebody else's: a husband, a doctor, an insurer
AGAIN = "again"  # the same typed a second time
AND = "and"
SILENT = ""

_WORDS = {
    EMAIL: """
        email emails mail courriel mel imel messagerie electronique electronic lemail limail
        ايميل ميل بريد الكتروني الكترونيه
    """,
    PHONE: """
        telephone telephones tel tels tele phone phones mobile mob gsm portable cell cellulaire cellular cellphone
        whatsapp whats wtsp landline telefon tilifoun tilifon hatif lhatif portabl
        هاتف هواتف تليفون تلفون جوال موبايل محمول نقال واتساب واتس
    """,
    NAME: "nom noms name names اسم اسماء ism esm smiya smiytek smiytk smiyt smiti",
    GIVEN: "prenom prenoms forename firstname fname givenname",
    FAMILY: "patronyme surname lastname lname familyname نسب kniya knia lkniya",
    ALIAS: "لقب laqab",
    FIRST: "first given شخصي اول",
    LAST: "famille last family usage عائلي عائله اخير",
    FULL: "complet complets full complete entier كامل ثلاثي رباعي kamil lkamil kamel kamla",
    COMPANY: """
        societe societes entreprise company compagnie organisation organization organisme firm employeuse
        etablissement structure sociale enseigne corporation شركه مؤسسه مقاوله منشاه منظمه هيئه
        association جمعيه charika lcharika
    """,
    MESSAGE: """
        message messages msg commentaire commentaires comment comments remarque remarques question questions demande
        demandes request requests enquiry inquiry query notes رساله رسائل استفسار تعليق تعليقات ملاحظات ملاحظه سؤال
        risala rissala soual so2al
    """,
    TOPIC: """
        projet project besoin besoins need needs description decrivez describe detail details precision precisions
        help aide aider informations information complementaires complementaire additional parlez tell expliquez explain
        texte text suggestion suggestions feedback تفاصيل وصف مشروع محتوى نص طلب talab
    """,
    ADDRESS: "adresse adresses address courrier عنوان",
    NUMBER: "numero numeros num number nr no nbr nro رقم ارقام nmra noumra nemra ra9m raqm rakm",
    OWN: """
        contact client cliente customer visitor visiteur applicant requester demandeur demandeuse candidat candidate
        sender expediteur author auteur interlocuteur acheteur buyer principal principale primary main valide valid
        current actuel preferred prefere raison denomination maroc france زبون عميل مرسل مقدم تواصل اتصال
    """,
    LINE: """
        pro professionnel professionnelle professional perso personnel personnelle personal domicile home work office
        bureau business fixe fix billing facturation day daytime evening jour journee soir direct directe
        international internationale مهني منزل بيت عمل مكتب
    """,
    OTHER: """
        date dates naissance birth birthday dob commande commandes order orders postal postale postcode zip code codes
        ville city town commune pays country region state province quartier rue street siret siren ice tva vat cin cnie
        passeport passport id identifiant iban rib bic fax telecopie url site website web lien link password
        passe user username utilisateur utilisateurs login pseudo nickname surnom display domaine domain budget montant
        amount prix price quantite quantity age sexe gender genre civilite civility title titre fonction job poste
        position role profession occupation metier produit product service services event evenement fichier file files
        document cv resume modele model marque make brand immatriculation plate vehicule vehicle contrat contract
        dossier reservation booking facture invoice reference ref objet sujet subject type nature secteur sector
        industry taille size effectif employees middle initial jeune maiden heure time horaire creneau hear connu connus
        entendu trouve nombre count personnes people guests motif department departement service formation cours
        course ecole equipe team school animal pet chien chat dog cat serial serie produits compte account carte card
        suffix prefix salutation linkedin facebook instagram skype twitter newsletter captcha
        تاريخ ميلاد بريدي رمز مدينه دوله بلد حي شارع صندوق طلبيه جواز بطاقه هويه وطنيه ميزانيه مبلغ سعر كميه عمر جنس
        مهنه وظيفه منصب منتج خدمه ملف سياره موضوع نوع قطاع حجم عدد وقت ساعه مستخدم مرور موقع رابط حساب فاتوره عقد
        فاكس مسمى تخصص مدرسه مشاركين اقامه mdina lmdina onwan l3onwan dar
    """,
    FOREIGN: """
        conjoint conjointe epoux epouse mari femme spouse husband wife partner partenaire parrain parrains marraine
        parrainage filleul filleule filleuls ami amie amis friend friends pere mere father mother enfant enfants child
        children kid kids fils fille bebe baby eleve tuteur tutrice guardian urgence urgences emergency assurance
        assureur assurances insurance insurer medecin docteur doctor physician dentiste dentist avocat lawyer notaire
        notary comptable accountant banque bank banquier employeur employer supervisor superviseur boss manager
        referrer referral referee referred sponsor temoin witness beneficiaire beneficiary destinataire recipient
        receiver collegue colleague voisin neighbor neighbour landlord bailleur garant guarantor proche relative
        زوج زوجه اب ام والد والده ولي طفل ابن ابنه صديق طوارئ تامين طبيب دكتور محامي محاسب بنك كفيل ضامن مستفيد مستلم
        مدير مشرف قريب جار تلميذ
        weldek wldek bentek rajlek martek sahbek khouk
    """,
    AGAIN: """
        confirm confirmation confirmer confirmez confirmed conf verify verification verifier verifiez repeat repeter
        repetez retype reenter again ressaisir ressaisissez resaisir retapez repetition تاكيد اعاده اكد كرر
    """,
    AND: "et and ou or و او",
    SILENT: """
        votre vos ton ta mon ma mes notre nos le la les un une des de du au aux en pour sur par ce svp merci veuillez
        indiquer indiquez saisir saisissez entrer entrez renseigner renseignez inscrire precisez laissez laisser ecrire
        ecrivez ici quel quelle quels est sont etes vous nous je obligatoire obligatoires facultatif facultative
        facultatifs optionnel optionnelle requis requise champ joindre recevoir contacter rappeler souhaitez pouvons
        dites aupres avec puis pouvez your my the an of please enter provide write here is are what which
        required optional field can could may you we our share to at reach best us me in for with on it if any have do
        about contacting mandatory how
        dyal dial dyalek dyalk dialek dialk ta3ek taek
        من في على هنا ادخل ادخلي رجاء يرجى ادخال اكتب اكتبي مطلوب مطلوبه اختياري اختياريه الزامي خاص خاصه بك لك كتابه
        ضع ما هو هي ارجو مع لدى يمكنك كيف يمكننا مساعدتك كريم كريمه فضل
    """,
}
# Written as one word, mostly in a field's name.
_JOINED = {
    "fullname": "full name",
    "nomcomplet": "nom complet",
    "nomprenom": "nom prenom",
    "prenomnom": "nom prenom",
    "nomfamille": "nom famille",
    "yourname": "name",
    "contactname": "name",
    "youremail": "email",
    "contactemail": "email",
    "emailaddress": "email",
    "mailaddress": "email",
    "adressemail": "email",
    "adresseemail": "email",
    "emailform": "email",
    "useremail": "email",
    "yourphone": "phone",
    "contactphone": "phone",
    "phonenumber": "phone",
    "phoneno": "phone",
    "mobilenumber": "phone",
    "mobileno": "phone",
    "telephonenumber": "phone",
    "telmobile": "phone",
    "telportable": "phone",
    "numtel": "phone",
    "numerotel": "phone",
    "numerotelephone": "phone",
    "companyname": "company",
    "businessname": "company",
    "nomsociete": "company",
    "nomentreprise": "company",
    "raisonsociale": "company",
    "yourmessage": "message",
    "datenaissance": "date",
    "codepostal": "postal",
    "zipcode": "zip",
    "whatsup": "whatsapp",
}
# Said as a whole; what the words say one by one would be something else.
_WHOLE = {
    "first": FIRST,
    "last": LAST,
    "business": COMPANY,
    "business name": COMPANY,
    "name business": COMPANY,
    "form name": SILENT,
    "mobile home": OTHER,
    "mobil home": OTHER,
    "contact number": PHONE,
    "contact no": PHONE,
    "number contact": PHONE,
    "رقم تواصل": PHONE,
    "رقم اتصال": PHONE,
    "user email": EMAIL,
    "user mail": EMAIL,
    "user phone": PHONE,
    "comment": MESSAGE,
    "author": NAME,
}
# What form plugins' own naming brings: says nothing in a field's name.
_MACHINERY = """
    field fields input wpforms forminator form nf frm ff et pb item meta entry element textfield textbox txt fld ninja
    gform elementor jetpack wp cf data names
"""
MACHINERY = frozenset(_MACHINERY.split())


def fold(text: str) -> str:
    """Lower case without accents, Arabic without vowel signs and with one spelling for each letter."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return bare.translate(_ARABIC)


_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": None, "ٱ": "ا", "œ": "oe", "’": "'"})
_SAYS: dict[str, str] = {fold(word): says for says, words in _WORDS.items() for word in words.split()}
_WHOLE_FOLDED = {fold(words): says for words, says in _WHOLE.items()}

_ELECTRONIC_MAIL = re.compile(r"\be[\s_.-]?mail|\be[\s_-]?-?m@il")
# "Comment pouvons-nous…": how, and no comment.
_HOW = re.compile(
    r"\bcomment (?=(?:pouvons|pouvez|puis|peut|on|nous|vous|avez|etes|etre|souhaitez|faire|joindre|contacter)\b)"
)
_WORD = re.compile(r"[^\W\d_]+")
# Darija writes some of its letters as digits: ra9m, l3onwan.
_WORD_OF_LABEL = re.compile(r"[^\W\d_]+(?:[23579][^\W\d_]+)*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = str.maketrans({"/": " et ", "&": " et ", "+": " et ", "|": " et "})


def words_of(text: str, *, is_name: bool) -> list[str]:
    """The folded words of a label, or of a field's name (`is_name`), which may be written inCamelCase."""
    if is_name:
        text = _CAMEL.sub(" ", text).replace("_", " ")
    # "où" without its accent would be "ou".
    folded = fold(text.replace("où", " ").replace("Où", " ").translate(_SIGNS))
    folded = _HOW.sub("", _ELECTRONIC_MAIL.sub("email", folded))
    found: list[str] = []
    for word in (_WORD if is_name else _WORD_OF_LABEL).findall(folded):
        found += _JOINED.get(word, word).split()
    return [word for word in found if len(word) > 1 or word == "و"]


@lru_cache(maxsize=8192)
def says(word: str) -> tuple[str, ...] | None:
    """What one folded word says, None when it is unknown. Arabic writes its article, "and" and "your" to the word."""
    known = _SAYS.get(word)
    if known is not None:
        return (known,)
    if not "\u0600" <= word[0] <= "\u06ff":
        return None
    for prefix, more in (
        ("ال", ()),
        ("وال", (AND,)),
        ("لل", ()),
        ("بال", ()),
        ("و", (AND,)),
        ("ب", ()),
        ("ل", ()),
    ):
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < 2:
            continue
        known = _SAYS.get(rest)
        if known is None:
            known = _without_your(rest)
        if known is not None:
            return (*more, known)
    known = _without_your(word)
    return None if known is None else (known,)


def _without_your(word: str) -> str | None:
    """What an Arabic word says under its "your": اسمك, رسالتكم, whose ة has become ت."""
    for suffix in ("كم", "ك"):
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 1:
            if stem.endswith("ت") and stem not in _SAYS:
                stem = stem[:-1] + "ه"
            return _SAYS.get(stem)
    return None


def whole(words: list[str]) -> str | None:
    """What these words say together, where that is not what they say one by one."""
    return _WHOLE_FOLDED.get(" ".join(words))
