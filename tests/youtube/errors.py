"""Errors in the shape that Google answers them: `error.errors[0].reason`, a domain, a message."""

from typing import Any

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    413: "OUT_OF_RANGE",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}


class ApiError(Exception):
    """What is answered instead of a result."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: str = "",
        kind: str = "parameter",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code} {reason}: {message}")
        self.code = code
        self.reason = reason
        self.message = message
        self.domain = domain
        self.location = location
        self.kind = kind
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        entry = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            entry |= {"location": self.location, "locationType": self.kind}
        error: dict[str, Any] = {"code": self.code, "message": self.message, "errors": [entry]}
        if self.domain == "global" and self.code in _STATUS:
            error["status"] = _STATUS[self.code]
        return {"error": error}


def invalid(message: str, location: str = "", reason: str = "badRequest") -> ApiError:
    """A request that says what the document does not know."""
    return ApiError(400, reason, message, location=location)


def unauthorised() -> ApiError:
    """No bearer, an unknown or an expired one."""
    return ApiError(
        401,
        "authError",
        "Invalid Credentials",
        location="Authorization",
        kind="header",
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'},
    )


def unavailable() -> ApiError:
    """The backend has its vapours."""
    return ApiError(503, "backendError", "The service is currently unavailable.")


def not_found(what: str, domain: str) -> ApiError:
    """A video, playlist, caption… that is not there: reason `videoNotFound` and so on."""
    return ApiError(
        404,
        f"{what}NotFound",
        f"The {what} that you specified cannot be found.",
        domain=domain,
        location="id",
    )


def forbidden(domain: str) -> ApiError:
    """Somebody else's."""
    return ApiError(
        403,
        "forbidden",
        "The request might not be properly authorized.",
        domain=domain,
        location="id",
    )
