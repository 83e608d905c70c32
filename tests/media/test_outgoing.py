"""The outgoing stream from real feeds: seamless, decodable, and without a frame too many.

Pictures carry their number; what a card's picture says as a number is 0.
"""

import io
import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal

import av
import numpy as np
import pytest

from archiver.capture.studio import Arrived, Now, Studio
from archiver.media.cards import CardStyle, card
from archiver.media.container import MediaError
from archiver.media.livecards import SHOWINGS, Card, Cards, CardTexts, Showing, lines, make_card
from archiver.media.livefeed import Form, LiveFeed
from archiver.media.outgoing import Chunk, Outgoing
from archiver.programs.ffmpeg import run_ffmpeg
from tests.media.clips import Maker
from tests.media.coded import HEIGHT, WIDTH, even_times, sound_of, tones_in, write_coded
from tests.media.live import complaints, numbers_in
from tests.waiting import wait_until

BEGIN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FEEDS = {
    "plain": {"g": "25", "bf": "0"},
    "b-frames": {"g": "25", "bf": "3"},
    "open-gop": {"g": "25", "bf": "3", "x264-params": "open-gop=1:keyint=25"},
    "baseline": {"g": "50", "profile": "baseline"},
}


def feed_of(path: Path) -> LiveFeed:
    return LiveFeed(io.BytesIO(path.read_bytes()))


def numbered_feed(folder: Path, seconds: float, options: dict[str, str]) -> LiveFeed:
    """Pictures and sound stored side by side, as a recorder stores them."""
    write_coded(folder / "feed.mp4", even_times(seconds), options)
    copy = ["-i", f"file:{folder}/feed.mp4", "-c", "copy", f"file:{folder}/feed.ts"]
    run_ffmpeg(copy, doing="feed")
    return feed_of(folder / "feed.ts")


def a_card(form: Form, showing: Showing = "closed") -> Card:
    said = lines(showing, CardTexts(title=""))
    return make_card(card(said, form.width, form.height, CardStyle()), form)


def written(chunks: list[Chunk], path: Path) -> Path:
    path.write_bytes(b"".join(chunk.data for chunk in chunks))
    return path


def times_of(path: Path) -> dict[str, list[tuple[int, int]]]:
    """The decoding and showing times of pictures and sound, in ticks."""
    found: dict[str, list[tuple[int, int]]] = {"video": [], "audio": []}
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.dts is not None and packet.pts is not None:
                found[packet.stream.type].append((packet.dts, packet.pts))
    return found


def flv(path: Path) -> Path:
    """As a destination records it."""
    target = path.with_suffix(".flv")
    headers = ("-bsf:v", "extract_extradata")
    run_ffmpeg(["-i", f"file:{path}", "-c", "copy", *headers, f"file:{target}"], doing="flv")
    return target


@pytest.mark.parametrize("name", FEEDS)
def test_twenty_switches_leave_no_seam_and_let_nothing_through(name: str, tmp_path: Path) -> None:
    feed = numbered_feed(tmp_path, 24, FEEDS[name])
    chosen = random.Random(name)
    instants = sorted(chosen.uniform(0.5, 23.5) for _n in range(20))
    shut = a_card(feed.form)

    def allowed(at: datetime) -> Literal["public"] | Showing:
        passed = sum(instant <= (at - BEGIN).total_seconds() + 1e-6 for instant in instants)
        return "public" if passed % 2 else "closed"

    chunks: list[Chunk] = []
    studio = Studio(allowed, lambda form, showing: shut, chunks.append, lambda: None)
    frames = list(feed.frames())
    first = min(frame.pts for frame in frames if not frame.sound)
    # A picture cannot come before it was taken: its storing is behind by the reordering.
    behind = max(frame.pts - frame.dts for frame in frames)
    seconds = 0.0
    studio.run_began(feed.form, now(0))
    for frame in frames:
        seconds = max(seconds, (frame.dts - first + behind) / 90_000)
        studio.step([Arrived(frame, 1000 + seconds)], now(seconds))
    path = written(chunks, tmp_path / "out.ts")

    times = times_of(path)
    for decoding in ([dts for dts, _pts in times[kind]] for kind in times):
        assert all(a < b for a, b in pairwise(decoding))
        assert max(b - a for a, b in pairwise(decoding)) < 90_000
    shown = sorted(pts for _dts, pts in times["video"])
    assert len(set(shown)) == len(shown)
    sounds = [pts for _dts, pts in times["audio"]]
    assert max(abs(b - a - 1920) for a, b in pairwise(sounds)) <= 1920
    assert abs(sounds[-1] - shown[-1]) < 45_000

    # Open groups begin without an IDR: what their first pictures bid forget is not known then.
    usual = {"mmco: unref short failure"} if name == "open-gop" else set()
    assert complaints(path) <= usual
    assert complaints(flv(path)) <= usual
    for received in (path, flv(path)):
        sent = set(numbers_in(received)) - {0}
        assert sent
        closed = {n for n in sent if allowed(BEGIN + timedelta(seconds=n / 25)) != "public"}
        assert closed == set()


def now(seconds: float) -> Now:
    return Now(1000 + seconds, BEGIN + timedelta(seconds=seconds))


def test_every_picture_from_the_first_keyframe_to_the_cut_is_there(tmp_path: Path) -> None:
    feed = numbered_feed(tmp_path, 8, FEEDS["b-frames"])
    chunks: list[Chunk] = []
    out = Outgoing(feed.form, chunks.append)
    shut = a_card(feed.form)
    out.cover(shut, 180_000)
    for frame in feed.frames():
        if not out.play(frame) and frame.starts and frame.pts > 3 * 90_000:
            out.begin(frame)
    out.cover(shut, out.end + 45_000)
    seen = [n for n in numbers_in(written(chunks, tmp_path / "out.ts")) if n]
    assert seen == list(range(seen[0], 200))
    assert seen[0] % 25 == 0


