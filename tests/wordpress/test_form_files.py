"""Files that form plugins name: theirs follow the request, and nothing that a visitor names does, nor its size."""

import json
from typing import Any

import pytest

from tests.wordpress.forms import forminator, jetpack_forms
from tests.wordpress.forms.plugin import in_php, recorded, replay
from tests.wordpress.site import PluginSite
from tests.wordpress.test_files import PLAN, copies, uploads

OURS = "ff-0123456789abcdef0123456789abcdef-ff-plan.pdf"


def put(site: PluginSite, name: str) -> str:
    """Put a file among the uploads; its path."""
    path = uploads(site) / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(PLAN)
    return str(path)


def keep(site: PluginSite, adapter: str, read: str) -> list[dict[str, Any]]:
    """Capture the files that a function of an adapter reads, and give what the request says of them."""
    site.php(
        f"require_once WP_PLUGIN_DIR . '/filon/adapters/{adapter}.php';"
        f"filon_capture( array( 'form' => array( 'id' => 7 ), 'fields' => array(), 'files' => Filon\\{read} ) );"
    )
    [kept] = site.submissions()
    files: list[dict[str, Any]] = kept.get("files", [])
    return files


def test_it_works(site: PluginSite) -> None:
    path = put(site, f"fluentform/{OURS}")
    address = f"{site.url}/wp-content/uploads/fluentform/{OURS}"
    files = keep(site, "fluent-forms", f"fluent_files( 'plan', array( '{address}' ) )")
    assert files == [{"name": "plan.pdf", "field_id": "plan", "size": len(PLAN)}]
    [copy] = copies(site)
    assert copy.read_bytes() == PLAN
    assert path.endswith(OURS)


@pytest.mark.parametrize("other", ["invoices/secret.pdf", "fluentform/secret.pdf", f"invoices/{OURS}"])
def test_an_address_that_a_visitor_posts(site: PluginSite, other: str) -> None:
    path = put(site, other)
    named = f"array( '{site.url}/wp-content/uploads/{other}', '{path}', '/etc/passwd' )"
    files = keep(site, "fluent-forms", f"fluent_files( 'plan', {named} )")
    assert [file["name"] for file in files][2] == "passwd"
    assert not [file for file in files if "size" in file]
    assert copies(site) == []


def test_a_path_in_a_text_field_of_forminator(site: PluginSite) -> None:
    secret = put(site, "invoices/secret.pdf")
    hooks = recorded(forminator.PLUGIN)["whole"]
    answers = hooks[0]["arguments"][2]
    for answer in answers.values() if isinstance(answers, dict) else answers:
        if str(answer["name"]).startswith(("name-", "email-", "upload-", "textarea-")):
            answer["value"] = {"file": {"file_path": secret, "file_url": secret}}
    replay(site, forminator.PLUGIN.slug, hooks)
    [kept] = site.submissions()
    assert kept["files"] == [{"field_id": "upload-1", "name": "secret.pdf"}]
    assert copies(site) == []


def test_a_path_that_is_posted_to_jetpack(site: PluginSite) -> None:
    secret = put(site, "invoices/secret.pdf")
    hooks = recorded(jetpack_forms.PLUGIN)["whole"]
    for hook in hooks:
        id, field = next(iter(hook["arguments"][1].items()))
        field["()"]["get_attribute(type)"] = "file"
        hook["posted"][id] = json.dumps({"name": secret, "file_id": 1})
    replay(site, jetpack_forms.PLUGIN.slug, hooks)
    [kept] = site.submissions()
    assert kept["files"] == [{"field_id": id, "name": "secret.pdf"}]
    assert copies(site) == []


@pytest.mark.parametrize(
    ("folder", "travels"),
    [("wpforms", True), ("gravity_forms", False), ("wpforms/1", False), ("wpfor", False)],
)
def test_only_what_lies_in_the_form_plugins_own_folder(site: PluginSite, folder: str, travels: bool) -> None:
    path = put(site, "wpforms/7-abc/plan.pdf")
    files = keep(site, "wpforms", f"read_files( 3, {in_php([path])}, '{folder}' )")
    assert [file["name"] for file in files] == ["plan.pdf"]
    assert ("size" in files[0], len(copies(site))) == (travels, int(travels))
