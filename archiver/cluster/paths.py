"""Where a path of the driver's machine is on a worker's: `ARCHIVER_PATHS=there=here;…`.

Where the share is mounted at the same place on every machine, nothing has to be said.
"""

import os
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _

VARIABLE = "ARCHIVER_PATHS"


class PathMappingError(ArchiverError):
    """`ARCHIVER_PATHS` cannot be understood."""


def here(path: str, mapping: str | None = None) -> Path:
    """Where `path` of the driver is on this machine. Raises PathMappingError."""
    said = os.environ.get(VARIABLE, "") if mapping is None else mapping
    pairs = [_pair(part) for part in said.split(";") if part.strip()]
    for there, ours in sorted(pairs, key=lambda pair: -len(pair[0])):
        if path == there or path.startswith(there.rstrip("/\\") + ("\\" if "\\" in there else "/")):
            rest = path[len(there) :].replace("\\", "/").strip("/")
            return Path(ours, *rest.split("/")) if rest else Path(ours)
    return Path(path)


def _pair(part: str) -> tuple[str, str]:
    there, equals, ours = (piece.strip() for piece in part.partition("="))
    if not (equals and there and ours):
        raise PathMappingError(
            _("{variable} cannot be understood").format(variable=VARIABLE),
            _("“{part}” is not of the form there=here").format(part=part.strip()),
            _("Write for instance: {variable}=/srv/seances=/mnt/seances").format(variable=VARIABLE),
        )
    return there.rstrip("/\\") or there, ours
