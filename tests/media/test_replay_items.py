"""One file per item of the agenda, exact at both ends, sound and picture."""

from pathlib import Path

import av
import numpy as np
import pytest

from archiver.media.container import MediaError
from archiver.model.chapters import Chapter
from archiver.model.preset import ReplaySettings
from archiver.replay.items import export_clip, export_items, item_file_name
from tests.media.coded import RATE, even_times, frames_of, sound_of, tones_in, write_coded
from tests.media.replays import chapters_of, decodes_without_error, index_comes_first, replay_of

SETTINGS = ReplaySettings()
CUT = (("play", 1_050, 9_000), ("card", 9_000, 13_000), ("play", 14_000, 24_000))


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A replay with a card from 7.95 to 11.95 s."""
    folder = tmp_path_factory.mktemp("replay")
    source = folder / "source.mp4"
    write_coded(source, even_times(25), {"g": "75", "bf": "3"})
    return replay_of(source, folder, *CUT)[0]


def chapter(start_ms: int, end_ms: int, items: tuple[str, ...] = ("101",)) -> Chapter:
    return Chapter(
        anchor="item-101",
        title="101 – Élan du cœur",
        kind="item",
        items=items,
        start_ms=start_ms,
        end_ms=end_ms,
        session_start_ms=0,
    )


@pytest.mark.parametrize(
    ("start_ms", "end_ms"), [(0, 7_950), (2_345, 6_789), (5_000, 5_130), (12_000, 21_950)]
)
def test_an_item_is_exact_at_both_ends(
    replay: Path, tmp_path: Path, start_ms: int, end_ms: int
) -> None:
    (file,) = export_items(replay, [chapter(start_ms, end_ms)], tmp_path, SETTINGS)
    wanted = [(t, n) for t, n in frames_of(replay) if start_ms - 0.01 <= t < end_ms - 0.01]
    shown = frames_of(file)
    assert [n for _t, n in shown] == [n for _t, n in wanted]
    assert all(
        abs(t - (w - start_ms)) < 1 for (t, _), (w, _) in zip(shown[1:], wanted[1:], strict=True)
    )
    whole, part = sound_of(replay, tmp_path), sound_of(file, tmp_path)
    assert abs(len(part) / 48 - (end_ms - start_ms)) <= 25
    in_whole = [t - start_ms for t in tones_in(whole) if start_ms + 25 < t < end_ms - 25]
    tones = [t for t in tones_in(part) if 25 < t < end_ms - start_ms - 25]
    assert len(tones) == len(in_whole)
    assert all(abs(a - b) <= 5 for a, b in zip(tones, in_whole, strict=True))
    assert decodes_without_error(file)
    assert index_comes_first(file)


@pytest.mark.parametrize(
    ("start_ms", "end_ms"), [(2_345, 6_789), (7_900, 12_010), (20_000, 99_999)]
)
def test_a_clip_of_any_passage_is_exact_to_the_frame(
    replay: Path, tmp_path: Path, start_ms: int, end_ms: int
) -> None:
    file = tmp_path / "extrait à l'image.mp4"
    export_clip(replay, start_ms, end_ms, "Élan", file, SETTINGS)
    wanted = [n for t, n in frames_of(replay) if start_ms - 0.01 <= t < end_ms - 0.01]
    assert [n for _t, n in frames_of(file)] == wanted
    assert decodes_without_error(file)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_cut_in_the_sound_does_not_click(replay: Path, tmp_path: Path) -> None:
    (file,) = export_items(replay, [chapter(2_010, 4_010)], tmp_path, SETTINGS)
    part = sound_of(file, tmp_path)
    # The cut falls inside a tone: it must rise, not jump.
    assert np.abs(part[:8]).max() < 700


def test_an_item_over_a_card_keeps_it(replay: Path, tmp_path: Path) -> None:
    (file,) = export_items(replay, [chapter(7_000, 13_000)], tmp_path, SETTINGS)
    assert len(frames_of(file)) == round(0.95 * RATE) + 4 + round(1.05 * RATE)
    muted = sound_of(file, tmp_path)[1_000 * 48 : 4_900 * 48]
    assert np.abs(muted).max() <= 1


def test_each_item_has_a_file_of_its_own_with_its_title(replay: Path, tmp_path: Path) -> None:
    chapters = chapters_of(21_950, 3)
    opening = chapters[0].model_copy(update={"kind": "opening"})
    shares: list[float] = []
    files = export_items(
        replay, [opening, *chapters[1:]], tmp_path / "items", SETTINGS, shares.append
    )
    assert [f.name for f in files] == [
        "01_1_ecoles-coeur-50-1-ici-1.mp4",
        "02_2_ecoles-coeur-50-1-ici-2.mp4",
    ]
    assert sorted(f.name for f in (tmp_path / "items").iterdir()) == [f.name for f in files]
    assert shares == [0.5, 1.0]
    with av.open(str(files[0])) as container:
        assert container.metadata["title"] == chapters[1].title


def test_a_failure_leaves_no_half_file(tmp_path: Path) -> None:
    broken = tmp_path / "replay.mp4"
    broken.write_bytes(b"x" * 1000)
    with pytest.raises(MediaError):
        export_items(broken, [chapter(0, 1_000)], tmp_path / "items", SETTINGS)
    assert not (tmp_path / "items").exists()


@pytest.mark.parametrize(
    ("items", "title"),
    [
        (("../../etc",), "../../../passwd"),
        (("-rf",), "-rf / – --help"),
        (("🎥",), "🎥"),
        (("a" * 60,), "é" * 2_000),
        (("CON",), 'x<>:"/\\|?*\0\n'),
    ],
)
def test_no_title_makes_an_unsafe_name(items: tuple[str, ...], title: str) -> None:
    name = item_file_name(7, chapter(0, 1, items).model_copy(update={"title": title}))
    assert name.startswith("07")
    assert name.endswith(".mp4")
    assert len(name) <= 100
    assert set(name[:-4]) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
