"""A WordPress user becomes a member: what a site may say of its users, and what it may not, taken over or not."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from filon.foundation import clock
from filon.foundation.ids import new_id
from filon.leads.exports import Export
from filon.tenants import actions
from filon.tenants.models import Member, Session, Site
from tests.dashboard.people import base, signed_in
from tests.foundation.neighbours import record
from tests.foundation.test_answers import problem
from tests.parts.service import ADDRESS, Filon, PairedSite
from tests.tenants.wordpress_user import bearer, embed_token, enter


def refused(answer: TestResponse, status: int, code: str) -> bool:
    return (answer.status_code, problem(answer)["code"]) == (status, code)


def me(site: PairedSite, user: str = "7") -> Any:
    """The member that the site's user is."""
    with site.filon.inside(site.tenant, write=False):
        return Member.get_or_none((Member.site_id == UUID(site.id)) & (Member.wordpress_user == user))


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    answer = enter(alice)
    assert answer.json["expires_in"] == 900
    shown = filon.client.get(f"{base(alice)}/prospects/1", headers={**bearer(answer), "Accept": "text/html"})
    assert "Salma" in shown.text
    member = me(alice)
    assert (member.name, member.role, member.language, member.email) == ("Bob", "manager", "fr", None)


def test_the_e_mail_is_nobodys_identity(filon: Filon, alice: PairedSite) -> None:
    """The token says alice@atlas.example, who is the owner: it is shown nowhere and matched to nobody."""
    enter(alice)
    with filon.inside(alice.tenant, write=False):
        owner = Member.get(Member.role == "owner")
        assert owner.email == "alice@atlas.example"
        assert owner.id != Member.get(Member.wordpress_user == "7").id
        assert Session.select().where(Session.member_id == owner.id).count() == 0


def test_the_same_user_is_the_same_member_and_another_another(filon: Filon, alice: PairedSite) -> None:
    for user in ("7", "7", "8"):
        assert enter(alice, sub=user).status_code == 201
    with filon.inside(alice.tenant, write=False):
        assert Member.select().where(Member.site_id == UUID(alice.id)).count() == 2


def test_the_same_number_on_another_site_is_somebody_else(
    filon: Filon, alice: PairedSite, charlie: PairedSite
) -> None:
    assert enter(alice).json["session"] != enter(charlie).json["session"]
    assert me(alice).id != me(charlie).id


def _none_token(site: PairedSite) -> str:
    def part(document: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()

    _header, claims, signature = embed_token(site).split(".")
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{claims}.{signature}"


def _unsigned(site: PairedSite) -> str:
    return embed_token(site).rpartition(".")[0] + "."


def _changed(site: PairedSite) -> str:
    header, claims, signature = embed_token(site, role="reader").split(".")
    better = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"role": "manager"}
    return (
        f"{header}.{base64.urlsafe_b64encode(json.dumps(better).encode()).rstrip(b'=').decode()}.{signature}"
    )


FORGED = {
    "alg none": _none_token,
    "no signature": _unsigned,
    "claims changed": _changed,
    "another algorithm of the same kind": lambda site: embed_token(site, algorithm="HS512"),
    "another key": lambda site: embed_token(site, key=b"x" * 32),
    "the key that signs calls": lambda site: embed_token(site, key=site.keys.to_service),
    "no token": lambda _site: "x",
    "three empty parts": lambda _site: "..",
    "half of one": lambda site: embed_token(site)[:80],
    "another audience": lambda site: embed_token(site, aud="https://evil.example"),
    "two audiences": lambda site: embed_token(site, aud=["https://evil.example"]),
    "no audience": lambda site: embed_token(site, aud=...),
    "another issuer": lambda site: embed_token(site, iss="01997d5e-0000-7000-8000-0000000051fe"),
    "no issuer": lambda site: embed_token(site, iss=...),
    "nobody": lambda site: embed_token(site, sub=...),
    "a number for a user": lambda site: embed_token(site, sub=7),
    "no jti": lambda site: embed_token(site, jti=...),
    "a jti that is no text": lambda site: embed_token(site, jti=["x"]),
    "a jti that no text can be": lambda site: embed_token(site, jti="\ud800"),
    "an endless jti": lambda site: embed_token(site, jti="x" * 61),
    "no end": lambda site: embed_token(site, exp=...),
    "an end that is no time": lambda site: embed_token(site, exp="tomorrow"),
    "a beginning that is no time": lambda site: embed_token(site, iat=None),
    "a life of an hour": lambda site: embed_token(site, exp=clock.unix() + 3600),
    "a life of sixty-one seconds": lambda site: embed_token(site, exp=clock.unix() + 61),
    "an endless number": lambda site: embed_token(site, exp=1e308),
}


