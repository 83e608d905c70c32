"""Finds tesseract, and has it read a picture: text lines with their place, and how sure they are.

`$TESSERACT`, then the PATH. One thread a process: who has many pictures runs several.
"""

import contextlib
import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from archiver.i18n import _
from archiver.programs.run import ProgramError, run

READ_SECONDS = 120.0
"""A page scanned at a high resolution takes ten at most."""
_LANGUAGES = {"fr": "fra", "en": "eng", "de": "deu", "es": "spa", "it": "ita", "nl": "nld"}
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1"}
_LINE, _WORD = "4", "5"
_MOST_TAIL = 2_000


class NoTesseractError(ProgramError):
    """There is no tesseract on this machine, or it does not know the language."""


@dataclass(frozen=True)
class Tesseract:
    """A tesseract that was found: where, its version, and the languages it knows (`fra`, …)."""

    path: str
    version: str
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as read, and where it is, in pixels of the picture."""

    text: str
    confidence: float
    """0 to 1."""
    left: int
    top: int
    width: int
    height: int


def language_code(language: str) -> str:
    """What tesseract calls a language: `fr`, as a session says it, is `fra`."""
    return _LANGUAGES.get(language[:2].casefold(), language)


def find_tesseract(language: str) -> Tesseract:
    """The tesseract to use for `language` (`fr`, `en`).

    Raises NoTesseractError, with the Debian packages to install, if there is none or it was not
    taught that language.
    """
    found = _probe(os.environ.get("TESSERACT") or shutil.which("tesseract") or "")
    code = language_code(language)
    remedy = _("Install it: apt install {packages}").format(
        packages=f"tesseract-ocr tesseract-ocr-{code.replace('_', '-').lower()}"
    )
    if found is None:
        why = _("neither $TESSERACT nor the PATH has it")
        raise NoTesseractError(_("tesseract was not found"), why, remedy)
    if code not in found.languages:
        known = ", ".join(sorted(found.languages - {"osd"})) or "–"
        raise NoTesseractError(
            _("tesseract cannot read the language of the session"),
            _("it knows: {languages}").format(languages=known),
            remedy,
        )
    return found


@lru_cache
def _probe(path: str) -> Tesseract | None:
    if not path:
        return None
    try:
        said, listed = run([path, "--version"]), run([path, "--list-langs"])
    except ProgramError:
        return None
    # Older ones write both to stderr.
    version = re.search(r"^tesseract v?(\S+)", f"{said.stdout}\n{said.stderr_tail}", re.MULTILINE)
    names = f"{listed.stdout}\n{listed.stderr_tail}".splitlines()
    if said.returncode != 0 or version is None:
        return None
    return Tesseract(path, version[1], frozenset(n for n in names if re.fullmatch(r"[\w/-]+", n)))


def read_text(image_png: bytes, language: str, *, page_mode: int = 6) -> tuple[Line, ...]:
    """The lines of a picture (PNG, or another format that tesseract reads), as it orders them.

    `page_mode` is tesseract's page segmentation mode: 6 for one block of text, 7 for a single
    line, 3 for a page with columns. Raises NoTesseractError as `find_tesseract` does, ProgramError
    if the picture cannot be read or takes longer than two minutes.
    """
    path = find_tesseract(language).path
    args = [path, "stdin", "stdout", "-l", language_code(language), "--psm", str(page_mode), "tsv"]
    finished = _fed(args, image_png)
    if finished.returncode != 0:
        tail = finished.stderr.decode("utf-8", "replace").strip()[-_MOST_TAIL:]
        last = tail.splitlines()[-1] if tail else _("tesseract stopped without a message")
        raise ProgramError(_("a picture could not be read"), last, tail=tail)
    return lines_of(finished.stdout.decode("utf-8", "replace"))


def _fed(args: list[str], data: bytes) -> "subprocess.CompletedProcess[bytes]":
    """Run `args` on `data`; whatever interrupts the wait, the child is killed before it goes on."""
    try:
        return subprocess.run(
            args,
            input=data,
            capture_output=True,
            timeout=READ_SECONDS,
            env={**os.environ, **_ONE_THREAD},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ProgramError(
            _("{program} took too long").format(program=args[0]),
            _("it was ended after {seconds:g} s").format(seconds=READ_SECONDS),
        ) from error
    except OSError as error:
        raise ProgramError(
            _("{program} could not be started").format(program=args[0]), str(error)
        ) from error


def lines_of(tsv: str) -> tuple[Line, ...]:
    """The lines that tesseract's TSV output tells of, in its order; without those that say nothing.

    A line is as sure as its words on average, long ones counting for more.
    """
    return tuple(line for rows in _grouped(tsv) if (line := _line(*rows)) is not None)


def _grouped(tsv: str) -> Iterator[tuple[dict[str, str], list[dict[str, str]]]]:
    """Each line's own row with the rows of its words."""
    head: dict[str, str] | None = None
    words: list[dict[str, str]] = []
    for row in csv.DictReader(tsv.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == _LINE:
            if head is not None:
                yield head, words
            head, words = row, []
        elif row.get("level") == _WORD and (row.get("text") or "").strip():
            words.append(row)
    if head is not None:
        yield head, words


def _line(head: dict[str, str], words: list[dict[str, str]]) -> Line | None:
    with contextlib.suppress(KeyError, ValueError):
        texts = [word["text"].strip() for word in words]
        weights = [len(text) for text in texts]
        if not weights:
            return None
        sure = sum(float(w["conf"]) * n for w, n in zip(words, weights, strict=True)) / sum(weights)
        place = (int(head[key]) for key in ("left", "top", "width", "height"))
        return Line(" ".join(texts), min(1.0, max(0.0, sure / 100)), *place)
    return None
