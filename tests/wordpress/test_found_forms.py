"""What no hook told of is found among the entries that each real form plugin keeps, as it would have been captured."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.parts.mariadb import MariaDB
from tests.parts.wordpress import WordPress
from tests.wordpress.forms import (
    elementor_pro,
    everest_forms,
    fluent_forms,
    formidable,
    forminator,
    gravity_forms,
    jetpack_forms,
    ninja_forms,
)
from tests.wordpress.forms.entries import assert_found_again, assert_not_found
from tests.wordpress.forms.plugin import FOLDER, FormPlugin, FormSite

pytestmark = pytest.mark.wordpress


@dataclass(frozen=True)
class Kept:
    """What `case` sends is found, but for the fields of which entries keep less: their names, or how their ids end.

    `otherwise` is what else differs, `left_alone` are cases that are no requests, `before` is PHP that lets it be sent.
    """

    plugin: FormPlugin
    case: str
    left_alone: tuple[str, ...]
    but: tuple[str, ...] = ()
    otherwise: dict[str, Any] = field(default_factory=dict)
    before: str = ""


KEPT = [
    Kept(elementor_pro.PLUGIN, "whole", ("mistake", "robot")),
    Kept(elementor_pro.PLUGIN, "numbers", (), but=("email", "phone", "budget", "rooms", "site")),
    Kept(everest_forms.PLUGIN, "no script", ("spam", "refused spam", "nothing to be stored", "tried out")),
    Kept(fluent_forms.PLUGIN, "script", ("spam", "tried out")),
    Kept(
        formidable.PLUGIN,
        "script",
        ("draft", "nothing to be stored", "tried out"),
        # Within a minute nobody may send the same twice.
        before='global $wpdb; $wpdb->query( "DELETE FROM {$wpdb->prefix}frm_items" );',
    ),
    # What was written beside a choice is kept together with it; the page is not.
    Kept(
        forminator.PLUGIN,
        "whole",
        ("spam", "kept for later", "forgetful", "tried out"),
        but=("radio-1",),
        otherwise={"page": None},
    ),
    Kept(gravity_forms.PLUGIN, "no script", ("spam", "saved for later")),
    # The words of a consent are not kept, and of a box without words nobody has agreed to anything.
    Kept(
        jetpack_forms.PLUGIN,
        "whole",
        ("spam", "forgetful"),
        but=("-consent",),
        otherwise={"consents": []},
    ),
    # It keeps no backslash, nor the page.
    Kept(
        ninja_forms.PLUGIN,
        "whole",
        ("robot", "mail alone", "mistake", "nothing"),
        but=("projet",),
        otherwise={"page": None},
    ),
]


@pytest.fixture(params=KEPT, ids=lambda kept: f"{kept.plugin.slug}-{kept.case}")
def kept(request: pytest.FixtureRequest) -> Kept:
    """A form plugin that is at hand."""
    wanted: Kept = request.param
    if not FOLDER or not (Path(FOLDER) / wanted.plugin.folder).is_dir():
        pytest.skip(f"REAL_PLUGINS names no folder with {wanted.plugin.folder} in it")
    return wanted


@pytest.fixture
def real(kept: Kept, request: pytest.FixtureRequest) -> Iterator[FormSite]:
    """Its site."""
    mariadb: MariaDB = request.getfixturevalue("mariadb")
    with WordPress(mariadb=mariadb) as wordpress:
        yield FormSite(wordpress, kept.plugin)


def test_it_works(kept: Kept, real: FormSite) -> None:
    # Ninja Forms numbers its fields.
    but = tuple(str(real.fields.get(kept.case, {}).get(name, name)) for name in kept.but)
    assert_found_again(real, kept.case, kept.before, but, **kept.otherwise)
    assert_not_found(real, *kept.left_alone)