@pytest.mark.filterwarnings("ignore:The HMAC key")  # too short for SHA512: a forger does not mind
def test_a_forged_token_opens_nothing(filon: Filon, alice: PairedSite) -> None:
    for how, forge in FORGED.items():
        assert refused(enter(alice, forge(alice)), 401, "token"), how
    assert me(alice) is None


def test_a_public_key_is_no_secret(alice: PairedSite) -> None:
    """RS256 confusion: a header that names an asymmetric algorithm is refused before any key is looked at."""
    claims = embed_token(alice).split(".")[1]
    for algorithm in ("RS256", "ES256", "EdDSA", "hs256", "HS256 "):
        header = (
            base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode())
            .rstrip(b"=")
            .decode()
        )
        assert refused(enter(alice, f"{header}.{claims}.AAAA"), 401, "token")


@pytest.mark.parametrize("seconds", [-75, 75, -86_400])
def test_an_expired_token_is_refused_with_our_time(alice: PairedSite, seconds: int) -> None:
    now = clock.unix()
    answer = enter(alice, iat=now + seconds, exp=now + seconds + 60)
    assert refused(answer, 401, "clock_skew")
    assert abs(answer.json["now"] - now) < 5


def test_a_token_counts_once(alice: PairedSite) -> None:
    token = embed_token(alice)
    assert enter(alice, token).status_code == 201
    assert refused(enter(alice, token), 401, "token_used")


def test_a_jti_counts_once_whatever_else_the_token_says(alice: PairedSite, charlie: PairedSite) -> None:
    jti = new_id().hex
    assert enter(alice, jti=jti).status_code == 201
    assert refused(enter(alice, jti=jti, sub="8"), 401, "token_used")
    assert enter(charlie, jti=jti).status_code == 201, "names are each site's own"


def test_alices_token_does_not_open_charlies_frame(alice: PairedSite, charlie: PairedSite) -> None:
    assert refused(enter(alice, at=charlie), 401, "token")
    assert refused(enter(alice, at=charlie, iss=charlie.id), 401, "token")


def test_a_role_that_a_site_may_not_give(alice: PairedSite) -> None:
    for role in ("owner", "system", "operator", "administrator", "", "Manager", None, 4, ["manager"]):
        assert refused(enter(alice, role=role), 403, "forbidden"), role
    assert me(alice) is None


def test_the_sites_cap_bounds_everybody(filon: Filon, alice: PairedSite) -> None:
    for cap, asked, given in (
        ("manager", "manager", "manager"),
        ("manager", "agent", "agent"),
        ("agent", "manager", "agent"),
        ("agent", "reader", "reader"),
        ("reader", "manager", "reader"),
        ("owner", "manager", "manager"),
    ):
        with filon.inside(alice.tenant):
            Site.update(role_cap=cap).execute()
        assert enter(alice, role=asked).status_code == 201
        assert me(alice).role == given, (cap, asked)


def test_a_change_of_role_ends_the_older_sessions(filon: Filon, alice: PairedSite) -> None:
    as_manager = bearer(enter(alice))
    as_agent = bearer(enter(alice, role="agent"))
    home = f"{base(alice)}/"
    assert filon.client.get(home, headers=as_manager).status_code == 401
    assert filon.client.get(home, headers=as_agent).status_code == 200
    renewed = bearer(enter(alice, role="agent"))
    assert [filon.client.get(home, headers=h).status_code for h in (as_agent, renewed)] == [200, 200]


