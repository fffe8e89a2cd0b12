"""One form plugin in a real WordPress: forms of ours on pages, visitors who send them, and its hooks written down."""

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.parts.mariadb import MariaDB
from tests.parts.shapes import must_fit
from tests.parts.wordpress import WordPress
from tests.wordpress.site import RESET, PluginSite
from tests.wordpress.test_form import SCHEMA

HERE = Path(__file__).parent
RECORDED = HERE.parent / "recorded"
FOLDER = os.environ.get("REAL_PLUGINS", "")
# A hook's argument longer than this is written once for all cases.
LONGEST_REPEATED = 300

# Another plugin ends the request in the middle of a mail, as a mail server does that hangs.
DEAD_MAIL = "add_filter( 'pre_wp_mail', static function () { exit; }, 1 );"

# What is easily broken on the way: quotes, a backslash, what looks like a tag, two lines, a character of four bytes.
MESSAGE = 'Une cuisine en chêne, c\'est "pressé" \\ <3\n😀 & voilà'
ARABIC_NAME, ARABIC_MESSAGE = "سميرة العلوي", "أريد مطبخا"
CONSENT = 'J’accepte que <a href="/confidentialite/">mes données</a> servent à me répondre.'
CONSENT_SEEN = "J’accepte que mes données servent à me répondre."
PDF = ("Plan é.pdf", b"%PDF-1.4 plan")


@dataclass(frozen=True)
class FormPlugin:
    """A form plugin: `slug` as in wp-plugin/adapters, `folder` in REAL_PLUGINS, and `beside` it the plugins it needs.

    php/<slug>.php has "make", which makes `forms` of ours and returns key → id, title, the content of a "page" that
    shows it (and "fields": name → number, where they have numbers), and "hooks" to write down. `cases` are visitors,
    each given the site: what they do with the forms.
    """

    slug: str
    folder: str
    version: str
    forms: dict[str, Any]
    cases: dict[str, Callable[["FormSite"], object]]
    beside: tuple[str, ...] = ()

    @property
    def recorded(self) -> Path:
        """Where its hooks are written down."""
        return RECORDED / f"{self.slug}.json"


class FormSite(PluginSite):
    """A site with a page for each form of `plugin`; its hooks are written down as visitors send them."""

    def __init__(self, wordpress: WordPress, plugin: FormPlugin) -> None:
        super().__init__(wordpress)
        self.plugin = plugin
        content = wordpress.site.root / "wp-content"
        for folder in (*plugin.beside, plugin.folder):
            shutil.copytree(Path(FOLDER) / folder, content / "plugins" / folder)
            wordpress.wp("plugin", "activate", folder)
        php = HERE / "php" / f"{plugin.slug}.php"
        make = f"( require {quoted(str(php))} )['make']( {in_php(plugin.forms)} )"
        made = json.loads(self.php(f"echo wp_json_encode( {make} );"))
        self.ids = {key: int(form["id"]) for key, form in made.items()}
        self.pages = {key: wordpress.create_page(form["title"], form["page"]) for key, form in made.items()}
        # Numbers of the fields, where the plugin gives them.
        self.fields: dict[str, dict[str, int]] = {key: form.get("fields", {}) for key, form in made.items()}
        shutil.copy(php, content / "record-hooks.php")
        shutil.copy(HERE / "record.php", content / "mu-plugins")
        self._log = content / "recorded.jsonl"

    def form(self, key: str, address: str = "") -> dict[str, str]:
        """The hidden inputs of a form as its page (or the page at `address`) has them."""
        html = requests.get(address or self.pages[key], timeout=30).text
        found = _Hidden()
        found.feed(html)
        return found.inputs

    def post(self, address: str, values: dict[str, Any], **more: Any) -> requests.Response:
        """A visitor's browser sends `values`, with the page that it stands on as its referrer."""
        headers = {"User-Agent": "Mozilla/5.0", "Referer": more.pop("page", address)}
        answer = self.browser().post(address, data=values, headers=headers, timeout=30, **more)
        assert answer.status_code < 500, answer.text[:3000]
        return answer

    def ajax(self, page: str, values: dict[str, Any], **more: Any) -> requests.Response:
        """The script of a form on `page` sends it."""
        return self.post(f"{self.url}/wp-admin/admin-ajax.php", values, page=page, **more)

    def assert_listed(self, kept: list[dict[str, Any]]) -> None:
        """What arrives of a form is what the list of forms says of it."""
        listed = json.loads(
            self.php(f"echo wp_json_encode( Filon\\forms_of( {quoted(self.plugin.slug)} ) );")
        )
        known = {form["id"]: {(field["id"], field["label"]) for field in form["fields"]} for form in listed}
        for one in kept:
            fields = {(field["id"], field["label"]) for field in one["fields"]}
            assert fields <= known[one["form"]["id"]]

    @contextlib.contextmanager
    def meanwhile(self, code: str) -> Iterator[None]:
        """Another plugin does something while visitors come."""
        extra = self.wordpress.site.root / "wp-content" / "mu-plugins" / "case.php"
        extra.write_text(f"<?php {code}")
        yield
        extra.unlink()

    def hooks(self) -> list[dict[str, Any]]:
        """What the hooks handed over since the last call, with {home} for this site's own address."""
        text = self._log.read_text() if self._log.exists() else ""
        self._log.unlink(missing_ok=True)
        escaped = self.url.replace("/", "\\\\/")
        return [
            json.loads(line.replace(self.url, "{home}").replace(escaped, "{home}"))
            for line in text.splitlines()
        ]


