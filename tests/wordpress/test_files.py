"""Files that came with a request follow it to the service: a copy waits here until it is there, or never will be."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.wordpress.site import PluginSite
from tests.wordpress.standin import StandIn
from tests.wordpress.wire import Answer, problem

PLAN = b"%PDF-1.4 plan"
MEGABYTE = 1024 * 1024


def uploads(site: PluginSite) -> Path:
    """Where a form plugin puts what visitors upload."""
    return site.wordpress.site.root / "wp-content" / "uploads"


def copies(site: PluginSite) -> list[Path]:
    """What waits, and nothing that is half copied."""
    return sorted(path for path in uploads(site).glob("filon/*") if path.name.startswith("file-"))


def capture(site: PluginSite, *paths: Path | str, spam_by: str = "") -> str:
    """Keep a request whose form plugin says that its files lie there; the request's uuid."""
    files = [{"field_id": "plan", "name": Path(path).name, "path": str(path)} for path in paths]
    sent = {"form": {"id": "devis"}, "fields": [], "files": files, "spam_by": spam_by}
    return site.php(f"echo filon_capture( json_decode( {json.dumps(json.dumps(sent))}, true ) );")


def put(site: PluginSite, name: str, content: bytes = PLAN) -> Path:
    """Put a file among the uploads."""
    path = uploads(site) / "forms" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def deliver(site: PluginSite, *, later: bool = False) -> int:
    """Send the requests that wait, and then their files; `later` is a day later for these."""
    wait = (
        "foreach ( Filon\\kept_files() as $one ) rename( $one['path'], "
        "Filon\\kept_file( $one['uuid'], $one['place'], $one['tries'], time() ) );"
    )
    return int(site.php(f"Filon\\deliver(); {wait if later else ''} echo Filon\\deliver_files();"))


def test_it_works(either: PluginSite, service: StandIn) -> None:
    photo = put(either, "photo é.jpg", b"\xff\xd8\xff photo")
    address = f"{either.url}/wp-content/uploads/forms/photo%20%C3%A9.jpg"
    plan = put(either, "plan.pdf")
    uuid = capture(either, plan, address)
    plan.unlink()  # as form plugins do once their mail has left
    assert len(copies(either)) == 2
    assert either.submissions()[0]["files"] == [
        {"field_id": "plan", "name": "plan.pdf"},
        {"field_id": "plan", "name": "photo%20%C3%A9.jpg"},
    ]
    assert deliver(either) == 2
    assert service.files == {(uuid, 0): PLAN, (uuid, 1): photo.read_bytes()}
    assert copies(either) == []


def test_nobody_can_guess_where_a_copy_is(site: PluginSite) -> None:
    capture(site, put(site, "plan.php", b"<?php echo 'runs';"))
    [copy] = copies(site)
    assert len(copy.name.rpartition("-")[2]) == 32
    assert copy.suffix == "", "no server runs it"
    assert "Require all denied" in (copy.parent / ".htaccess").read_text()
    assert (copy.parent / "index.html").exists()


def test_what_is_no_visitors_file_stays_here(site: PluginSite) -> None:
    """A path may be what the visitor says it is."""
    root = site.wordpress.site.root
    secret = root / "wp-config.php"
    link = uploads(site) / "forms" / "link.pdf"
    put(site, "empty.pdf", b"")
    put(site, "heavy.pdf", b"x" * (8 * MEGABYTE + 1))
    link.unlink(missing_ok=True)
    link.symlink_to(secret)
    site.php("Filon\\make_spill_folder();")
    paths = ["/etc/passwd", secret, uploads(site) / "forms/../../../wp-config.php", link, "wp-config.php"]
    paths += [f"{site.url}/wp-content/uploads/../../wp-config.php", f"{site.url}/wp-content/uploads/"]
    paths += [uploads(site) / "filon" / ".htaccess", f"file://{secret}", "php://input", "a\0b", ""]
    capture(site, *paths, uploads(site) / "forms", *(uploads(site) / "forms").glob("[eh]*.pdf"))
    assert copies(site) == []


def test_no_more_than_the_disk_should_bear(site: PluginSite) -> None:
    paths = [put(site, f"{n:02}.pdf", b"%d" % n) for n in range(12)]
    capture(site, *paths)
    assert len(copies(site)) == 10
    assert len(site.submissions()[0]["files"]) == 12, "the request names them all"
    for path in copies(site):
        path.unlink()
    for n in range(199):
        (uploads(site) / "filon" / f"file-{'0' * 8}-0000-0000-0000-{n:012}-00-00-{0:010}-{'0' * 32}").touch()
    capture(site, *paths)
    assert len(copies(site)) == 200


