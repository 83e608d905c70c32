"""What the search of a site costs: to make, to keep, and to a visitor's browser.

    python -m benchmarks.synthetic_site ARCHIVE --sessions 200 --hours 3
    python -m benchmarks.site_search ARCHIVE [--replay SITE]

Times of the index are those of `archiver.sitesearch.index_site`: everything, nothing changed, one
session of this year changed, with `--old` one of years ago. Times of a search are from the key that
sends it to the results that stand on the page, in Chromium: the first on an open page, and later
ones. A link is throttled by Chromium to 1.6 Mbit/s and 150 ms. `--replay` is a site with a real
video, for the time to the first picture.
"""

import argparse
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from playwright.sync_api import Browser, Page, sync_playwright

from archiver.sitesearch import FOLDER, index_site
from benchmarks.made_up_words import vocabulary
from tests.browser.replay_site import served

BANDS = ((1, 100), (101, 1000), (1001, 10_000), (10_001, 40_000))
_LINK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 94_000,
}
_PAINTS = """() => new Promise(done => new PerformanceObserver(list => {
  const largest = list.getEntries().at(-1);
  const first = performance.getEntriesByName("first-contentful-paint")[0];
  setTimeout(() => done([first ? first.startTime : 0, largest.startTime]), 500);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""
_PICTURE = """() => new Promise(done => {
  const video = document.querySelector("video"), start = performance.now();
  video.requestVideoFrameCallback(() => done(performance.now() - start));
  video.muted = true;
  video.play();
})"""


@dataclass
class Sent:
    """What the server sent: also what a browser's worker asked for, which its page never sees."""

    site: Path
    paths: list[str] = field(default_factory=list)

    def note(self, path: str) -> dict[str, str]:
        """Called for every answer; adds no header to it."""
        self.paths.append(path.partition("?")[0])
        return {}

    def bytes(self) -> int:
        """How much was sent since this was asked last, without headers."""
        files = [self.site / unquote(path).lstrip("/") for path in self.paths]
        self.paths.clear()
        return sum(file.stat().st_size for file in files if file.is_file())


@contextmanager
def visiting(browser: Browser, *, throttled: bool = False) -> Iterator[Page]:
    """The page of a new visitor, with nothing in the cache."""
    context = browser.new_context()
    page = context.new_page()
    if throttled:
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", _LINK)
    yield page
    context.close()


def timed(name: str, archive: Path) -> None:
    """Bring the index up to date, and print how long that took, in seconds and in CPU-seconds."""
    start, before = time.perf_counter(), os.times()
    done = index_site(archive)
    seconds, after = time.perf_counter() - start, os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    print(f"| {name} | {seconds:.1f} | {cpu:.1f} | {', '.join(done.made) or '–'} |", flush=True)


def weigh_index(archive: Path, *, old: bool) -> None:
    """Print what the index takes, in time and in bytes; `old`: also what an old session costs."""
    pages = sorted((archive / "site").glob("*/session.json"))
    print("| index | s | CPU-s | made again |\n|---|---|---|---|")
    timed("everything, from nothing", archive)
    timed("nothing changed", archive)
    changes = [("one of this year", pages[-1]), *([("one of years ago", pages[0])] if old else [])]
    for name, card in changes:
        with changed(card.parent / "index.html"):
            timed(f"a session changed, {name}", archive)
        index_site(archive)
    weigh_files(archive / "site", len(pages))


def weigh_files(site: Path, sessions: int) -> None:
    """Print how large the index and the site are."""
    index, text = size(site / FOLDER), size(site)
    print(f"\nindex: {index[0] / 1e6:.1f} MB in {index[1]} files; {sessions} sessions")
    print(f"site without media, index included: {text[0] / 1e6:.0f} MB in {text[1]} files")
    for part in sorted(path for path in (site / FOLDER).iterdir() if path.is_dir()):
        sizes = [f"{kind} {size(part / kind)[0] / 1e6:.1f} MB" for kind in ("fragment", "index")]
        print(f"{part.name}: {', '.join(sizes)}", flush=True)


