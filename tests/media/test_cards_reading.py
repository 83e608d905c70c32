"""Cards found and read in real videos by the real tesseract, and the step that does it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archiver.importing import import_recording
from archiver.looking import read_cards
from archiver.media.cardreading import Cost, Place, find_cards
from archiver.media.keyframes import Album, keyframes
from archiver.media.lettering import ReadLine, ReadPicture
from archiver.media.probe import probe
from archiver.model.agenda import Agenda, Item
from archiver.model.cards import Card, Cards
from archiver.model.session import Session
from archiver.programs.tesseract import read_text
from archiver.steps import Settings, Step, run_step
from archiver.store.archive import create_session
from archiver.store.folder import SessionFolder
from archiver.store.lease import hold
from benchmarks.cards_render import PLAIN, Kind, Shown, render
from tests.media.clips import H264, PICTURE, SOUND, Maker, turned
from tests.media.recorded import joined, record, recording
from tests.real import need_tesseract

pytestmark = pytest.mark.real("tesseract")

SECONDS = 40
TITLE, NAME, OTHER = (
    ("Rapport 12", "Réfection du viaduc"),
    ("Anaïs Le Goff", "Vice-présidente – canton du Lac"),
    ("Rapport 13", "Collège Louise-Weber"),
)
SHOWN = (
    Shown(4_000, 11_000, TITLE),
    Shown(14_000, 20_000, NAME),
    Shown(24_000, 31_000, OTHER),
    Shown(33_000, 38_000, NAME),
)
MOVING = replace(PLAIN, room="pan", size=(960, 540))
STEP = Step(
    "cards",
    read_cards,
    ("recording/recording.",),
    ("cards.json",),
    lambda s: s.preset.cards.model_dump(),
)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered(tmp_path_factory.mktemp("cards"), MOVING)


def rendered(folder: Path, kind: Kind, shown: tuple[Shown, ...] = SHOWN) -> Path:
    render(shown, kind, SECONDS * 1000, folder / "cards.mp4")
    return folder / "cards.mp4"


def by_tesseract(png: bytes) -> tuple[ReadLine, ...]:
    return tuple(ReadLine(line.text, line.confidence) for line in read_text(png, "fr"))


def found(
    video: Path,
    read: ReadPicture = by_tesseract,
    place: Place | None = None,
    cost: Cost | None = None,
) -> tuple[Card, ...]:
    need_tesseract("fr")
    length = probe(video).duration_ms
    return find_cards(video, length, place or Place(), read, lambda _share: None, cost or Cost())


def plain(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.replace("–", "-").replace("—", "-") for line in lines)


def assert_all_read(
    cards: tuple[Card, ...], shown: tuple[Shown, ...] = SHOWN, within: int = 2_000
) -> None:
    assert [plain(card.lines) for card in cards] == [plain(card.lines) for card in shown]
    for card, truth in zip(cards, shown, strict=True):
        assert abs(card.start_ms - truth.start_ms) <= within
        assert abs(card.end_ms - truth.end_ms) <= within


def test_cards_over_moving_pictures_are_found_without_knowing_where(video: Path) -> None:
    cards = found(video)
    assert_all_read(cards)
    assert cards[0].box is not None
    left, top, width, height = cards[0].box
    assert left < 0.2
    assert top > 0.75
    assert 0.05 < height < 0.25
    assert width < 0.6


def test_a_card_that_comes_back_is_not_read_again(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def read(png: bytes) -> tuple[ReadLine, ...]:
        seen.append(png)
        return by_tesseract(png)

    cost = Cost()
    cards = found(rendered(tmp_path, replace(MOVING, room="still")), read, cost=cost)
    names = sum(card.lines[:1] == NAME[:1] for card in cards)
    assert names == 2
    readings = [line.text for png in seen for line in by_tesseract(png)]
    assert readings.count(NAME[0]) == 1
    assert cost.read == len(seen)


def test_a_banner_that_never_leaves_is_read_when_it_changes(tmp_path: Path) -> None:
    edges = (0, 13_000, 27_000, SECONDS * 1000)
    texts = (TITLE, NAME, OTHER)
    shown = tuple(Shown(edges[n], edges[n + 1], lines) for n, lines in enumerate(texts))
    assert_all_read(found(rendered(tmp_path, MOVING, shown)), shown)


def test_a_card_may_be_at_the_top(tmp_path: Path) -> None:
    assert_all_read(found(rendered(tmp_path, replace(MOVING, place="top"))))


def test_an_upright_video_is_read(tmp_path: Path) -> None:
    assert_all_read(found(rendered(tmp_path, replace(MOVING, size=(540, 960)))))


def test_a_turned_video_is_looked_at_upright(video: Path, tmp_path: Path) -> None:
    phone = turned(video, tmp_path / "phone.mp4")
    height, width = next(iter(keyframes(phone))).picture.shape
    assert (height, width) == (960, 540)
    with Album(phone) as album:
        picture = album.picture(2_000)
    assert picture is not None
    assert picture.shape == (960, 540)


def test_rare_keyframes_are_made_up_for_and_it_is_said(tmp_path: Path) -> None:
    cost = Cost()
    slow = rendered(tmp_path, replace(MOVING, room="still", gop_seconds=15))
    assert_all_read(found(slow, cost=cost))
    assert cost.dense
    assert cost.keyframe_ms >= 10_000


def test_where_a_person_says_is_where_it_is_read(video: Path) -> None:
    assert_all_read(found(video, place=Place((0.0, 0.75, 1.0, 0.25))))
    assert found(video, place=Place((0.0, 0.0, 0.05, 0.05))) == ()


def test_no_card_is_seen_where_there_is_none(make: Maker, tmp_path: Path) -> None:
    assert found(make("plain.mp4", *PICTURE, *H264, seconds=20)) == ()
    assert found(rendered(tmp_path, MOVING, ())) == ()


def test_a_tiny_video_and_one_picture_do_no_harm(make: Maker) -> None:
    tiny = ("-f", "lavfi", "-i", "testsrc2=size=32x18:rate=5:duration={seconds}")
    assert found(make("tiny.mp4", *tiny, *H264, seconds=3)) == ()
    single = ("-f", "lavfi", "-i", "color=size=320x180:rate=1:duration=1")
    assert found(make("single.mp4", *single, *H264)) == ()


def test_segments_are_read_in_session_time_across_an_outage(video: Path, tmp_path: Path) -> None:
    first = record(video, tmp_path, 1, 2_000, 12_000, sound=False)
    second = record(video, tmp_path, 2, 22_000, 40_000, sound=False)
    script, _made = joined(tmp_path, recording(tmp_path, first, second))
    cards = found(script)
    expected = (SHOWN[0], SHOWN[2], SHOWN[3])
    assert_all_read(cards, expected, within=2_300)


@pytest.fixture
def session(tmp_path: Path) -> SessionFolder:
    printed = tmp_path / "agenda.csv"
    printed.write_text("Titre\nViaduc\n", encoding="utf-8")
    agenda = Agenda(items=(Item(id="12", number="12", title="Réfection du viaduc"),))
    described = Session(title="Séance", date=date(2017, 3, 27))
    return create_session(tmp_path / "archive" / "s", described, agenda, printed, None)


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.delenv("TESSERACT", raising=False)


def stepped(session: SessionFolder, source: Path | None = None) -> tuple[Cards, tuple[str, ...]]:
    settings = Settings.of(session, source)
    with hold(session.path) as lease:
        if source:
            step = Step(
                "import", import_recording, (), ("recording/recording.",), lambda s: s.origin
            )
            run_step(step, session, settings, lease)
        done = run_step(STEP, session, settings, lease)
    return session.read("cards.json", Cards), done.warnings


def test_the_step_writes_what_was_read(session: SessionFolder, video: Path) -> None:
    need_tesseract("fr")
    cards, warnings = stepped(session, video)
    assert_all_read(cards.cards)
    assert cards.reader.startswith("tesseract ")
    assert warnings == ()


def test_without_a_reader_it_is_empty_and_says_what_to_install(
    session: SessionFolder, video: Path, without_tesseract: None
) -> None:
    cards, (warning,) = stepped(session, video)
    assert cards == Cards()
    assert "apt install tesseract-ocr tesseract-ocr-fra" in warning
    assert "--redo cards" in warning


def test_without_a_picture_it_is_empty_without_a_word(session: SessionFolder, make: Maker) -> None:
    cards, warnings = stepped(session, make("sound.m4a", *SOUND, "-c:a", "aac", seconds=3))
    assert (cards, warnings) == (Cards(), ())


def test_a_house_can_do_without(session: SessionFolder, video: Path) -> None:
    presets = session.archive / "presets"
    presets.mkdir()
    (presets / "house.toml").write_text('[cards]\nread = "off"\n', encoding="utf-8")
    assert stepped(session, video) == (Cards(), ())
