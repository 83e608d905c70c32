"""An archive whose site holds small pages, as the steps leave them, and what publishes it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from archiver.model.progress import silent
from archiver.model.publication import Published
from archiver.model.session import House, WebsiteTarget
from archiver.publish.interface import File, Replay
from archiver.publish.transports import open_transport
from archiver.publish.website import SessionCard, card_to_json
from archiver.publish.website_publisher import WebsitePublisher
from archiver.publishing.outgoing import OutgoingSite
from archiver.publishing.records import load_publication, records_of
from archiver.store.folder import SessionFolder


@dataclass
class Site:
    """An archive and the address that it publishes to."""

    archive: Path
    to: str

    def session(self, name: str, text: str = "first") -> Replay:
        """A session with a page that says `text`."""
        folder, page = self.archive / name, self.archive / "site" / name
        for place in (folder, page, self.archive / "site" / "assets"):
            place.mkdir(parents=True, exist_ok=True)
        (folder / "session.toml").write_text(f'title = "{name}"\ndate = 2026-11-20\n')
        if not (page / "replay.mp4").exists():
            (page / "replay.mp4").write_bytes(name.encode() * 50_000)
        self.say(name, text)
        day = date(2026, 11, 20)
        card = SessionCard(id=name, title=f"Titre {name}", date=day, duration_ms=60_000, items=1)
        (page / "session.json").write_text(card_to_json(card), encoding="utf-8")
        video = page / "replay.mp4"
        digest = hashlib.sha256(video.read_bytes()).hexdigest()
        return replace(REPLAY, id=name, video=File(video, digest, video.stat().st_size))

    def say(self, name: str, text: str) -> None:
        page = self.archive / "site" / name / "index.html"
        page.unlink(missing_ok=True)
        page.write_text(f"<p>{text}</p>", encoding="utf-8")

    def publisher(self) -> WebsitePublisher:
        target = WebsiteTarget(name="site", kind="website", to=self.to)
        place = OutgoingSite(self.archive, House(), target).place()
        return WebsitePublisher(place, open_transport(self.to), partial(str.format, "https://x/{}"))

    def state(self, name: str) -> Published:
        return load_publication(SessionFolder(self.archive / name)).of("site", "website")

    def publish(self, replay: Replay) -> tuple[str, ...]:
        """Publish and read back, as the course does; the names of what changed."""
        publisher = self.publisher()
        with records_of(SessionFolder(self.archive / replay.id), "publish") as records:
            keep = records.keeper("site")
            changes = publisher.plan(replay, self.state(replay.id))
            state = publisher.publish(replay, self.state(replay.id), keep, silent)
            found = publisher.verify(replay, state)
            keep(state.model_copy(update={"state": "wrong" if found else "published"}))
        assert not found
        return tuple(change.part for change in changes)

    def withdraw(self, name: str, *, remove: bool = False) -> None:
        with records_of(SessionFolder(self.archive / name), "withdraw") as records:
            self.publisher().withdraw(self.state(name), records.keeper("site"), remove=remove)


REPLAY = Replay(
    id="",
    title="Séance",
    body="Conseil",
    date=date(2026, 11, 20),
    language="fr",
    duration_ms=60_000,
    description="",
    chapters=(),
    video=File(Path("replay.mp4"), "", 0),
)