@pytest.mark.parametrize(
    "refusal", [problem(422, "invalid"), problem(410, "gone"), problem(413, "too_large")]
)
def test_what_the_service_will_never_take_is_let_go(
    site: PluginSite, service: StandIn, refusal: Answer
) -> None:
    capture(site, put(site, "plan.pdf"), put(site, "photo.jpg"))
    service.file_fault = lambda call: refusal if call.path.endswith("0") else None
    assert deliver(site) == 1
    assert copies(site) == []


@pytest.mark.parametrize(
    "failure",
    [
        Answer(0),
        Answer(200, {"receipt": "v1,no"}),
        Answer(404, "<h1>Not found</h1>"),
        problem(404, "not_found"),
        problem(409, "conflict"),
        Answer(413, "too much for a proxy"),
        problem(422, "unscanned"),
        problem(429, "too_many", retry_after=60),
        problem(503, "unavailable"),
    ],
    ids=lambda answer: f"{answer.status}",
)
def test_what_fails_for_now_is_sent_again(site: PluginSite, service: StandIn, failure: Answer) -> None:
    """By an older service, which knows no files, a day later and as long as the request itself is kept."""
    uuid = capture(site, put(site, "plan.pdf"))
    service.file_fault = lambda call: failure
    assert deliver(site) == 0
    assert site.statuses() == ["delivered"], "requests do not wait for files"
    service.file_fault = lambda call: None
    assert deliver(site) == 0, "not at once"
    assert deliver(site, later=True) == 1
    assert service.files == {(uuid, 0): PLAN}


def test_a_file_waits_for_its_request(site: PluginSite, service: StandIn) -> None:
    capture(site, put(site, "plan.pdf"))
    service.fault = lambda call: problem(422, "invalid")
    assert deliver(site) == 0
    assert (site.statuses(), len(copies(site)), service.files) == (["attention"], 1, {})


@pytest.mark.parametrize(
    ("status", "left"), [("delivered", 0), ("erased", 0), ("waiting", 1), ("attention", 1), ("", 0)]
)
def test_after_forty_days_nothing_is_left_but_what_its_request_still_needs(
    site: PluginSite, status: str, left: int
) -> None:
    uuid = capture(site, put(site, "plan.pdf"))
    [copy] = copies(site)
    long_ago = "01900000" + uuid[8:]
    copy.rename(copy.with_name(copy.name.replace(uuid, long_ago)))
    row = f"array( 'uuid' => '{long_ago}', 'status' => '{status}' )" if status else "array( 'uuid' => '-' )"
    site.php(
        f"global $wpdb; $wpdb->update( Filon\\queue_table(), {row}, array( 'uuid' => '{uuid}' ) );"
        "Filon\\forget_connection(); Filon\\sweep();"
    )
    assert len(copies(site)) == left


@pytest.mark.parametrize("waker", ["flush", "beacon", "a page of wp-admin"])
def test_a_file_alone_is_reason_enough(site: PluginSite, service: StandIn, waker: str) -> None:
    """The request went before, and nothing else is due."""
    uuid = capture(site, put(site, "plan.pdf"))
    site.php(
        "Filon\\deliver(); Filon\\change_state( array( 'reported_at' => time(), 'ledger_due' => time() + 9999 ) );"
    )
    if waker == "flush":
        path = "/wp-json/filon/v1/flush"
        headers = service.signed_flush(path)
        assert requests.post(f"{site.url}{path}", data=b"{}", headers=headers, timeout=30).status_code == 200
    else:
        if waker != "beacon":
            page = site.sign_in().get(f"{site.url}/wp-admin/index.php", timeout=30).text
            assert "data-filon-beacon" in page
        site.beacon()
    assert service.files == {(uuid, 0): PLAN}


def test_spam_takes_no_room(site: PluginSite) -> None:
    path = put(site, "plan.pdf")
    capture(site, path, spam_by="akismet")
    assert copies(site) == []
    assert site.submissions()[0]["files"] == [{"field_id": "plan", "name": "plan.pdf"}]


def test_what_a_form_plugin_hands_over_is_sent(site: PluginSite, service: StandIn) -> None:
    """Here Contact Form 7's: its file is gone when the visitor has the answer."""
    from tests.wordpress.test_contact_form_7 import CASES, replay

    plan = put(site, "Plan-e.pdf")
    hooks: list[dict[str, Any]] = json.loads(json.dumps(CASES["script"]))
    for hook in hooks:
        hook["submission"]["files"] = {"plan": [str(plan)]}
    [sent] = replay(site, hooks)
    deliver(site)
    assert service.files == {(sent["uuid"], 0): PLAN}