def test_a_receiver_can_begin_wherever_it_is_said(tmp_path: Path) -> None:
    feed = numbered_feed(tmp_path, 6, FEEDS["plain"])
    chunks: list[Chunk] = []
    out = Outgoing(feed.form, chunks.append)
    out.cover(a_card(feed.form), 90_000 * 4)
    for frame in feed.frames():
        if not out.play(frame) and frame.starts:
            out.begin(frame)
    starts = [n for n, chunk in enumerate(chunks) if chunk.starts]
    assert len(starts) == 2 + 6
    for n in starts:
        assert complaints(written(chunks[n:], tmp_path / f"from{n}.ts")) == set()


@pytest.mark.parametrize(
    ("sound", "form"),
    [
        (("-c:a", "mp2", "-ar", "44100"), (48_000, 2)),
        (("-c:a", "aac", "-ar", "44100", "-ac", "1"), (44_100, 1)),
        (("-an",), (48_000, 2)),
    ],
)
def test_whatever_its_sound_aac_goes_out_with_it(
    sound: tuple[str, ...], form: tuple[int, int], make: Maker, tmp_path: Path
) -> None:
    source = make(
        "feed.ts",
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration={seconds}"),
        *("-f", "lavfi", "-i", "sine=frequency=440:duration={seconds}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", *sound),
    )
    feed = feed_of(source)
    assert (feed.form.sound.rate, feed.form.sound.channels) == form
    chunks: list[Chunk] = []
    out = Outgoing(feed.form, chunks.append)
    out.cover(a_card(feed.form), 180_000)
    for frame in feed.frames():
        if not out.play(frame) and frame.starts:
            out.begin(frame)
    out.cover(a_card(feed.form), out.end + 90_000)
    path = written(chunks, tmp_path / "out.ts")
    assert complaints(path) == set()
    times = times_of(path)["audio"]
    length = 1024 * 90_000 / form[0]
    assert max(abs(b[0] - a[0] - length) for a, b in pairwise(times)) <= length
    with av.open(str(path)) as container:
        assert container.streams.audio[0].codec_context.name == "aac"
        levels = [
            (frame.time, float(np.abs(frame.to_ndarray()).max()))
            for frame in container.decode(audio=0)
        ]
    loud = [level > 0.01 for time, level in levels if time and 3.5 < time < 5]
    assert all(loud) if sound != ("-an",) else not any(loud)


def test_a_hole_in_the_sound_is_filled_and_what_follows_keeps_its_time(tmp_path: Path) -> None:
    feed = numbered_feed(tmp_path, 16, FEEDS["plain"])
    chunks: list[Chunk] = []
    out = Outgoing(feed.form, chunks.append)
    for frame in feed.frames():
        if frame.sound and 4 * 90_000 < frame.pts < 11 * 90_000:
            continue
        if not out.play(frame) and frame.starts:
            out.begin(frame)
    path = written(chunks, tmp_path / "out.ts")
    sounds = [pts for _dts, pts in times_of(path)["audio"]]
    assert max(b - a for a, b in pairwise(sounds)) <= 2 * 1920
    tones = tones_in(sound_of(path, tmp_path))
    assert 7 < len(tones) < 11
    assert max(b - a for a, b in pairwise(tones)) > 5_000
    # One every second, the first cut short: those after the hole keep step with those before.
    assert all(abs((tone - tones[1] + 500) % 1000 - 500) < 5 for tone in tones[1:])


def test_a_feed_that_is_no_h264_is_refused_in_plain_words(make: Maker) -> None:
    source = make(
        "feed.ts",
        *("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration={seconds}"),
        *("-c:v", "mpeg2video"),
    )
    with pytest.raises(MediaError, match=r"H\.264"):
        feed_of(source)


def test_what_is_no_feed_is_refused() -> None:
    with pytest.raises(MediaError):
        LiveFeed(io.BytesIO(random.Random(1).randbytes(100_000)))


def test_cards_are_made_once_and_kept(tmp_path: Path) -> None:
    form = numbered_feed(tmp_path, 2, FEEDS["baseline"]).form
    assert (form.width, form.height, form.rate) == (WIDTH, HEIGHT, Fraction(25))
    first, texts = (
        Cards(tmp_path / "work", CardTexts("Séance publique")),
        CardTexts("Séance publique"),
    )
    first.prepare(form, "suspension")
    wait_until(lambda: len(list((tmp_path / "work").glob("*.h264"))) == 5)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").iterdir()}
    again = Cards(tmp_path / "work", texts)
    again.prepare(form, "before")
    wait_until(lambda: again.get(form, "after") != again.get(form, "before"))
    assert again.get(form, "suspension") == first.get(form, "suspension")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "work").iterdir()} == kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:-9])
    damaged = Cards(tmp_path / "work", texts)
    damaged.prepare(form, "before")
    wait_until(lambda: damaged.get(form, "after") == first.get(form, "after"))


def test_a_card_stands_in_the_language_of_the_session() -> None:
    texts = CardTexts("Séance", "Assemblée", "en")
    assert lines("before", texts) == ("The session will begin shortly", "Séance", "Assemblée")
    assert len({lines(showing, texts) for showing in SHOWINGS}) == 5
