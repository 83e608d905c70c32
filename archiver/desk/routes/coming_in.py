"""Coming in: the token in the address, or a name and its password."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from archiver.desk.context import Reader, TheDesk
from archiver.desk.pages import page
from archiver.desk.people import COOKIE, COOKIE_SECONDS, Role
from archiver.desk.problems import NotAllowedError, TooOftenError
from archiver.i18n import _, ngettext

router = APIRouter()


class Login(BaseModel):
    """Who wants to come in."""

    name: str = Field(max_length=100)
    password: str = Field(max_length=1000)


class Me(BaseModel):
    """Who is at the desk."""

    name: str
    role: Role


@router.get("/login", include_in_schema=False)
def login_page(desk: TheDesk, request: Request, token: str = "") -> Response:
    """The form; or the way in for who has the address with the token."""
    if not desk.people.asks:
        return RedirectResponse("/", status_code=303)
    cookie = desk.people.cookie_for_token(token) if token else ""
    if cookie:
        answer: Response = RedirectResponse("/", status_code=303)
        _set(answer, cookie, secure=request.url.scheme == "https")
        return answer
    shown = page("login.html", None, {"text": {}}, has_accounts=bool(desk.people.accounts))
    shown.status_code = 403 if token else 200
    return shown


@router.post("/login", include_in_schema=False)
def come_in(desk: TheDesk, request: Request, given: Login) -> Response:
    """Check the password; set the cookie."""
    if wait := desk.attempts.wait_s(given.name):
        raise TooOftenError(
            _("too many wrong tries"),
            remedy=ngettext("Wait {n} second", "Wait {n} seconds", wait).format(n=wait),
        )
    cookie = desk.people.cookie_for(given.name, given.password)
    if not cookie:
        desk.attempts.failed(given.name)
        raise NotAllowedError(_("this name and this password do not fit"))
    answer = Response(status_code=204)
    _set(answer, cookie, secure=request.url.scheme == "https")
    return answer


@router.post("/api/logout", status_code=204)
def go_out() -> Response:
    """Forget who was here."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.get("/api/me")
def me(person: Reader) -> Me:
    """Who is here, and what they may do."""
    return Me(name=person.name, role=person.role)


def _set(answer: Response, cookie: str, *, secure: bool) -> None:
    answer.set_cookie(
        COOKIE,
        cookie,
        max_age=COOKIE_SECONDS,
        path="/",
        httponly=True,
        samesite="strict",
        secure=secure,
    )
