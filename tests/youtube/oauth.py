"""Google's sign-in on loopback: consent page, tokens, revocation.

`/o/oauth2/v2/auth`, `/token` and `/revoke` stand for accounts.google.com and oauth2.googleapis.com.
"""

import base64
import hashlib
from urllib.parse import urlencode, urlsplit

from tests.youtube.document import Method
from tests.youtube.errors import ApiError, unauthorised
from tests.youtube.registry import Who
from tests.youtube.store import Doc
from tests.youtube.wire import Reply, Request
from tests.youtube.world import CHANNEL, World

CLIENT = "123456-loopback.apps.googleusercontent.com"
SECRET = "GOCSPX-loopback"
SCOPES = ("https://www.googleapis.com/auth/youtube.force-ssl",)
PATHS = ("/o/oauth2/v2/auth", "/token", "/revoke")
_WEEK = 7 * 86_400


def client_config(world: World) -> Doc:
    """What the console lets one download for an installed application."""
    return {
        "installed": {
            "client_id": CLIENT,
            "project_id": "loopback",
            "client_secret": SECRET,
            "auth_uri": f"{world.address}/o/oauth2/v2/auth",
            "token_uri": f"{world.address}/token",
            "redirect_uris": ["http://localhost"],
        }
    }


def grant(world: World, scopes: tuple[str, ...] = SCOPES, channel: str = CHANNEL) -> Doc:
    """A refresh token and an access token, as after a consent; an "authorized user" file."""
    refresh = world.new_id(32, "1//")
    doc = {"id": refresh, "scope": " ".join(scopes), "channel": channel, "made": world.now()}
    world.store.put("refresh", refresh, doc)
    return {
        "type": "authorized_user",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "refresh_token": refresh,
        "token": _access(world, doc),
        "token_uri": f"{world.address}/token",
        "scopes": list(scopes),
    }


def who(world: World, bearer: str, method: Method) -> Who:
    """Who bears this `Authorization`; ApiError 401 or, where the scope is wanting, 403."""
    token = world.store.get("access", bearer.removeprefix("Bearer ").strip())
    if not token or token["expires"] <= world.now():
        raise unauthorised()
    if method.scopes and not method.scopes & set(token["scope"].split()):
        raise ApiError(
            403,
            "insufficientPermissions",
            "Request had insufficient authentication scopes.",
        )
    return Who(CLIENT, token["channel"])


def answer(world: World, request: Request) -> Reply:
    """One of the three addresses."""
    if request.path == PATHS[0]:
        return _consent(world, {name: values[-1] for name, values in request.query.items()})
    form = request.form()
    if request.path == PATHS[2]:
        return _revoke(world, {**{n: v[-1] for n, v in request.query.items()}, **form})
    if _client(request, form) != (CLIENT, SECRET):
        return _refused("invalid_client", "The OAuth client was not found.", 401)
    if form.get("grant_type") == "refresh_token":
        return _refresh(world, form.get("refresh_token", ""))
    if form.get("grant_type") == "authorization_code":
        return _exchange(world, form)
    return _refused("unsupported_grant_type", "Invalid grant_type: " + form.get("grant_type", ""))


def _client(request: Request, form: dict[str, str]) -> tuple[str, str]:
    """Id and secret, of the form or of the header."""
    basic = request.headers.get("Authorization", "")
    if not basic.startswith("Basic "):
        return form.get("client_id", ""), form.get("client_secret", "")
    id, _, secret = base64.b64decode(basic.removeprefix("Basic ")).decode().partition(":")
    return id, secret


def _refused(error: str, why: str, status: int = 400) -> Reply:
    return Reply.json({"error": error, "error_description": why}, status)


def _consent(world: World, asked: dict[str, str]) -> Reply:
    """The page on which a person consents; here they have made up their mind (`consent`)."""
    back = urlsplit(asked.get("redirect_uri", ""))
    loopback = back.scheme == "http" and back.hostname in ("127.0.0.1", "localhost", "::1")
    if asked.get("client_id") != CLIENT or not loopback or asked.get("response_type") != "code":
        return Reply(400, b"Error 400: invalid_request", {"Content-Type": "text/plain"})
    if world.settings.consent != "allow":
        said = {"error": "access_denied"}
    else:
        code = world.new_id(40, "4/")
        world.store.put("codes", code, {**asked, "made": world.now()})
        said = {"code": code, "scope": asked.get("scope", "")}
    said = {"state": asked["state"], **said} if "state" in asked else said
    return Reply(302, b"", {"Location": f"{asked['redirect_uri']}?{urlencode(said)}"})


def _exchange(world: World, form: dict[str, str]) -> Reply:
    """A code, once, with the verifier of its challenge."""
    code = world.store.get("codes", form.get("code", ""))
    if not code or world.now() > code["made"] + 600:
        return _refused("invalid_grant", "Malformed auth code.")
    world.store.delete("codes", form["code"])
    if form.get("redirect_uri") != code["redirect_uri"]:
        return _refused("redirect_uri_mismatch", "Bad Request")
    if not _verified(code, form.get("code_verifier", "")):
        return _refused("invalid_grant", "Invalid code verifier.")
    made = grant(world, tuple(code.get("scope", "").split()))
    return _tokens(world, made["token"], made["refresh_token"])


def _verified(code: Doc, verifier: str) -> bool:
    challenge = code.get("code_challenge", "")
    if code.get("code_challenge_method") == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        verifier = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return bool(challenge == verifier)


def _refresh(world: World, token: str) -> Reply:
    doc = world.store.get("refresh", token)
    old = doc and world.settings.testing and world.now() > doc["made"] + _WEEK
    if not doc or old:
        return _refused("invalid_grant", "Token has been expired or revoked.")
    return _tokens(world, _access(world, doc))


def _access(world: World, refresh: Doc) -> str:
    token = world.new_id(60, "ya29.")
    expires = world.now() + world.settings.token_life_s
    doc = {**refresh, "id": token, "expires": expires, "refresh": refresh["id"]}
    world.store.put("access", token, doc)
    return token


def _tokens(world: World, access: str, refresh: str = "") -> Reply:
    doc = world.store.get("access", access)
    assert doc is not None
    life = int(world.settings.token_life_s)
    said = {"access_token": access, "expires_in": life, "scope": doc["scope"]}
    more = {"refresh_token": refresh} if refresh else {}
    return Reply.json({**said, **more, "token_type": "Bearer"})


def _revoke(world: World, form: dict[str, str]) -> Reply:
    token = form.get("token", "")
    access = world.store.get("access", token)
    refresh = str(access["refresh"]) if access else token
    if not world.store.get("refresh", refresh):
        return _refused("invalid_token", "Token expired or revoked")
    forget(world, refresh)
    return Reply.json({})


def forget(world: World, refresh: str = "") -> None:
    """Revoke one refresh token, or all, with their access tokens: `invalid_grant` from now on."""
    for doc in world.store.all("refresh"):
        if refresh in ("", doc["id"]):
            world.store.delete("refresh", doc["id"])
    expire(world, refresh)


def expire(world: World, refresh: str = "") -> None:
    """Let the access tokens end now; they can be refreshed."""
    for doc in world.store.all("access"):
        if refresh in ("", doc["refresh"]):
            world.store.delete("access", doc["id"])
