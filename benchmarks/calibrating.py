"""Fitting how often starts are right: the curve that makes a margin a confidence.

usage: python -m benchmarks.calibrating FOLDER … --weights WEIGHTS.json

Every meeting is split with the weights that never saw it, as it is and made worse (with seeds
that neither fit weights nor measure); each start found is right when a true start of its item is
within ten seconds. A logistic curve is fitted to them, each meeting counting alike. Printed: the
curve for `archiver.agenda.weights.CALIBRATION`, and how well curves fitted without each meeting
do on it.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archiver.agenda.heard import hear
from archiver.agenda.preparing import prepare
from archiver.agenda.splitting import Division
from archiver.agenda.weights import CALIBRATION, WEIGHTS, Calibration, Weights
from benchmarks.agenda_score import Truth, item_starts
from benchmarks.meetings import (
    Meeting,
    acquainted,
    meetings,
    pack,
    read_meeting,
    spoken_sources,
)
from benchmarks.perturbing import ASKED, changed
from benchmarks.splitting import read_weights

SEEDS = (201, 202)
WITHIN_MS = 10_000
RIDGE = 1e-3
STEPS = 60
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Starts:
    """The starts found in one meeting: what speaks for each (rows), and whether it is right."""

    meeting: str
    features: Numbers
    right: Numbers


def starts_of(meeting: Meeting, weights: Weights) -> Starts:
    """All starts found in a meeting, as it is and made worse."""
    made = [meeting, *(changed(meeting, name, seed) for name in ASKED for seed in SEEDS)]
    features: list[tuple[float, ...]] = []
    right: list[bool] = []
    for one in made:
        sources = spoken_sources(one.agenda, one.transcript)
        known = pack(one.transcript.language)
        heard = hear(one.transcript)
        prepared = prepare(one.agenda.items, heard, known, sources, weights)
        division = Division(prepared, weights, CALIBRATION)
        for k, start in enumerate(division.path.starts):
            if division.doubts:
                at_ms = heard.tokens[prepared.evidences.points[start.point].token].start_ms
                ids = tuple(one.agenda.items[i].id for i in start.items)
                features.append(division.doubts.features(k, division.doubts.margin(k)))
                right.append(_is_right(one.truth, ids, at_ms))
    return Starts(meeting.name, np.array(features), np.array(right, dtype=np.float64))


def _is_right(truth: Truth, items: tuple[str, ...], at_ms: int) -> bool:
    if not items:
        unlisted = (s.start_ms for s in truth.spans if s.kind == "unlisted")
        return any(abs(ms - at_ms) <= WITHIN_MS for ms in unlisted)
    true = item_starts(truth.spans)
    return any(abs(s.at_ms - at_ms) <= WITHIN_MS for s in true if s.item in items)


def curve(known: list[Starts]) -> Calibration:
    """The logistic curve that fits best, by Newton's method, a little held back."""
    features = np.vstack([np.column_stack([np.ones(len(s.right)), s.features]) for s in known])
    right = np.concatenate([s.right for s in known])
    share = np.concatenate([np.full(len(s.right), 1.0 / len(s.right)) for s in known])
    share /= share.sum()
    factors = np.zeros(features.shape[1])
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-features @ factors))
        slope = features.T @ (share * (right - chance)) - RIDGE * factors
        bend = (features * (share * chance * (1 - chance))[:, None]).T @ features
        factors = factors + np.linalg.solve(bend + RIDGE * np.eye(len(factors)), slope)
    return Calibration(*(round(float(factor), 3) for factor in factors))


def brier(found: Starts, fitted: Calibration) -> float:
    """The mean squared difference between how sure and whether right."""
    sure = np.array([fitted.confidence(tuple(row)) for row in found.features])
    return float(np.mean((sure - found.right) ** 2))


def main() -> None:
    """Print the curve, and what curves fitted without each meeting are worth on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    asked = parser.parse_args()
    fitted = read_weights(asked.weights)
    known = acquainted([read_meeting(folder) for folder in meetings(asked.folders)])
    found = [starts_of(m, fitted.get(m.name, WEIGHTS)) for m in known]
    for one in found:
        without = curve([other for other in found if other is not one])
        mean = float(np.mean(one.right))
        print(
            f"{one.meeting:<20} {len(one.right):>5} starts, right {mean:.3f}, "
            f"Brier {brier(one, without):.3f} without it, {brier(one, CALIBRATION):.3f} now"
        )
    print(curve(found))


if __name__ == "__main__":
    main()
