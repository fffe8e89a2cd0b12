"""A WordPress with the real Contact Form 7, visitors who send its forms in every way, and what its hooks hand over.

`REAL_PLUGINS` names a folder that holds it as `contact-form-7`, a release of 6.1. To record another one:

    REAL_PLUGINS=/folder .venv/bin/python -m tests.wordpress.contact_form_7
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import requests

from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite

HERE = Path(__file__).parent
RECORDED = HERE / "recorded" / "contact-form-7.json"
FOLDER = os.environ.get("REAL_PLUGINS", "")
WHY_NOT = "REAL_PLUGINS names no folder with contact-form-7 in it"

QUOTE = """
<h2>Demandez votre devis</h2>
<label> Votre nom (obligatoire)
    [text* your-name autocomplete:name] </label>
<div class="col"><label for="courriel">Votre e-mail</label></div>
<div class="col">[email your-email id:courriel]</div>
<p>Téléphone<br />
    [tel* tel-412]</p>
<p>Vous êtes [radio profil use_label_element default:1 "Un particulier" "Un professionnel"]</p>
<label>Pour quel service ? [select service "Cuisine|cuisine@atlas.example" "Escalier|atelier@atlas.example"
    "Dressing|atelier@atlas.example"]</label>
<p><strong>Pièces</strong> [checkbox pieces free_text "Salon" "Chambre" "Autre :"]</p>
[text ville placeholder "Votre ville"] [date visite] <input type="text" name="etage" />
<label>Votre projet <span>*</span> [textarea* your-message]</label>
<label>Un plan [file plan limit:2mb filetypes:pdf|png]</label>
<label>Votre [mot] de passe client [text acces-mot-de-passe]</label>
[quiz somme "2 + 2 = ?|4"] [hidden campagne "printemps"]
[acceptance rgpd] J’accepte que <a href="/confidentialite/">mes données</a> servent à me répondre. [/acceptance]
[acceptance nouvelles optional] Je veux recevoir les nouvelles &amp; offres. [/acceptance]
[submit "Envoyer"]
"""
ARABIC = """
<label> الاسم الكامل
    [text* your-name] </label>
<label> رقم الهاتف
    [tel* your-tel] </label>
<label> رسالتك
    [textarea your-message] </label>
