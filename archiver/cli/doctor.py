"""`archiver doctor`: what is missing on this machine, what that disables, what mends it."""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from archiver.cli import console
from archiver.errors import ArchiverError
from archiver.i18n import DEFAULT_LANGUAGE, _, ngettext
from archiver.media.versions import library_versions
from archiver.programs.abilities import Needs, lacking
from archiver.programs.clock import clock_synchronised
from archiver.programs.ffmpeg import encoders, find_ffmpeg
from archiver.programs.pagefind import find_pagefind
from archiver.programs.tesseract import find_tesseract
from archiver.search.database import engine
from archiver.speech.engines.faster_whisper import cuda_devices
from archiver.speech.models import find, models_folder
from archiver.store.cache import index_file

_GIGABYTE = 1_000_000_000
_ROOM_FOR_A_SESSION = 20 * _GIGABYTE
_NEEDED_ENCODERS = frozenset({"libx264", "aac"})


@dataclass(frozen=True)
class Check:
    """One thing the program stands on: whether it is there, and what to do if it is not."""

    name: str
    ok: bool
    found: str
    disables: str = ""
    mend: str = ""
    needed: bool = True


@click.command(help=_("Check this machine: what is missing, and the command that mends it."))
@click.argument("archive", metavar=_("ARCHIVE"), type=click.Path(path_type=Path), default=".")
@click.option("--json", "as_json", is_flag=True, help=_("One JSON object."))
@click.pass_context
def doctor(ctx: click.Context, archive: Path, as_json: bool) -> None:
    """Run every check, whatever the others say; exit with 1 if something needed is missing."""
    checks = [check(archive) for check in CHECKS]
    if as_json:
        console.say_json({"checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            _show(check)
    if any(check.needed and not check.ok for check in checks):
        ctx.exit(1)


def _show(check: Check) -> None:
    sign, style = ("✓", "green") if check.ok else ("✗", "red") if check.needed else ("–", "yellow")
    console.stdout.print(f"{sign} {check.name:<22} {check.found}", style=style)
    if not check.ok:
        console.say(f"    {check.disables}")
        console.say(f"    → {check.mend}")


def _python(_archive: Path) -> Check:
    return Check(
        "Python",
        sys.version_info >= (3, 11),
        platform.python_version(),
        _("Without it nothing works."),
        _("Install Python 3.11 or later"),
    )


def _ffmpeg(_archive: Path) -> Check:
    disables = _("Without it no video can be read or made.")
    try:
        found = find_ffmpeg()
        missing = sorted(_NEEDED_ENCODERS - encoders())
    except ArchiverError as error:
        return Check("ffmpeg", False, error.what, disables, error.remedy)
    about = f"{found.version} ({found.origin}: {found.path})"
    if missing:
        lacks = _("it lacks: {encoders}").format(encoders=", ".join(missing))
        mend = _("Remove $FFMPEG, or install a full one: pip install imageio-ffmpeg")
        return Check("ffmpeg", False, f"{about} – {lacks}", disables, mend)
    return Check("ffmpeg", True, about)


def _capture(_archive: Path) -> Check:
    name = _("Recording")
    needs = Needs(
        protocols=frozenset({"srt", "rtmp", "rtmps", "rtp", "https", "udp"}),
        inputs=frozenset({"v4l2", "alsa", "pulse"}),
    )
    try:
        missing = lacking(needs)
    except ArchiverError as error:
        return Check(name, False, error.what, _("Nothing can be recorded."), error.remedy)
    if not missing:
        return Check(name, True, _("network feeds, V4L2 cards, ALSA and Pulse sound"))
    lacks = _("the ffmpeg in use lacks: {names}").format(names=", ".join(missing))
    return Check(
        name,
        False,
        lacks,
        _("A feed or a sound card of that kind cannot be recorded; the others can."),
        _("If you need it, install the system’s ffmpeg: apt install ffmpeg"),
        needed=False,
    )


def _clock(_archive: Path) -> Check:
    synchronised = clock_synchronised()
    return Check(
        _("Clock"),
        synchronised is not False,
        {
            True: _("synchronised"),
            False: _("not synchronised"),
            None: _("this machine cannot say whether it is right"),
        }[synchronised],
        _("Marks may fall beside what they mark."),
        "timedatectl set-ntp true",
        needed=False,
    )


def _pictures(_archive: Path) -> Check:
    return Check("PyAV, OpenCV", True, library_versions())


def _text_reader(_archive: Path) -> Check:
    name = _("Reading of cards")
    try:
        found = find_tesseract(DEFAULT_LANGUAGE)
    except ArchiverError as error:
        return Check(
            name,
            False,
            f"{error.what} ({error.why})",
            _("Title and name cards on screen and scanned agendas are not read."),
            error.remedy,
            needed=False,
        )
    languages = ", ".join(sorted(found.languages - {"osd"}))
    return Check(name, True, f"tesseract {found.version} ({found.path}): {languages}")


def _speech_model(_archive: Path) -> Check:
    name = _("Speech model")
    try:
        model = find("base")
    except ArchiverError as error:
        return Check(
            name,
            False,
            error.what,
            _("Without it there are no subtitles, no chapters and no search."),
            "archiver models install base",
        )
    return Check(name, True, f"base ({model.folder}), sha256 {model.sha256[:12]}…")


def _graphics_card(_archive: Path) -> Check:
    devices = cuda_devices()
    return Check(
        _("Graphics card"),
        devices > 0,
        f"CUDA: {devices}" if devices else _("none: speech is recognised by the processor"),
        _("Large speech models are slow without one; the base model does not need it."),
        _("Nothing to do, or add an NVIDIA card with its driver"),
        needed=False,
    )


def _cores(_archive: Path) -> Check:
    cores = os.cpu_count() or 1
    return Check(
        _("Processor"),
        cores >= 2,
        ngettext("{n} core", "{n} cores", cores).format(n=cores),
        _("With a single core an hour of session takes more than an hour."),
        _("Use a machine with two cores or more"),
        needed=False,
    )


def _disk(archive: Path) -> Check:
    name = _("Room on the disk")
    try:
        free = shutil.disk_usage(archive).free
    except OSError as error:
        return Check(
            name,
            False,
            f"{archive}: {error.strerror}",
            _("No session can be kept there."),
            _("Give the folder of the archive: archiver doctor FOLDER"),
        )
    return Check(
        name,
        free >= _ROOM_FOR_A_SESSION,
        _("{free} GB free in {folder}").format(
            free=round(free / _GIGABYTE), folder=archive.absolute()
        ),
        _("A session of four hours takes up to 20 GB."),
        _("Free some space, or use another disk"),
        needed=free < _GIGABYTE,
    )


def _search(archive: Path) -> Check:
    name = _("Search")
    try:
        file = index_file(archive)
    except OSError as error:
        return Check(
            name,
            False,
            str(error),
            _("Without it nothing can be searched."),
            _("Give a folder you may write to: ARCHIVER_CACHE=FOLDER"),
        )
    return Check(name, True, f"{engine()} ({file.parent})")


def _site_search(_archive: Path) -> Check:
    name = _("Search of the site")
    try:
        found = find_pagefind()
    except ArchiverError as error:
        return Check(
            name,
            False,
            f"{error.what} ({error.why})",
            _("The site is made without its search; nothing else lacks."),
            error.remedy,
            needed=False,
        )
    return Check(name, True, f"Pagefind {found.version} ({found.origin}: {found.path})")


def _models_room(_archive: Path) -> Check:
    folder = models_folder()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return Check(
        _("Models’ folder"),
        os.access(nearest, os.W_OK),
        str(folder),
        _("No speech model can be installed there."),
        _("Give a folder you may write to: ARCHIVER_MODELS=FOLDER"),
    )


CHECKS: tuple[Callable[[Path], Check], ...] = (
    _python,
    _ffmpeg,
    _capture,
    _clock,
    _pictures,
    _text_reader,
    _models_room,
    _speech_model,
    _graphics_card,
    _cores,
    _search,
    _site_search,
    _disk,
)
