"""A server that lets people permit things (OAuth 2.0, PKCE, OpenID Connect), as Google's and Microsoft's do."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import jwt
from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Redirect

from tests.standins.faults import Faults

_ASKED = {"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt", "login_hint"}
_ASKED |= {
    "code_challenge",
    "code_challenge_method",
    "access_type",
    "include_granted_scopes",
    "response_mode",
}
_NEEDED = {"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge"}
_BY_GRANT = {
    "authorization_code": {"code", "redirect_uri", "code_verifier"},
    "refresh_token": {"refresh_token"},
}


@dataclass
class Permission:
    """What a person has permitted, and as which the client asks for it."""

    mail: str
    scopes: set[str]
    question: dict[str, str] = field(default_factory=dict)
    ends_at: float = 0


class OAuthStandIn:
    """Routes /authorise, /token and /revoke. `person` is who sits at the browser, and agrees at once.

    `knows` are the scopes that there are besides those of OpenID Connect.
    `violations` are requests that no server of theirs would take, in words.
    """

    def __init__(
        self,
        app: Flask,
        knows: Collection[str],
        *,
        rotates: bool = False,
        offline: str = "access_type=offline",
    ) -> None:
        self.client_id = "filon.apps.example.com"
        self.client_secret = secrets.token_urlsafe(24)
        self.redirects: set[str] = set()
        self.person = "alice@example.com"
        self.refuses = False
        self.unticked: set[str] = set()
        self.lasts = 3599
        self.violations: list[str] = []
        self.asked: list[dict[str, str]] = []
        self.faults = Faults(app, under="/token")
        self._knows = {"openid", "email", "profile", *knows}
        # Every refresh token is good once.
        self._rotates = rotates
        # What a question for a refresh token has: a parameter, or a scope.
        self._offline = offline
        self._codes: dict[str, Permission] = {}
        self._access: dict[str, Permission] = {}
        self._refresh: dict[str, Permission] = {}
        app.add_url_rule("/authorise", view_func=self._authorise)
        app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/revoke", view_func=self._revoke, methods=["POST"])

    def permit(self, mail: str, *scopes: str) -> str:
        """An access token for somebody, without asking anybody."""
        return self._new(self._access, Permission(mail, set(scopes), ends_at=time.time() + self.lasts))

    def permission(self, access: str) -> Permission | None:
        """What an access token stands for, as long as it is good."""
        found = self._access.get(access)
        return found if found and found.ends_at > time.time() else None

    def end_access(self) -> None:
        """All access tokens have expired."""
        self._access.clear()

    def withdraw(self, mail: str) -> None:
        """Somebody takes away in their account what they have permitted."""
        for kept in (self._access, self._refresh):
            for token in [token for token, permission in kept.items() if permission.mail == mail]:
                del kept[token]

    def _authorise(self) -> Response | Redirect:
        question = request.args.to_dict()
        self.asked.append(question)
        wrong = [f"authorise: {name}?" for name in question.keys() - _ASKED]
        wrong += [f"authorise: {name} is missing" for name in _NEEDED - question.keys()]
        wrong += [f"authorise: {one}" for one in self._wrong_values(question)] if not wrong else []
        if wrong:
            self.violations += wrong
            return Response("\n".join(wrong), 400)
        if self.refuses:
            return self._back(question, {"error": "access_denied"})
        scopes = set(question["scope"].split()) - self.unticked
        code = self._new(self._codes, Permission(self.person, scopes, question, time.time() + 600))
        return self._back(question, {"code": code, "scope": " ".join(sorted(scopes))})

    def _wrong_values(self, question: dict[str, str]) -> list[str]:
        right = {
            "client_id": question["client_id"] == self.client_id,
            "redirect_uri": question["redirect_uri"] in self.redirects,
            "scope": set(question["scope"].split()) <= self._knows,
            "response_type": question["response_type"] == "code",
            "code_challenge": bool(re.fullmatch(r"[\w-]{43}", question["code_challenge"])),
            "code_challenge_method": question.get("code_challenge_method") == "S256",
            "prompt": set(question.get("prompt", "").split()) <= {"none", "consent", "select_account"},
            "access_type": question.get("access_type", "online") in ("online", "offline"),
            "state": len(question["state"]) >= 16,
        }
        return [f"{name}={question.get(name)}" for name, is_right in right.items() if not is_right]

    def _back(self, question: dict[str, str], said: dict[str, str]) -> Redirect:
        return redirect(f"{question['redirect_uri']}?{urlencode({'state': question['state'], **said})}")

    def _token(self) -> Response:
        form = request.form.to_dict()
        grant = form.get("grant_type", "")
        expected = {"grant_type", "client_id", "client_secret", *_BY_GRANT.get(grant, ())}
        if form.keys() != expected or request.args:
            self.violations.append(f"token: {sorted(form.keys() ^ expected)}, or something in the query")
            return _error(400, "invalid_request")
        if form["client_id"] != self.client_id or form["client_secret"] != self.client_secret:
            return _error(401, "invalid_client")
        if grant == "refresh_token":
            return self._refreshed(form["refresh_token"])
        permission = self._codes.pop(form["code"], None)
        if not permission or permission.ends_at < time.time() or not _answers(form, permission.question):
            return _error(400, "invalid_grant")
        return self._tokens(permission, is_new=True)

    def _refreshed(self, token: str) -> Response:
        permission = self._refresh.pop(token, None) if self._rotates else self._refresh.get(token)
        return self._tokens(permission, is_new=self._rotates) if permission else _error(400, "invalid_grant")

    def _tokens(self, permission: Permission, *, is_new: bool) -> Response:
        said: dict[str, Any] = {
            "access_token": self.permit(permission.mail, *permission.scopes),
            "expires_in": self.lasts,
            "scope": " ".join(sorted(permission.scopes - {"offline_access"})),
            "token_type": "Bearer",
        }
        name, _, value = self._offline.partition("=")
        is_offline = value in permission.question.get(name, "").split()
        if is_new and is_offline:
            said["refresh_token"] = self._new(self._refresh, permission)
        if "openid" in permission.scopes:
            said["id_token"] = self._id_token(permission)
        return jsonify(said)

    def _id_token(self, permission: Permission) -> str:
        claims = {
            "iss": request.host_url,
            "aud": self.client_id,
            "sub": hashlib.sha256(permission.mail.encode()).hexdigest()[:21],
            "iat": int(time.time()),
            "exp": int(time.time()) + self.lasts,
            "nonce": permission.question.get("nonce", ""),
        }
        if "email" in permission.scopes:
            claims["email"] = permission.mail
        if "profile" in permission.scopes:
            claims |= {
                "preferred_username": permission.mail,
                "name": permission.mail.partition("@")[0].title(),
            }
        return jwt.encode(claims, secrets.token_bytes(32), algorithm="HS256")

    def _revoke(self) -> Response:
        token = request.form.get("token", "")
        permission = self._access.get(token) or self._refresh.get(token)
        if not permission:
            return _error(400, "invalid_token")
        self.withdraw(permission.mail)
        return jsonify({})

    def _new(self, kept: dict[str, Permission], permission: Permission) -> str:
        token = secrets.token_urlsafe(32)
        kept[token] = permission
        return token


def _answers(form: dict[str, str], question: dict[str, str]) -> bool:
    """Whether it is the same client that asked: its redirect, and the secret behind its challenge."""
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return form["redirect_uri"] == question["redirect_uri"] and challenge == question["code_challenge"]


def _error(status: int, error: str) -> Response:
    response = jsonify({"error": error, "error_description": "Refused by the stand-in."})
    response.status_code = status
    return response