[acceptance memoire optional consent_for:storage] أوافق على حفظ طلبي. [/acceptance]
[submit "أرسل"]
"""
SHORT = "<label>Nom [text your-name]</label> <label>Message [textarea your-message]</label> [submit]"
# Key → title, language, template, settings.
FORMS = {
    "quote": ("Devis", "fr_FR", QUOTE, ""),
    "arabic": ("اتصل بنا", "ar", ARABIC, ""),
    "demo": ("Essai", "fr_FR", SHORT, "demo_mode: on"),
    "forgetful": ("Anonyme", "fr_FR", SHORT, "do_not_store: true"),
    "members": ("Membres", "fr_FR", SHORT, "subscribers_only: true"),
}

KHADIJA = {
    "your-name": "Khadija Berrada",
    "your-email": "khadija@example.com",
    "tel-412": "06 12 34 56 78",
    "profil": "Un particulier",
    "service": "Dressing",
    "pieces[]": ["Salon", "Autre :"],
    "_wpcf7_free_text_pieces": "le grenier",
    "ville": "Fès",
    "visite": "2026-12-01",
    "etage": "2e",
    "your-message": 'Une cuisine en chêne, c\'est "pressé" \\ <3\n😀',
    "acces-mot-de-passe": "sésame",
    "somme": "4",
    "_wpcf7_quiz_answer_somme": "",
    "campagne": "printemps",
    "rgpd": "1",
}
SAMIRA = {"your-name": "سميرة العلوي", "your-tel": "0661234567", "your-message": "أريد مطبخا", "memoire": "1"}
KARIM = {"your-name": "Karim", "your-message": "Bonjour"}


class FormSite(PluginSite):
    """A site with a page for each of FORMS; its hooks are written down as visitors send them."""

    def __init__(self, wordpress: WordPress) -> None:
        super().__init__(wordpress)
        content = wordpress.site.root / "wp-content"
        shutil.copytree(Path(FOLDER) / "contact-form-7", content / "plugins" / "contact-form-7")
        wordpress.wp("plugin", "activate", "contact-form-7")
        shutil.copy(HERE / "php" / "cf7-record.php", content / "mu-plugins")
        self._log = content / "recorded.jsonl"
        self._ids: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        for key, (title, locale, template, settings) in FORMS.items():
            form = json.dumps(
                {"title": title, "locale": locale, "form": template, "additional_settings": settings}
            )
            self._ids[key] = self.php(
                f"$form = json_decode( {_quoted(form)}, true ); echo wpcf7_save_contact_form( $form )->id();"
            )
            self.pages[key] = wordpress.create_page(title, f"[contact-form-7 id={self._ids[key]}]")

    def send_form(
        self,
        key: str,
        values: dict[str, Any],
        *,
        full: bool = False,
        referrer: bool = True,
        agent: str = "Mozilla/5.0",
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> requests.Response:
        """Send a form as its script does, or without JavaScript (`full`), with or without a Referer."""
        page = self.pages[key]
        html = requests.get(page, timeout=30).text
        found = re.findall(r'<input type="hidden" name="(_wpcf7[^"]*)" value="([^"]*)"', html)
        sent = dict(found) | {
            name: dict(found).get(name, "") if not value and name.startswith("_") else value
            for name, value in values.items()
        }
        url = (
            page if full else f"{self.url}/wp-json/contact-form-7/v1/contact-forms/{self._ids[key]}/feedback"
        )
        headers = {"User-Agent": agent} | ({"Referer": page} if referrer else {})
        # An empty file makes it multipart, as the script sends it.
        sent_files = files or {"none": ("", b"")}
        return self.browser().post(url, data=sent, files=sent_files, headers=headers, timeout=30)

    def hooks(self) -> list[dict[str, Any]]:
        """What the hooks handed over since the last call, without what differs from site to site."""
        text = self._log.read_text() if self._log.exists() else ""
        self._log.unlink(missing_ok=True)
        hooks = [json.loads(line) for line in text.splitlines()]
        for hook in hooks:
            key = next(key for key, id in self._ids.items() if int(id) == hook["form"]["id"])
            hook["form"]["id"] = 101 + list(FORMS).index(key)
            hook["submission"]["meta"]["container_post_id"] = "{page}"
            meta = hook["submission"]["meta"]
            meta["url"] = meta["url"].replace(self.url, "{home}").replace(f"/{self._ids[key]}/", "/101/")
            files = hook["submission"]["files"] or {}
            hook["submission"]["files"] = {
                name: [f"/uploads/{Path(path).name}" for path in paths] for name, paths in files.items()
            }
        return hooks


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def send_everything(site: FormSite) -> dict[str, list[dict[str, Any]]]:
    """Send the forms in every way that makes a difference, and give the hooks of each."""
    cases = {}
    plan = {"plan": ("Plan é.pdf", b"%PDF-1.4 plan")}

    def keep(case: str) -> None:
        cases[case] = site.hooks()

    site.send_form("quote", KHADIJA, files=plan)
    keep("script")
    site.send_form("quote", KHADIJA, full=True)
    keep("no script")
    site.send_form("quote", KHADIJA, referrer=False)
    keep("no referrer")
    site.send_form("quote", KHADIJA, agent="x")
    keep("spam")
    site.send_form("quote", KHADIJA | {"rgpd": ""})
    keep("not accepted")
    site.send_form("quote", KHADIJA | {"your-email": "khadija@"})
    keep("mistake")
    site.send_form("arabic", SAMIRA)
    keep("arabic")
    site.send_form("arabic", SAMIRA | {"memoire": ""})
    keep("not to be stored")
    for key in ("demo", "forgetful", "members"):
        site.send_form(key, KARIM)
        keep(key)
    for case, code in {
        "stopped": "add_action( 'wpcf7_before_send_mail', function ( $form, &$stop ) { $stop = true; }, 10, 2 );",
        "mail failed": "add_filter( 'pre_wp_mail', '__return_false', 99 );",
    }.items():
        extra = site.wordpress.site.root / "wp-content" / "mu-plugins" / "case.php"
        extra.write_text(f"<?php {code}")
        site.send_form("quote", KHADIJA)
        keep(case)
        extra.unlink()
    return cases


def as_recorded(cases: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The cases with each form written once."""
    forms = {hook["form"]["id"]: hook["form"] for hooks in cases.values() for hook in hooks}
    thin = {case: [hook | {"form": hook["form"]["id"]} for hook in hooks] for case, hooks in cases.items()}
    return {"forms": {str(id): form for id, form in sorted(forms.items())}, "cases": thin}


def recorded() -> dict[str, Any]:
    """What was recorded: version, forms by number, and the hooks of each case."""
    read: dict[str, Any] = json.loads(RECORDED.read_text())
    return read


def main() -> None:
    """Record the release in REAL_PLUGINS."""
    with WordPress() as wordpress:
        site = FormSite(wordpress)
        made = {"version": site.php("echo WPCF7_VERSION;"), **as_recorded(send_everything(site))}
    RECORDED.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
