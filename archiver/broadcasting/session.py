"""A session's broadcast: what it is to be, where it stands, and its stream's key out of sight."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from archiver.errors import ArchiverError
from archiver.i18n import _, translator
from archiver.marking import planned_of
from archiver.media.cards import CardStyle, card, write_picture
from archiver.model.publication import Privacy, Publication
from archiver.model.session import LiveDestination, YouTubeTarget
from archiver.publish.announcing import (
    Announced,
    Platform,
    broadcast_description,
    broadcast_title,
    text_for,
)
from archiver.publish.website.wording import long_date
from archiver.publish.youtube.broadcasts import Broadcasts
from archiver.publish.youtube.livecalls import LiveCalls
from archiver.publish.youtube.livestate import Broadcast, Ingestion, Plan, Standing
from archiver.steps import Settings
from archiver.store.files import write_atomic
from archiver.store.folder import PUBLICATION, SessionFolder
from archiver.store.lease import PUBLISHES, hold
from archiver.store.secrets import load_secrets, save_secret

_HOST = "youtube.com"
_THUMBNAIL = ".work/broadcast/thumbnail.jpg"
_WIDTH, _HEIGHT = 1280, 720


class NoBroadcastError(ArchiverError):
    """What a broadcast needs is not declared, or there is none yet."""


@dataclass(frozen=True)
class Live:
    """A session and the channel on which it is broadcast."""

    folder: SessionFolder
    settings: Settings
    target: YouTubeTarget


def live_of(folder: SessionFolder, name: str = "") -> Live:
    """The session with the YouTube channel of that name, or the only one there is."""
    settings = Settings.of(folder)
    channels = [one for one in settings.house.publish if isinstance(one, YouTubeTarget)]
    found = [one for one in channels if one.name == name] if name else channels
    if len(found) == 1:
        return Live(folder, settings, found[0])
    names = ", ".join(one.name for one in channels)
    raise NoBroadcastError(
        _("it is not known on which channel to broadcast"),
        _("channels in archive.toml: {names}").format(names=names) if names else "",
        _("Choose one with --to NAME")
        if names
        else _('Add to archive.toml: [[publish]], name = "youtube", kind = "youtube"'),
    )


def destination_of(live: Live, name: str = "") -> LiveDestination:
    """The live destination that the recorder sends to YouTube: by name, or by its address."""
    every = live.settings.house.destinations
    found = [one for one in every if (one.name == name if name else _is_youtube(one.url))]
    if len(found) == 1:
        return found[0]
    raise NoBroadcastError(
        _("it is not known which live destination is YouTube"),
        _("destinations: {names}").format(names=", ".join(o.name for o in every)) if every else "",
        _("Choose one with --destination NAME")
        if found
        else _(
            'Add to archive.toml: [[destinations]], name = "youtube", '
            'url = "rtmps://a.rtmps.youtube.com/live2"'
        ),
    )


def _is_youtube(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == _HOST or host.endswith("." + _HOST)


def announced(folder: SessionFolder, settings: Settings, video_url: str = "") -> Announced:
    """What there is to say of a session that is to come."""
    session, house, agenda = settings.session, settings.house, folder.agenda()
    planned, base = planned_of(session), house.base_url.rstrip("/")
    return Announced(
        title=session.title,
        body=session.body or agenda.body or house.body,
        date=session.date,
        language=session.language,
        start=planned.start,
        end=planned.end,
        items=tuple(item.label for item in agenda.items if not item.withdrawn),
        page_url=f"{base}/{quote(folder.id)}/" if base else "",
        video_url=video_url,
    )


def plan_of(live: Live, stream: str, privacy: Privacy | None = None) -> Plan:
    """What the broadcast is to be; `stream` names the live destination. Makes its thumbnail."""
    said, house = announced(live.folder, live.settings), live.settings.house
    if not said.start:
        raise NoBroadcastError(
            _("the broadcast cannot be planned"),
            _("session.toml says no planned_start"),
            _("Write there, for instance: planned_start = 09:30:00"),
        )
    ref = _digest(f"archiver broadcast\n{house.body}\n{live.folder.id}")[:24]
    return Plan(
        ref=ref,
        stream_title="archiver " + _digest(f"archiver stream\n{house.body}\n{stream}")[:12],
        title=broadcast_title(said),
        description=broadcast_description(said, ref),
        start=said.start,
        end=said.end,
        privacy=privacy or live.target.privacy,
        thumbnail=_thumbnail(live, said),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _thumbnail(live: Live, said: Announced) -> Path:
    """A card as the house writes them."""
    day = long_date(said.date, translator(said.language))
    style = CardStyle(color=live.settings.house.brand_color)
    path = live.folder.file(_THUMBNAIL)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = tuple(line for line in (said.title, said.body, day) if line)
    write_picture(card(lines, _WIDTH, _HEIGHT, style), path)
    return path


def publication_of(folder: SessionFolder) -> Publication:
    """What `publication.json` says; nothing where there is none."""
    there = folder.file(PUBLICATION).is_file()
    return folder.read(PUBLICATION, Publication) if there else Publication()


def known_of(live: Live) -> Broadcast:
    """What is known of the broadcast; empty where there is none."""
    state = publication_of(live.folder).of(live.target.name, "youtube")
    return Broadcast.of(state.own)


def made_of(live: Live) -> Broadcast:
    """The broadcast that was made. Raises NoBroadcastError where there is none."""
    known = known_of(live)
    if known.id:
        return known
    raise NoBroadcastError(
        _("this session has no broadcast yet"),
        remedy=_("Make it with: archiver broadcast create {folder}").format(
            folder=live.folder.path
        ),
    )


def keep(live: Live, known: Broadcast, **update: object) -> None:
    """Put what is known of the broadcast on disk. Its lease must be held (`publishing`).

    `update` is what else changes in `Published.own`.
    """
    publication = publication_of(live.folder)
    state = publication.of(live.target.name, "youtube")
    own = {**known.into(state.own), **update}
    state = state.model_copy(update={"own": own})
    changed = publication.with_state(live.target.name, state)
    write_atomic(live.folder.file(PUBLICATION), changed.to_json())


@contextmanager
def publishing(live: Live) -> Iterator[None]:
    """Only one process at a time changes what is published of a session."""
    with hold(live.folder.path, "broadcast", PUBLISHES):
        yield


@dataclass(frozen=True)
class Created:
    """A broadcast that is ready; `url` is where the picture must go, which is no secret."""

    broadcast: Broadcast
    destination: str
    url: str
    is_right: bool
    """Whether the live destination of archive.toml has that address."""


def create(
    live: Live, calls: LiveCalls, destination: LiveDestination, privacy: Privacy | None = None
) -> Created:
    """Make or mend the broadcast; the stream's key goes to the secrets and nowhere else."""
    plan = plan_of(live, destination.name, privacy)
    with publishing(live):
        made, ingestion = _broadcasts(calls).create(
            plan, known_of(live), lambda known: keep(live, known)
        )
    _keep_key(destination.name, ingestion)
    live.folder.log("broadcast", id=made.id, did="create")
    there, declared = ingestion.url.rstrip("/"), destination.url.rstrip("/")
    return Created(made, destination.name, ingestion.url, there == declared)


def _keep_key(name: str, ingestion: Ingestion) -> None:
    if load_secrets().of(name).key.get_secret_value() != ingestion.key:
        save_secret(name, key=ingestion.key)


def standing(live: Live, calls: LiveCalls) -> Standing:
    """How the broadcast stands at YouTube."""
    return _broadcasts(calls).standing(made_of(live))


def end(live: Live, calls: LiveCalls) -> Broadcast:
    """End it, if it did not by itself."""
    with publishing(live):
        ended = _broadcasts(calls).end(made_of(live), lambda known: keep(live, known))
    live.folder.log("broadcast", id=ended.id, did="end")
    return ended


def pasted(folder: SessionFolder, platform: Platform, name: str = "") -> str:
    """The text to paste on a platform; with the broadcast's address where there is one."""
    settings = Settings.of(folder)
    channels = [one for one in settings.house.publish if isinstance(one, YouTubeTarget)]
    url = known_of(live_of(folder, name)).url if channels else ""
    return text_for(platform, announced(folder, settings, url))


def _broadcasts(calls: LiveCalls) -> Broadcasts:
    return Broadcasts(calls, lambda: datetime.now(UTC))
