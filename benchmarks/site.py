"""How long the site takes to be made of many sessions, whole and after one of them changed.

    python -m benchmarks.synthetic_site SITE --sessions 200 --hours 3
    python -m benchmarks.site SITE

Lists, feeds, calendar and sitemap are made from nothing, then again with nothing changed, then
after the page of the latest session was made anew with other words and one speaker renamed.
"""

import argparse
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from archiver.publish.website import card_from_json, card_to_json
from archiver.site import REDIRECTS, write_site
from archiver.store.folder import SITE
from benchmarks.synthetic_site import Speech, write_page

_LISTS = ("annees", "intervenants", "commissions")
_MEDIA = (".mp4", ".jpg")


def timed(act: Callable[[], tuple[str, ...]]) -> tuple[float, float, int]:
    """Seconds, CPU-seconds, and how many files were written."""
    start, cpu = time.perf_counter(), time.process_time()
    written = len(act())
    return time.perf_counter() - start, time.process_time() - cpu, written


def forget(archive: Path) -> None:
    """Throw away what is made from all sessions."""
    (archive / REDIRECTS).unlink(missing_ok=True)
    for name in _LISTS:
        shutil.rmtree(archive / SITE / name, ignore_errors=True)
    for path in (archive / SITE).iterdir():
        if path.is_file():
            path.unlink()


def rename_one_speaker(archive: Path) -> tuple[str, ...]:
    """A speaker of the latest session is called otherwise; then all lists."""
    path = sorted((archive / SITE).glob("*/session.json"))[-1]
    card = card_from_json(path.read_bytes())
    first, *others = card.speakers
    mended = first.model_copy(update={"name": f"{first.name}-Durand"})
    changed = card.model_copy(update={"speakers": (mended, *others)})
    path.write_text(card_to_json(changed), encoding="utf-8")
    return write_site(archive)


def one_page(archive: Path) -> tuple[str, ...]:
    """A new session's page, then all lists."""
    page = Speech(2).page(len(list((archive / SITE).glob("*/session.json"))), 3.0)
    write_page(archive, page)
    return write_site(archive)


def sizes(site: Path) -> dict[str, tuple[int, int]]:
    """Files and bytes of each kind, without media."""
    found: dict[str, tuple[int, int]] = {}
    for path in site.rglob("*"):
        if path.is_file() and path.suffix not in _MEDIA:
            top = path.relative_to(site).parts[0]
            kind = top if top in _LISTS or path.parent == site else "pages of sessions"
            kind = "at the root" if path.parent == site else kind
            n, size = found.get(kind, (0, 0))
            found[kind] = (n + 1, size + path.stat().st_size)
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("archive", type=Path)
    archive = parser.parse_args().archive
    forget(archive)
    print("| lists, feeds, calendar, sitemap | s | CPU-s | files written |\n|---|---|---|---|")
    for name, act in (
        ("from nothing", lambda: write_site(archive)),
        ("nothing changed", lambda: write_site(archive)),
        ("one speaker of one session renamed", lambda: rename_one_speaker(archive)),
        ("one session more, its page rendered too", lambda: one_page(archive)),
    ):
        seconds, cpu, written = timed(act)
        print(f"| {name} | {seconds:.1f} | {cpu:.1f} | {written} |")
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")
    print("| | files | MB |\n|---|---|---|")
    for kind, (n, size) in sorted(sizes(archive / SITE).items()):
        print(f"| {kind} | {n} | {size / 1e6:.1f} |")


if __name__ == "__main__":
    main()