def test_what_somebody_had_made_by_more_goes_with_a_lesser_role(filon: Filon, alice: PairedSite) -> None:
    """Whether the site says less of its user or the business of the site."""

    def exports() -> int:
        filon.work()
        with filon.inside(alice.tenant, write=False):
            return Export.select().count()

    for lower in ("user", "site"):
        headers, asked = bearer(enter(alice)), {"format": "csv"}
        assert filon.client.post(f"{base(alice)}/exports", data=asked, headers=headers).status_code == 303
        assert exports() == 1, lower
        if lower == "user":
            assert enter(alice, role="reader").status_code == 201
        else:
            with filon.inside(alice.tenant):
                actions.cap_roles(Site.get(), "reader")
        assert (exports(), me(alice).role) == (0, "reader"), lower


def test_a_revoked_site_opens_nothing(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    session, token = bearer(enter(alice)), embed_token(alice)
    with filon.inside(alice.tenant):
        actions.revoke_site(Site.get())
    assert refused(enter(alice, token), 403, "site_revoked")
    assert refused(filon.client.get(f"{base(alice)}/", headers=session), 403, "site_revoked")
    shell = filon.client.get(f"{base(alice)}/")
    assert (shell.status_code, "frame-ancestors 'none'" in shell.headers["Content-Security-Policy"]) == (
        404,
        True,
    )
    unknown = PairedSite.__new__(PairedSite)
    unknown.__dict__ |= alice.__dict__ | {"id": str(new_id())}
    assert refused(enter(unknown), 403, "site_revoked"), "an unknown site is answered like a revoked one"
    assert enter(charlie).status_code == 201


def test_a_removed_member_does_not_come_back(filon: Filon, alice: PairedSite) -> None:
    session = bearer(enter(alice))
    with filon.inside(alice.tenant):
        Member.update(removed_at=clock.now()).where(Member.wordpress_user == "7").execute()
    assert filon.client.get(f"{base(alice)}/", headers=session).status_code == 401
    assert refused(enter(alice), 403, "forbidden")


HOSTILE = [
    {"name": "<script>alert(1)</script>"},
    {"name": "x" * 1000},
    {"name": "Bob\x00"},
    {"name": "Bob\ud800"},
    {"name": None},
    {"name": ["Bob"]},
    {"locale": "xx_YY"},
    {"locale": "../../etc/passwd"},
    {"locale": 7},
    {"scheme": "modern; x"},
    {"scheme": '" onload="'},
    {"colour": "red"},
    {"colour": "#3858e9; background: url(//evil.example)"},
    {"colour": 3},
    {"email": {"x": 1}},
]


def test_hostile_words_come_to_nothing(filon: Filon, alice: PairedSite) -> None:
    for claims in HOSTILE:
        session = bearer(enter(alice, **claims))
        shown = filon.client.get(f"{base(alice)}/", headers={**session, "Accept": "text/html"})
        assert shown.status_code == 200, claims
        for hostile in ("<script>alert", "onload=", "evil.example", "passwd", "\x00", "x" * 300):
            assert hostile not in shown.text, claims


def test_a_user_without_a_name_that_can_be_kept_is_nobody(alice: PairedSite) -> None:
    for sub in ("", " ", "7\x00", "\ud800", "7" * 61, "é"):
        assert refused(enter(alice, sub=sub), 401, "token"), sub


def test_a_token_is_for_this_service_only(alice: PairedSite) -> None:
    assert enter(alice, aud=ADDRESS).status_code == 201
    assert refused(enter(alice, aud=ADDRESS + "/"), 401, "token")


def test_a_frame_is_no_way_out(filon: Filon, alice: PairedSite) -> None:
    """A session of wp-admin is good in that site's frame and nowhere else."""
    token = bearer(enter(alice))["Authorization"].split()[1]
    browser = filon.client
    browser.set_cookie("filon_session", token, path="/app")
    assert browser.get("/app/", headers={"Accept": "application/json"}).status_code == 401
    assert signed_in(alice).get("/app/").status_code == 200
