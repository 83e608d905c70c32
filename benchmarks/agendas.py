"""How printed agendas are read, item by item, against what they say.

usage: python -m benchmarks.agendas FOLDER

FOLDER holds agendas and, beside each, its truth: `NAME.pdf` and `NAME.truth.json`. An item is
matched by its number, else by its title; a title is right when it is the same but for spaces and
the kind of apostrophes and dashes, near when nine letters of ten are. `pointed` are the items
read wrong, or invented, that a remark asks to look at; `needless` the right ones that it does.
"""

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from archiver.agenda.reading import AgendaError, Reading, read_with_remarks
from archiver.agenda.words import fold

_SIGNS = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "\xa0": " "})
_NEAR = 90.0
FIELDS = ("number", "title", "rapporteur", "group")
HEAD = ("body", "title", "date", "president")


@dataclass
class Score:
    """What was right of one agenda: items, each field of those found, and the wrong ones."""

    items: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*FIELDS, "near"), 0))
    whole: int = 0
    missed: int = 0
    invented: int = 0
    head: int = 0
    left_out: int = 0
    pointed: int = 0
    """Of the wrong items that were read, so many a remark asks to look at."""
    needless: int = 0
    """Of the right ones."""
    wrong: list[str] = field(default_factory=list)


def same(text: object) -> str:
    """A text as it is compared."""
    return " ".join(str(text or "").translate(_SIGNS).split())


def fields_of(item: dict[str, Any]) -> dict[str, str]:
    """An item's fields as they are compared; its group is its commission, else its theme."""
    group = item.get("commission") or item.get("theme")
    return {
        "number": same(item.get("number")),
        "title": same(item["title"]),
        "rapporteur": same(item.get("rapporteur")),
        "group": same(group),
    }


def score(truth: dict[str, Any], reading: Reading) -> Score:
    """How right `reading` is."""
    wanted = [fields_of(item) for item in truth["items"]]
    doubted = set(reading.doubted)
    found = [
        {**fields_of(item.model_dump()), "doubted": "yes" if item.id in doubted else ""}
        for item in reading.agenda.items
    ]
    result = Score(items=len(wanted), left_out=len(reading.left_out))
    for item in wanted:
        match = _match(item, found)
        if match is None:
            result.missed += 1
            result.wrong.append(f"missed: {item['number']} {item['title'][:70]}")
            continue
        found.remove(match)
        _compare(item, match, result)
    result.invented = len(found)
    result.pointed += sum(bool(item["doubted"]) for item in found)
    result.wrong += [f"invented: {item['number']} {item['title'][:70]}" for item in found]
    agenda = reading.agenda.model_dump()
    for key in HEAD:
        if fold(same(agenda.get(key))) == fold(same(truth.get(key))):
            result.head += 1
        else:
            result.wrong.append(f"{key}: “{agenda.get(key)}” for “{truth.get(key)}”")
    return result


def _match(item: dict[str, str], found: list[dict[str, str]]) -> dict[str, str] | None:
    numbers = [f for f in found if item["number"] and f["number"] == item["number"]]
    close = [f for f in found if fuzz.ratio(f["title"], item["title"]) >= 60]
    best = numbers or close
    return max(best, key=lambda f: fuzz.ratio(f["title"], item["title"])) if best else None


def _compare(item: dict[str, str], match: dict[str, str], result: Score) -> None:
    right = {key: item[key] == match[key] for key in FIELDS}
    for key, is_right in right.items():
        result.right[key] += is_right
        if not is_right:
            where = item["number"] or item["title"][:30]
            result.wrong.append(f"{where}: {key} “{match[key]}” for “{item[key]}”")
    result.right["near"] += fuzz.ratio(match["title"], item["title"]) >= _NEAR
    whole = all(right.values())
    result.whole += whole
    result.pointed += bool(match["doubted"]) and not whole
    result.needless += bool(match["doubted"]) and whole


def main(folder: Path) -> None:
    """A row for each agenda, then the wrong ones one by one."""
    print(
        f"{'agenda':<28}{'items':>6}{'whole':>6}{'number':>7}{'title':>6}{'near':>6}"
        f"{'rapp.':>6}{'group':>6}{'missed':>7}{'invented':>9}{'head':>6}{'left out':>9}"
        f"{'pointed':>8}{'needless':>9}{'s':>6}"
    )
    wrong: list[str] = []
    total = Score()
    for truth_file in sorted(folder.glob("*.truth.json")):
        truth = json.loads(truth_file.read_text(encoding="utf-8"))
        name = truth_file.name.removesuffix(".truth.json")
        for path in sorted(p for p in folder.glob(f"{name}.*") if p != truth_file):
            started = time.perf_counter()
            try:
                result = score(truth, read_with_remarks(path))
            except AgendaError as error:
                result = Score(items=len(truth["items"]), missed=len(truth["items"]))
                result.wrong.append(f"not read: {error}")
            _row(path.name, result, time.perf_counter() - started)
            _add(total, result)
            wrong += [f"{path.name}: {line}" for line in result.wrong]
    _row("all", total, 0.0)
    print()
    print("\n".join(wrong) or "Nothing wrong.")


def _add(total: Score, one: Score) -> None:
    for key in ("items", "whole", "missed", "invented", "head", "left_out", "pointed", "needless"):
        setattr(total, key, getattr(total, key) + getattr(one, key))
    for key, n in one.right.items():
        total.right[key] += n


def _row(name: str, s: Score, seconds: float) -> None:
    right = s.right
    print(
        f"{name:<28}{s.items:>6}{s.whole:>6}{right['number']:>7}{right['title']:>6}"
        f"{right['near']:>6}{right['rapporteur']:>6}{right['group']:>6}{s.missed:>7}"
        f"{s.invented:>9}{s.head:>6}{s.left_out:>9}"
        f"{s.pointed:>8}{s.needless:>9}{seconds:>6.1f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
