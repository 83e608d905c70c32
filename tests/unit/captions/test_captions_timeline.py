"""From session time to replay time: what is not played leaves no word behind."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archiver.captions.timeline import to_replay
from archiver.model.captions import Cue
from archiver.model.timeline import Piece, Timeline


def piece(shown: str, session: tuple[int, int], replay: tuple[int, int]) -> Piece:
    return Piece.model_validate(
        {
            "shown": shown,
            "session_start_ms": session[0],
            "session_end_ms": session[1],
            "replay_start_ms": replay[0],
            "replay_end_ms": replay[1],
        }
    )


TIMELINE = Timeline(
    session_duration_ms=100_000,
    replay_duration_ms=55_000,
    pieces=(
        piece("play", (10_000, 30_000), (0, 20_000)),
        piece("card", (30_000, 60_000), (20_000, 25_000)),
        piece("play", (60_000, 70_000), (25_000, 35_000)),
        piece("play", (80_000, 100_000), (35_000, 55_000)),
    ),
)


def cue(start: int, end: int, text: str = "mot") -> Cue:
    return Cue(start_ms=start, end_ms=end, lines=(text,), speaker="A")


def test_played_cues_move_and_keep_all_else() -> None:
    assert to_replay([cue(10_000, 12_000), cue(61_000, 63_000)], TIMELINE) == (
        cue(0, 2000),
        cue(26_000, 28_000),
    )


def test_nothing_of_a_covered_or_left_out_passage_remains() -> None:
    hidden = [
        cue(0, 2000, "avant"),
        cue(9000, 11_000, "à cheval"),
        cue(29_000, 31_000, "suspension"),
        cue(40_000, 41_000, "carton"),
        cue(69_000, 81_000, "huis clos"),
        cue(72_000, 74_000, "secret"),
    ]
    assert to_replay(hidden, TIMELINE) == ()


def test_cues_up_to_an_edge_are_played() -> None:
    assert to_replay([cue(28_000, 30_000), cue(80_000, 81_000)], TIMELINE) == (
        cue(18_000, 20_000),
        cue(35_000, 36_000),
    )


def test_the_identity_changes_nothing() -> None:
    cues = (cue(0, 1000), cue(98_000, 100_000))
    assert to_replay(cues, Timeline.identity(100_000)) == cues


@given(st.lists(st.integers(0, 99_999), min_size=2, max_size=20, unique=True).map(sorted))
def test_what_remains_was_wholly_played(instants: list[int]) -> None:
    cues = [cue(a, b, f"de {a} à {b}") for a, b in zip(instants[::2], instants[1::2], strict=False)]
    played = [(p.session_start_ms, p.session_end_ms) for p in TIMELINE.played]
    kept = {c.text for c in cues if any(a <= c.start_ms and c.end_ms <= b for a, b in played)}
    shown = to_replay(cues, TIMELINE)
    assert {c.text for c in shown} == kept
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(shown))
