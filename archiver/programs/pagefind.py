"""Finds Pagefind, and has it index a folder of pages for the search of a static site.

`$PAGEFIND`, then the PATH, then the binary inside the pagefind_bin wheel.
"""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from archiver.i18n import _
from archiver.programs.briefly import run_briefly
from archiver.programs.run import ProgramError

ENTRY = "pagefind-entry.json"
"""What a browser asks for first: it names the rest of an index."""
_VERSION_SECONDS = 10.0
_NO_SETTINGS = "PAGEFIND_"


class NoPagefindError(ProgramError):
    """There is no Pagefind on this machine."""


@dataclass(frozen=True)
class Pagefind:
    """A Pagefind that was found: where, its version, and where it came from."""

    path: str
    version: str
    origin: str


def find_pagefind() -> Pagefind:
    """The Pagefind to use. Raises NoPagefindError, with the command that mends it, without one."""
    for path, origin in _candidates():
        found = _probe(path, origin) if path else None
        if found:
            return found
    raise NoPagefindError(
        _("Pagefind was not found"),
        _("neither $PAGEFIND, nor the PATH, nor the package pagefind_bin has it"),
        _("Install it: {command}").format(command="pip install pagefind_bin"),
    )


def _candidates() -> list[tuple[str, str]]:
    try:
        import pagefind_bin

        packaged = str(pagefind_bin.get_executable())
    except (ImportError, OSError):
        packaged = ""
    named, on_path = os.environ.get("PAGEFIND", ""), shutil.which("pagefind") or ""
    return [(named, "$PAGEFIND"), (on_path, "PATH"), (packaged, "pagefind_bin")]


@lru_cache
def _probe(path: str, origin: str) -> Pagefind | None:
    try:
        said = run_briefly([path, "--version"], _VERSION_SECONDS, wants_output=True)
    except ProgramError:
        return None
    version = re.match(r"pagefind\S* (\S+)", said.stdout)
    return Pagefind(path, version[1], origin) if said.returncode == 0 and version else None


def index_pages(pages: Path, index: Path, language: str, *, seconds: float) -> None:
    """Index every HTML page under `pages` into the folder `index`, with the stems of `language`.

    Raises NoPagefindError, and ProgramError if it fails or takes longer than `seconds`; what it
    had written by then is the caller's to throw away.
    """
    args = [find_pagefind().path, "--silent", "--force-language", language]
    args += ["--site", str(pages.absolute()), "--output-path", str(index.absolute())]
    # It reads pagefind.toml where it is started, and settings from the environment.
    unset = {name: None for name in os.environ if name.startswith(_NO_SETTINGS)}
    with tempfile.TemporaryDirectory() as nowhere:
        done = run_briefly(args, seconds, env=unset, wants_output=True, cwd=Path(nowhere))
    if done.returncode or not (index / ENTRY).is_file():
        said = "\n".join(filter(None, (done.stderr_tail, done.stdout)))
        last = said.splitlines()[-1] if said else _("it stopped without a message")
        raise ProgramError(_("the site could not be indexed for search"), last, tail=said)
