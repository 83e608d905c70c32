"""How many actions a clerk needs for each start that the machine is not sure of.

    python -m benchmarks.review_actions FOLDER …

Each folder holds a meeting: agenda.json, transcript.json, truth.json. It is split as `process`
does, and again with 15 % of its words garbled (`--seeds` times). The desk's real page is opened in
Chromium ($CHROMIUM) and every start below `--below` is judged as someone would who knows where it
should be: a key pressed or a place clicked is one action. A start that is right is confirmed; one
whose second-best place is right takes that; else the word at which it should start is clicked,
after the strip of the session where the word is not shown; what is no start is joined to what came
before.
"""

import argparse
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from archiver.desk import Person
from benchmarks.agenda_score import Truth
from benchmarks.meetings import Meeting, meetings, read_meeting
from benchmarks.perturbing import changed
from benchmarks.splitting import ours
from tests.browser.desk_sample import desk_over

CLERK = Person("Camille Aubrac", "correct")
_ID = "seance"
_RIGHT_MS = 10_000
_SESSION = 'title = "Séance"\ndate = 2026-11-20\nlanguage = "{language}"\npreset = "below"\n'


@dataclass
class Counted:
    """What the starts of a meeting took."""

    actions: Counter[int] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    wrong_before: int = 0
    wrong_after: int = 0


def write_session(archive: Path, meeting: Meeting, below: float) -> None:
    """The meeting as a session that is split, in which a start below `below` is unsure."""
    folder = archive / _ID
    (archive / "presets").mkdir(parents=True)
    (archive / "presets" / "below.toml").write_text(
        f"[split]\nuncertain_below = {below}\n", "utf-8"
    )
    folder.mkdir()
    chapters = ours(meeting.agenda, meeting.transcript)
    texts = {
        "session.toml": _SESSION.format(language=meeting.language),
        "agenda.json": meeting.agenda.to_json(),
        "transcript.json": meeting.transcript.to_json(),
        "chapters.json": chapters.to_json(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


class Clerk:
    """Judges the starts of one session at the page."""

    def __init__(self, page: Page, address: str, truth: Truth) -> None:
        self._page, self._api = page, f"{address}/api/sessions/{_ID}/review"
        self._truth = truth
        page.goto(f"{address}/sessions/{_ID}/review")
        page.locator(".word").first.wait_for()

    def view(self) -> Any:
        """The boundaries as the desk has them."""
        return self._page.request.get(self._api).json()

    def right(self, items: Sequence[str], ms: int) -> bool:
        """Whether a matter truly starts near there."""
        return any(abs(ms - true) <= _RIGHT_MS for true in self._starts(items))

    def _starts(self, items: Sequence[str]) -> list[int]:
        return [s.start_ms for s in self._truth.spans if set(s.items) & set(items)]

    def judge(self, counted: Counted) -> None:
        """Every unsure start, in the order in which the page shows them."""
        while unsure := [one for one in self.view()["spans"] if one["unsure"]]:
            shown = self._page.locator("#starts [aria-current] time").inner_text()
            span = next((s for s in unsure if _clock(s["start_ms"]) == shown), unsure[0])
            way, actions = self._one(span)
            self._page.wait_for_timeout(150)
            left = "n => document.querySelectorAll('#unsure li').length < n"
            while not self._page.evaluate(left, len(unsure)):
                self._page.wait_for_timeout(50)
            counted.starts += 1
            counted.actions[actions] += 1
            counted.ways[way] += 1
            counted.wrong_before += not self.right(span["items"], span["start_ms"])
        for one in self.view()["spans"]:
            if one["corrected"] and one["items"]:
                counted.wrong_after += not self.right(one["items"], one["start_ms"])

    def _one(self, span: Any) -> tuple[str, int]:
        keyboard, items, rival = self._page.keyboard, span["items"], span["rival"]
        if self.right(items, span["start_ms"]):
            keyboard.press("Enter")
            return "confirmed", 1
        if rival and self.right(items, rival["start_ms"]):
            keyboard.press("2")
            return "second-best place", 1
        true = min(self._starts(items), key=lambda ms: abs(ms - span["start_ms"]), default=None)
        if true is None:
            keyboard.press("m")
            return "joined", 1
        actions = self._show(true)
        self._click_word(true)
        keyboard.press("Enter")
        return ("word clicked" if actions == 0 else "strip and word clicked"), actions + 2

    def _show(self, ms: int) -> int:
        """Let the words at an instant be shown; how many actions that took."""
        if self._nearest(ms)[1] <= _RIGHT_MS:
            return 0
        cells = self._page.locator("#film span")
        duration = self.view()["duration_ms"]
        cells.nth(min(cells.count() - 1, ms * cells.count() // duration)).click()
        self._page.wait_for_timeout(500)
        return 1

    def _nearest(self, ms: int) -> tuple[int, int]:
        script = """(all, ms) => all.map((w, n) => [n, Math.abs(w.start - ms)])
          .sort((a, b) => a[1] - b[1])[0]"""
        number, off = self._page.locator(".word").evaluate_all(script, ms)
        return int(number), int(off)

    def _click_word(self, ms: int) -> None:
        self._page.locator(".word").nth(self._nearest(ms)[0]).click()


def _clock(ms: int) -> str:
    seconds = ms // 1000
    minutes, hours = seconds // 60, seconds // 3600
    if not hours:
        return f"{minutes}:{seconds % 60:02}"
    return f"{hours}:{minutes % 60:02}:{seconds % 60:02}"


def count(page: Page, meeting: Meeting, below: float) -> Counted:
    """Open the meeting at the desk and judge its unsure starts."""
    counted = Counted()
    archive = Path(tempfile.mkdtemp())
    try:
        write_session(archive, meeting, below)
        with desk_over(archive, CLERK) as address:
            Clerk(page, address, meeting.truth).judge(counted)
    finally:
        shutil.rmtree(archive)
    return counted


def main() -> None:
    """Judge every meeting, clean and garbled; print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--below", type=float, default=0.6, help="starts less sure are judged (.6)")
    given = parser.parse_args()
    print("| meeting | starts judged | wrong before | wrong after | actions | ways |")
    print("|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path)
        for folder in meetings(given.folders):
            meeting = read_meeting(folder)
            worse = [(f"garbled {n}", changed(meeting, "garbled", n)) for n in range(given.seeds)]
            for name, made in (("clean", meeting), *worse):
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                c = count(context.new_page(), made, given.below)
                context.close()
                actions = ", ".join(f"{n}: {times}" for n, times in sorted(c.actions.items()))
                ways = ", ".join(f"{way} {times}" for way, times in c.ways.most_common())
                print(
                    f"| {meeting.name}, {name} | {c.starts} | {c.wrong_before} | {c.wrong_after} "
                    f"| {actions} | {ways} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
