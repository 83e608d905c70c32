"""The one kind of error a user is meant to read: what failed, why, and what to do about it.

Rooms declare their own errors beside the interface that raises them, as subclasses of
`ArchiverError`; only the command line turns them into text and an exit code.
"""


class ArchiverError(Exception):
    """Something a user can understand and act upon.

    `what` is one clause in the user's language; `why` is the cause as found; `remedy` says what
    to do next. All three are already translated, without a final full stop.
    """

    exit_code = 1
    details = ""
    """The technical side, for who asks for it: the last words of another program."""

    def __init__(self, what: str, why: str = "", remedy: str = "") -> None:
        super().__init__(what, why, remedy)
        self.what = what
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        head = f"{self.what} : {self.why}" if self.why else self.what
        return f"{head}\n{self.remedy}" if self.remedy else head
