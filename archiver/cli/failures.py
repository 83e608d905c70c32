"""What a person is told of an error, whoever raised it."""

from archiver.errors import ArchiverError
from archiver.i18n import _


def explained(error: Exception) -> ArchiverError:
    """The error in the user's terms: as it is, from the system, or a defect of ours."""
    if isinstance(error, ArchiverError):
        return error
    return _from_system(error) if isinstance(error, OSError) else _defect(error)


def _from_system(error: OSError) -> ArchiverError:
    full = error.errno in (28, 122)
    where = f" ({error.filename})" if error.filename else ""
    return ArchiverError(
        _("the disk is full") if full else _("the system refused"),
        (error.strerror or str(error)) + where,
        _("Free some space, then run the same command again")
        if full
        else _("Check the rights and the disk, then run the same command again"),
    )


def _defect(error: Exception) -> ArchiverError:
    return ArchiverError(
        _("a defect of the program"),
        f"{type(error).__name__}: {error}",
        _("Run the command again as “archiver -v …” and send what it prints to your support"),
    )
