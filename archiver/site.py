"""The site of an archive, as far as it is made from all sessions: lists, feeds, old addresses.

It is made from the `session.json` beside each page, by one process at a time; a file is written
only when its text changed. What the site has promised is kept in `redirects.json` in the archive,
outside the site, so that the site can be thrown away and made again.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from archiver.errors import ArchiverError
from archiver.model.session import House
from archiver.publish.live.page import FOLDER
from archiver.publish.live.state import STATE, LiveStatus
from archiver.publish.website import (
    ADDRESSED,
    Addresses,
    CardError,
    LogoError,
    SessionCard,
    SessionPage,
    aliases,
    assets,
    build_site,
    card_from_json,
    card_of,
    item_aliases,
    logo_path,
    moved,
    planned,
    printed,
    read_logo,
    search_assets,
    standing_pages,
)
from archiver.steps import site_name
from archiver.store.archive import load_house
from archiver.store.files import write_atomic
from archiver.store.folder import SITE, SessionFolder
from archiver.store.lease import wait_for
from archiver.store.settings import load_json

REDIRECTS = "redirects.json"
_PATIENCE_S = 900.0
"""Each worker of a batch makes the lists after each session, one at a time."""
_OVER: dict[str, Literal["preparing"]] = {"preparing": "preparing", "replay": "preparing"}


def write_site(
    archive: Path, elsewhere: Path | None = None, *, with_live: bool = True
) -> tuple[str, ...]:
    """Write what is made from all sessions; return the paths of what changed.

    In the archive's own site, or in a tree `elsewhere` from the replays that stand in it: what a
    destination shows. Beside that tree is kept which pages it ever had. `with_live`: sessions whose
    replay is still to come are listed too, for where their live pages stand.

    Raises SettingsError where `redirects.json` cannot be read: it is never made anew, since the
    addresses in it would be lost.
    """
    site = elsewhere or archive / SITE
    site.mkdir(parents=True, exist_ok=True)
    kept = elsewhere.parent if elsewhere else archive
    with wait_for(site, _PATIENCE_S):
        house = load_house(archive)
        if put_logo(archive, house, elsewhere):
            house = without_logo(house)
        known = _addresses(archive)
        if elsewhere:
            known = known.model_copy(update={"pages": _addresses(kept).pages})
        cards = tuple(_cards(archive, site))
        if with_live:
            cards += tuple(_live_cards(archive, {card.id for card in cards}))
        made = build_site(house, cards, known, datetime.now(UTC))
        # First what was promised: a crash then costs an address that nobody has seen.
        _keep(kept, known, made.addresses)
        shared = {**assets(house), **search_assets(house), **standing_pages(house)}
        files = {**{path: text.encode() for path, text in shared.items()}, **made.files}
        changed = tuple(path for path, text in files.items() if _write(site / path, text))
        for path in ADDRESSED:
            if path not in made.files:
                (site / path).unlink(missing_ok=True)
        return changed


def put_logo(archive: Path, house: House, elsewhere: Path | None = None) -> LogoError | None:
    """Put the house's logo into the site, or a tree `elsewhere`; say why where it may not be shown.

    A page is worth more than its logo: it is then made without.
    """
    if not house.logo:
        return None
    try:
        data = read_logo(archive / house.logo)
    except LogoError as error:
        return error
    target = (elsewhere or archive / SITE) / logo_path(house)
    if not target.is_file() or target.read_bytes() != data:
        write_atomic(target, data)
    return None


def without_logo(house: House) -> House:
    """The house on pages whose logo may not be shown."""
    return house.model_copy(update={"logo": ""})


def with_addresses(folder: SessionFolder, page: SessionPage) -> SessionPage:
    """A page that answers to all its former addresses, which are kept from now on.

    To be called before the page is written, while the card of the page before is still there.
    """
    archive = folder.archive
    (archive / SITE).mkdir(exist_ok=True)
    with wait_for(archive / SITE, _PATIENCE_S):
        known = _addresses(archive)
        now, card = known, card_of(page)
        for before in _before(folder):
            now = moved(now, before, card)
        _keep(archive, known, now)
    old = aliases(now, page.id, page.chapters)
    return page.model_copy(update={"aliases": item_aliases(page.agenda, page.chapters, old)})


def former_ids(folder: SessionFolder) -> tuple[str, ...]:
    """Other names that the session's folder had when its page was made last."""
    done = folder.manifest().done.get("page")
    names = (name.split("/") for name in (done.outputs if done else ()) if name.startswith(SITE))
    ids = {parts[1] for parts in names if len(parts) > 2}
    there = {id for id in ids if (folder.archive / id / "session.toml").is_file()}
    return tuple(sorted(ids - there - {folder.id}))


def _before(folder: SessionFolder) -> Iterator[SessionCard]:
    """The cards of the session's page as it was made last, under this name or another."""
    for id in (*former_ids(folder), folder.id):
        with suppress(CardError, OSError):
            yield card_from_json(folder.file(site_name(id, "session.json")).read_bytes())


def _addresses(archive: Path) -> Addresses:
    path = archive / REDIRECTS
    return load_json(path, Addresses) if path.is_file() else Addresses()


def _keep(archive: Path, before: Addresses, now: Addresses) -> None:
    if now != before:
        write_atomic(archive / REDIRECTS, now.to_json())


def _write(path: Path, text: bytes) -> bool:
    """Write a file if it does not hold that already."""
    with suppress(OSError):
        if path.stat().st_size == len(text) and path.read_bytes() == text:
            return False
    write_atomic(path, text)
    return True


def _cards(archive: Path, site: Path) -> Iterator[SessionCard]:
    """The sessions that have a replay in a site, and still a folder."""
    for path in sorted(site.glob("*/session.json")):
        if not (archive / path.parent.name / "session.toml").is_file():
            continue
        with suppress(CardError, OSError):
            yield card_from_json(path.read_bytes())


def _live_cards(archive: Path, known: set[str]) -> Iterator[SessionCard]:
    """The sessions that have a live page and no replay yet."""
    for path in sorted((archive / SITE).glob(f"*/{FOLDER}/{STATE}")):
        name = path.parent.parent.name
        if name in known:
            continue
        with suppress(ArchiverError, OSError, ValueError):
            folder = SessionFolder(archive / name)
            session = folder.session()
            start, end = planned(session)
            state = LiveStatus.model_validate_json(path.read_bytes()).state
            yield SessionCard(
                id=name,
                title=session.title,
                body=session.body,
                date=session.date,
                start=start,
                end=end,
                language=session.language,
                duration_ms=0,
                items=0,
                state="coming" if state == "before" else _OVER.get(state, "live"),
                agenda=printed(folder.agenda()),
            )
