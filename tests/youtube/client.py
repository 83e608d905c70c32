"""Google's own client, pointed at the loopback server."""

import json
from typing import Any

from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build_from_document  # type: ignore[attr-defined]

from tests.youtube.document import document


def credentials(user: dict[str, Any]) -> Credentials:
    """An "authorized user", as `Remote.grant` gives it."""
    # from_authorized_user_info() would ignore `token_uri`.
    names = ("refresh_token", "token_uri", "client_id", "client_secret", "scopes")
    said = {name: user[name] for name in names}
    return Credentials(user.get("token"), **said)  # type: ignore[no-untyped-call]


def youtube_service(user: dict[str, Any], address: str) -> Any:
    """The client for a user, with the server's address in the document (media calls included)."""
    said = {k: v for k, v in document().items() if k != "mtlsRootUrl"}
    said |= {"rootUrl": address + "/", "baseUrl": address + "/"}
    return build_from_document(json.dumps(said), credentials=credentials(user))
