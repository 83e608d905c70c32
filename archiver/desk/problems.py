"""Errors as the desk tells them: what failed, why, what to do; never a traceback."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from archiver.errors import ArchiverError
from archiver.exporting import HiddenSinceError, NoSuchFormError, NotMadeYetError
from archiver.i18n import _
from archiver.store.alone import BusyError
from archiver.store.folder import NotASessionError
from archiver.store.lease import LeaseHeldError

_log = logging.getLogger("archiver.desk")


class Problem(BaseModel):
    """What the desk answers when something cannot be done; all three are in the user's language."""

    what: str
    why: str = ""
    remedy: str = ""


class NotFoundError(ArchiverError):
    """What was asked for is not there."""


class NotAllowedError(ArchiverError):
    """The person may not do that."""


class TooOftenError(ArchiverError):
    """Too many wrong tries: they must wait."""


class ConflictError(ArchiverError):
    """Somebody else changed the same place since it was read. `details` says what they did."""

    def __init__(self, what: str, why: str = "", remedy: str = "", *, since: Any = None) -> None:
        super().__init__(what, why, remedy)
        self.since = since


_CODES: tuple[tuple[type[ArchiverError], int], ...] = (
    (NotASessionError, 404),
    (NotFoundError, 404),
    (NotMadeYetError, 404),
    (NoSuchFormError, 404),
    (HiddenSinceError, 409),
    (NotAllowedError, 403),
    (TooOftenError, 429),
    (ConflictError, 409),
    (LeaseHeldError, 409),
    (BusyError, 409),
)


def tell_problems(app: FastAPI) -> None:
    """Let every error of `app` be told in the same form."""
    app.add_exception_handler(ArchiverError, _ours)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(Exception, _defect)


def answer(code: int, problem: Problem, **more: Any) -> JSONResponse:
    """A problem as it is sent."""
    return JSONResponse({**problem.model_dump(), **more}, status_code=code)


def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ArchiverError)
    code = next((code for kind, code in _CODES if isinstance(error, kind)), 400)
    more = {"since": error.since} if isinstance(error, ConflictError) else {}
    return answer(code, Problem(what=error.what, why=error.why, remedy=error.remedy), **more)


def _unfit(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # Never what was sent: it may be a password.
    where = ", ".join(".".join(map(str, one["loc"])) for one in error.errors()[:5])
    return answer(422, Problem(what=_("the request cannot be understood"), why=where))


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    told = {404: _("there is no such page"), 405: _("this cannot be done here")}
    return answer(error.status_code, Problem(what=told.get(error.status_code, str(error.detail))))


def _system(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OSError)
    _log.warning("%s", error, exc_info=error)
    remedy = _("Check the disk that the archive is on")
    what = _("a file could not be read or written")
    return answer(507, Problem(what=what, why=error.strerror or "", remedy=remedy))


def _defect(_request: Request, error: Exception) -> JSONResponse:
    _log.error("defect", exc_info=error)
    return answer(500, Problem(what=_("the desk failed"), why=type(error).__name__))
