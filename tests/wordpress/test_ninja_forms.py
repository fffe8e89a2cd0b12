"""What Ninja Forms has of its own: forms and fields that are kept nowhere, and groups that repeat."""

from tests.wordpress.forms.ninja_forms import PLUGIN
from tests.wordpress.forms.plugin import Sent, both_ways, recorded, replay
from tests.wordpress.site import PluginSite
from tests.wordpress.test_form import values_of

sent = both_ways(PLUGIN)


def said(kept: dict[str, object]) -> dict[str, object]:
    """What the visitor said, by label: the fields have numbers."""
    return {field["label"]: field["value"] for field in kept["fields"]}  # type: ignore[attr-defined]


def test_a_form_that_keeps_no_entries(sent: Sent) -> None:
    [kept] = sent("mail alone")
    assert said(kept) == {"Nom": "Karim", "Message": "Bonjour", "Code": "SECRET-7"}
    assert kept["entry_id"] is None


def test_what_its_owner_keeps_nowhere(sent: Sent) -> None:
    [kept] = sent("redacted")
    assert said(kept) == {"Nom": "Karim", "Message": "Bonjour"}


def test_a_group_that_repeats_and_a_trial(site: PluginSite) -> None:
    """As the form plugin puts them together (3.14.9); the group is not in its free release."""
    [*_, hook] = [hook for hook in recorded(PLUGIN)["arabic"] if "after" in hook["hook"]]
    data = hook["arguments"][0]
    part = {"type": "textbox", "key": "enfant", "label": "Enfant"}
    group = {"type": "repeater", "key": "groupe", "label": "Enfants"}
    group["value"] = {"7.1_0": part | {"value": "Aya"}, "7.1_1": part | {"value": "Adam"}}  # type: ignore[assignment]
    data = {name: value for name, value in data.items() if name != "filon_captured"}
    once = data | {"fields": {"7": group}}
    replay(site, "ninja-forms", [hook | {"arguments": [once]}])
    assert [values_of(one) for one in site.submissions()] == [{"7.1_0": "Aya", "7.1_1": "Adam"}]
    site.reset()
    trial = data | {"settings": data["settings"] | {"is_preview": True}}
    replay(site, "ninja-forms", [hook | {"arguments": [trial]}])
    assert site.submissions() == []