class _Hidden(HTMLParser):
    """Collects the hidden inputs of a page's forms, but for WordPress's own search."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name = values.get("name")
        if tag == "input" and name and values.get("type") == "hidden":
            self.inputs[name] = values.get("value") or ""


class Sent:
    """What Filon keeps of each case of `plugin`, recorded or for real."""

    def __init__(self, site: PluginSite, plugin: FormPlugin) -> None:
        self.site = site
        self._plugin = plugin
        self._recorded = recorded(plugin)

    def __call__(self, case: str) -> list[dict[str, Any]]:
        """Let it happen, and give what the queue holds."""
        if isinstance(self.site, FormSite):
            self.site.reset()
            self._plugin.cases[case](self.site)
        else:
            # In one call: loading WordPress is most of what either takes.
            self.site.forget_traces()
            replay(self.site, self._plugin.slug, self._recorded[case], RESET)
        kept = self.site.submissions()
        if isinstance(self.site, FormSite):
            self.site.assert_listed(kept)
        for one in kept:
            must_fit(one, SCHEMA)
        assert self.site.wordpress.php_errors() == []
        return kept


def both_ways(plugin: FormPlugin) -> Any:
    """A fixture: replays what was recorded, and does it again with the real plugin where REAL_PLUGINS has it."""

    @pytest.fixture(scope="module", params=["recorded", "real"])
    def sent(request: pytest.FixtureRequest) -> Iterator[Sent]:
        if request.param == "recorded":
            yield Sent(request.getfixturevalue("on_mariadb"), plugin)
            return
        if not FOLDER or not (Path(FOLDER) / plugin.folder).is_dir():
            pytest.skip(f"REAL_PLUGINS names no folder with {plugin.folder} in it")
        mariadb: MariaDB = request.getfixturevalue("mariadb")
        with WordPress(mariadb=mariadb) as wordpress:
            yield Sent(FormSite(wordpress, plugin), plugin)

    return sent


def replay(site: PluginSite, slug: str, hooks: list[dict[str, Any]], before: str = "") -> None:
    """Fire what was recorded in this site, once it has run `before`."""
    text = json.dumps(hooks).replace("{home}", site.url).replace("\\", "\\\\").replace("'", "\\'")
    fire = f"replay( '{slug}', json_decode( '{text}', true ) );"
    code = f"{before} require_once {json.dumps(str(HERE / 'replay.php'))}; {fire}"
    assert site.php(code) == ""


def record(plugin: FormPlugin) -> None:
    """Write down the hooks of the release in REAL_PLUGINS."""
    with MariaDB() as mariadb, WordPress(mariadb=mariadb) as wordpress:
        site = FormSite(wordpress, plugin)
        cases = {}
        for name, visit in plugin.cases.items():
            site.reset()
            site.hooks()
            visit(site)
            cases[name] = site.hooks()
        version = site.php(f"echo {plugin.version};")
    shared: dict[str, Any] = {}
    thin = {name: [_shared(hook, shared) for hook in hooks] for name, hooks in cases.items()}
    made = {"version": version, "shared": list(shared.values()), "cases": thin}
    plugin.recorded.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n")


def recorded(plugin: FormPlugin) -> dict[str, list[dict[str, Any]]]:
    """What was recorded: the hooks of each case."""
    read = json.loads(plugin.recorded.read_text())
    whole: dict[str, list[dict[str, Any]]] = _whole(read["cases"], read["shared"])
    return whole


def _shared(value: Any, shared: dict[str, Any]) -> Any:
    """The hook with its long arguments and answers in `shared`, and their places there instead."""
    if isinstance(value, dict) and "hook" in value:
        thin = {name: [_shared(one, shared) for one in value[name]] for name in ("arguments",)}
        answers = {name: _shared(one, shared) for name, one in value["answers"].items()}
        return value | thin | {"answers": answers}
    text = json.dumps(value, sort_keys=True)
    if len(text) < LONGEST_REPEATED:
        return value
    shared.setdefault(text, value)
    return {"=": list(shared).index(text)}


def _whole(value: Any, shared: list[Any]) -> Any:
    if isinstance(value, dict) and value.keys() == {"="}:
        return shared[value["="]]
    if isinstance(value, dict):
        return {name: _whole(one, shared) for name, one in value.items()}
    return [_whole(one, shared) for one in value] if isinstance(value, list) else value


def quoted(text: str) -> str:
    """A text as PHP writes it."""
    return "'" + re.sub(r"([\\'])", r"\\\1", text) + "'"


def in_php(value: Any) -> str:
    """Anything that JSON can hold, as PHP reads it."""
    return f"json_decode( {quoted(json.dumps(value))}, true )"
