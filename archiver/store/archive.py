"""An archive: the house's settings and its sessions; and how a new session comes into it."""

import re
import shutil
import tempfile
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.i18n import _
from archiver.model.agenda import Agenda
from archiver.model.names import slug
from archiver.model.session import House, Session
from archiver.store.files import write_atomic
from archiver.store.folder import NotASessionError, SessionFolder
from archiver.store.settings import load_toml

TAKEN = frozenset(
    {"annees", "intervenants", "commissions", "assets", "pagefind", "search", "accessibility"}
)
"""Folders of the site that are no session's."""
_SAFE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")


class SessionExistsError(ArchiverError):
    """A new session would overwrite one."""


class FolderNameError(ArchiverError):
    """A session folder cannot be called that."""


def load_house(archive: Path) -> House:
    """What `archive.toml` says; the defaults where there is none."""
    path = archive / "archive.toml"
    return load_toml(path, House) if path.is_file() else House()


def sessions(archive: Path) -> tuple[SessionFolder, ...]:
    """The session folders of an archive, by name. Raises NotASessionError if it is no folder."""
    if not archive.is_dir():
        raise NotASessionError(
            _("{folder} is not an archive").format(folder=archive),
            _("there is no such folder"),
            _("Give the folder that holds the session folders"),
        )
    found = sorted(path.parent for path in archive.glob("*/session.toml"))
    return tuple(SessionFolder(path) for path in found)


def create_session(
    folder: Path, session: Session, agenda: Agenda, printed: Path, members: Path | None
) -> SessionFolder:
    """Make a session folder, whole or not at all; the printed agenda is kept beside ours.

    Raises SessionExistsError if there is something at `folder`, FolderNameError if its name
    could not stand in a link.
    """
    folder = folder.absolute()
    _check_name(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        write_atomic(making / "session.toml", session_toml(session))
        write_atomic(making / "agenda.json", agenda.to_json())
        if printed.suffix.lower() != ".json":
            shutil.copyfile(printed, making / f"agenda-source{printed.suffix.lower()}")
        if members:
            shutil.copyfile(members, making / "members.csv")
        making.chmod(0o755)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    if not (folder.parent / "archive.toml").exists():
        write_atomic(folder.parent / "archive.toml", archive_toml(House(body=session.body)))
    return SessionFolder(folder)


def _check_name(folder: Path) -> None:
    if folder.exists():
        raise SessionExistsError(
            _("{folder} already exists").format(folder=folder),
            _("a new session never overwrites anything"),
            _("Choose another folder name, or remove this folder yourself"),
        )
    if not _fits(folder.name):
        raise FolderNameError(
            _no_name().format(name=folder.name),
            _name_rule(folder.name),
            _("Use for instance: {name}").format(name=_suggest(folder.name)),
        )


def folder_name_problem(name: str) -> str:
    """Why a session folder cannot be called `name`; empty if it can."""
    if _fits(name):
        return ""
    return f"{_no_name().format(name=name)} ({_name_rule(name)})"


def _fits(name: str) -> bool:
    return bool(_SAFE_NAME.fullmatch(name)) and name.lower() not in TAKEN


def _no_name() -> str:
    return _("a session folder cannot be called “{name}”")


def _name_rule(name: str) -> str:
    if name.lower() in TAKEN:
        return _("the site has a folder of this name")
    return _("its name stands in the links of the site: letters without accents, digits, - _ .")


def _suggest(name: str) -> str:
    plain = slug(name)
    return plain if _fits(plain) else "2017-03-27-seance-publique"


def toml_string(text: str) -> str:
    """`text` as a TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )


def session_toml(session: Session) -> str:
    """`session.toml` as a technician finds it: every key, with what it means beside it."""
    planned = (
        (
            "planned_start",
            session.planned_start,
            "09:30:00",
            _("Planned start, for instance 09:30:00."),
        ),
        ("planned_end", session.planned_end, "12:30:00", _("Planned end, for instance 12:30:00.")),
    )
    lines = [
        "# " + _("The description of the session. A line that begins with # is a comment."),
        "",
        "# " + _("Title, as it is shown on the site."),
        f"title = {toml_string(session.title)}",
        "",
        "# " + _("The body that sits."),
        f"body = {toml_string(session.body)}",
        "",
        "# " + _("Date of the session: year-month-day."),
        f"date = {session.date.isoformat()}",
        "",
        "# " + _("Language spoken: fr or en."),
        f"language = {toml_string(session.language)}",
        "",
        "# " + _("Settings used: a preset of the archive (presets/NAME.toml), or “house”."),
        f"preset = {toml_string(session.preset)}",
        "",
        "# " + _("Where the session is recorded from (address or device), if it is recorded."),
        f"feed = {toml_string(session.feed)}",
        "",
        "# " + _("Where its sound comes from, if not from there: alsa:hw:1, pulse:default …"),
        f"feed_sound = {toml_string(session.feed_sound)}",
    ]
    for key, value, example, comment in planned:
        shown = f"{key} = {value.isoformat()}" if value else f"# {key} = {example}"
        lines += ["", "# " + comment, shown]
    return "\n".join(lines) + "\n"


def archive_toml(house: House) -> str:
    """`archive.toml` as it is first written, commented."""
    lines = [
        "# " + _("The settings of the house, for all the sessions of this archive."),
        "",
        "# " + _("The body that sits."),
        f"body = {toml_string(house.body)}",
        "",
        "# " + _("Its SIRET number (14 digits), for the open data of its deliberations."),
        f"siret = {toml_string(house.siret)}",
        "",
        "# " + _("The preset of new sessions."),
        f"preset = {toml_string(house.preset)}",
        "",
        "# " + _("The language of the site: fr or en."),
        f"language = {toml_string(house.language)}",
        "",
        "# " + _("Address of the published site, for instance https://seances.example.fr/"),
        f"base_url = {toml_string(house.base_url)}",
        "",
        "# " + _("Who answers a visitor who cannot read the site: e-mail address, or web address."),
        f"contact = {toml_string(house.contact)}",
        "",
        "# " + _("Colour of the pages and cards."),
        f"brand_color = {toml_string(house.brand_color)}",
        "",
        "# " + _("Logo at the head of the pages: an SVG or PNG file beside this one."),
        '# logo = "logo.svg"',
        "",
        "# " + _("Another colour for links and marks; fonts that viewers may have."),
        '# accent_color = "#7a1f5f"',
        '# font = "Luciole, Verdana"',
        "",
        "# " + _("Where the live page is sent besides: file:/folder or sftp://user@server/folder."),
        f"live_to = {toml_string(house.live_to)}",
        "",
        "# "
        + _("Live destinations, one block each; the key by: archiver destinations set-key NAME"),
        "# [[destinations]]",
        '# name = "youtube"',
        '# url = "rtmps://a.rtmps.youtube.com/live2"',
        "",
        "# " + _("How archiver batch shares this machine: its hours, its share of the processors."),
        "# [batch]",
        '# windows = ["20:00-06:00"]',
        "# cpu_percent = 50",
        "",
        "# " + _("Where replays are published by archiver publish, one block each."),
        "# " + _("A website: file:/folder, sftp://user@server/folder or s3://bucket/folder."),
        "# [[publish]]",
        '# name = "site"',
        '# kind = "website"',
        '# to = "sftp://www@server/var/www/seances"',
        "# " + _("A YouTube channel, once connected."),
        "# [[publish]]",
        '# name = "youtube"',
        '# kind = "youtube"',
        '# channel = "UC…"',
    ]
    return "\n".join(lines) + "\n"