@contextmanager
def changed(page: Path) -> Iterator[None]:
    """A page with one word corrected, for as long as it lasts."""
    before = page.read_bytes()
    text = before.decode()
    at = text.index('class="u"', len(text) // 2)
    word = re.compile(r">(\w+)").search(text, at)
    assert word
    page.write_bytes((text[: word.start(1)] + "corrigé" + text[word.end(1) :]).encode())
    yield
    page.write_bytes(before)


def size(folder: Path) -> tuple[int, int]:
    """Bytes and files of a folder, videos and pictures left out."""
    found = [p for p in folder.rglob("*") if p.is_file() and p.suffix not in (".mp4", ".jpg")]
    return sum(path.stat().st_size for path in found), len(found)


def words_of(
    words: Sequence[str], band: tuple[int, int], n: int, chance: random.Random
) -> list[str]:
    """`n` words of a band of frequency."""
    return chance.sample(list(words[band[0] - 1 : band[1]]), n)


def weigh_queries(browser: Browser, base: str, sent: Sent, queries: dict[str, list[str]]) -> None:
    """Print how long answers take and what they fetch, first and later."""
    print("\n| words of rank | first: ms | kB | later: median / 95th ms | kB | found in parts |")
    print("|---|---|---|---|---|---|")
    for name, asked in queries.items():
        first: list[float] = []
        later: list[float] = []
        fetched: list[int] = []
        found: list[int] = []
        with visiting(browser) as page:
            page.goto(f"{base}search/index.html")
            page.wait_for_load_state("networkidle")
            sent.bytes()
            for number, query in enumerate(asked):
                took, n = answer(page, query)
                (later if number else first).append(took)
                fetched.append(sent.bytes())
                found.append(n)
        p95 = statistics.quantiles(later, n=20, method="inclusive")[-1]
        fetched_later = statistics.median(fetched[1:]) / 1e3
        print(
            f"| {name} ({len(asked)}) | {first[0]:.0f} | {fetched[0] / 1e3:.0f} "
            f"| {statistics.median(later):.0f} / {p95:.0f} | {fetched_later:.0f} "
            f"| {statistics.median(found):.0f} |",
            flush=True,
        )


def answer(page: Page, query: str) -> tuple[float, int]:
    """How many ms from the key to the results on the page, and how many there are."""
    took = page.evaluate(
        """async (query) => {
          const root = document.documentElement, form = document.querySelector("#page-form");
          document.querySelector("#page-words").value = query;
          const start = performance.now();
          form.requestSubmit();
          while (!("found" in root.dataset)) await new Promise(requestAnimationFrame);
          return [performance.now() - start, Number(root.dataset.found)];
        }""",
        query,
    )
    return float(took[0]), int(took[1])


def weigh_pages(browser: Browser, base: str, sent: Sent, paths: Sequence[str]) -> None:
    """Print what pages weigh, and when they are seen over a slow link."""
    print("\n| page, 1.6 Mbit/s and 150 ms | kB | first paint, s | largest paint, s |")
    print("|---|---|---|---|")
    for path in paths:
        with visiting(browser, throttled=True) as page:
            sent.bytes()
            page.goto(base + path)
            first, largest = page.evaluate(_PAINTS)
            kilobytes = sent.bytes() / 1e3
        print(f"| {path} | {kilobytes:.0f} | {first / 1e3:.1f} | {largest / 1e3:.1f} |", flush=True)


def weigh_picture(browser: Browser, site: Path) -> None:
    """Print when the first picture of a replay is seen over a slow link."""
    page = next(site.glob("*/session.json")).parent.name
    with served(site) as base, visiting(browser, throttled=True) as visitor:
        visitor.goto(f"{base}{quote(page)}/index.html", wait_until="domcontentloaded")
        opened = float(visitor.evaluate("performance.now()"))
        took = float(visitor.evaluate(_PICTURE))
    print(f"first picture of the video, played at once: {(opened + took) / 1e3:.1f} s")


def main() -> None:
    """Weigh the index, then searches, then pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--replay", type=Path, help="a site with a real video")
    parser.add_argument("--queries", type=int, default=30, help="of each band (30)")
    parser.add_argument("--kept", action="store_true", help="search the index that is there")
    parser.add_argument("--old", action="store_true", help="also change a session of years ago")
    given = parser.parse_args()
    site = given.archive / "site"
    if not given.kept:
        with tempfile.TemporaryDirectory() as cache:
            os.environ["ARCHIVER_CACHE"] = cache
            shutil.rmtree(site / FOLDER, ignore_errors=True)
            weigh_index(given.archive, old=given.old)
    words = vocabulary(random.Random(1))
    chance = random.Random(2)
    queries = {f"{a} to {b}": words_of(words, (a, b), given.queries, chance) for a, b in BANDS}
    pairs = zip(queries["101 to 1000"], queries["1001 to 10000"], strict=True)
    queries["101 to 1000 and 1001 to 10000"] = [" ".join(pair) for pair in pairs]
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    session = quote(max(site.glob("*/session.json")).parent.name)
    sent = Sent(site)
    with served(site, sent.note) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        weigh_queries(browser, base, sent, queries)
        listed = ["index.html", f"{session}/index.html", "search/index.html"]
        weigh_pages(browser, base, sent, listed)
        if given.replay:
            weigh_picture(browser, given.replay)
        browser.close()


if __name__ == "__main__":
    main()
