"""A replay to send, and the loopback YouTube it is sent to: what the publisher is tested with."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from archiver.model.chapters import Chapter
from archiver.model.progress import silent
from archiver.model.publication import Finding, Published
from archiver.model.session import YouTubeTarget
from archiver.programs.ffmpeg import run_ffmpeg
from archiver.publish.interface import File, Replay
from archiver.publish.youtube import Pace, YouTube, account_from, open_youtube
from tests.youtube.server import Server, serving

CHUNK = 256 * 1024
CHUNKS = 6
LENGTH_S = 40
TARGET = YouTubeTarget(name="yt", kind="youtube")
QUICK = Pace(
    tries=7, first_s=0.001, longest_s=0.01, settle_s=0, processing_s=0.2, look_s=0.05, chunk=CHUNK
)


def file_of(path: Path) -> File:
    """The file as it is now."""
    content = path.read_bytes()
    return File(path, hashlib.sha256(content).hexdigest(), len(content))


def video_file(folder: Path, name: str = "replay.mp4", fill: bytes = b"\x01") -> Path:
    """Forty seconds of picture in six chunks: most of it is in a box that players skip."""
    path = folder / name
    source = f"testsrc2=size=160x90:rate=5:duration={LENGTH_S}"
    codec = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    run_ffmpeg(["-f", "lavfi", "-i", source, *codec, f"file:{path}"], doing="clip")
    missing = CHUNKS * CHUNK - 1000 - path.stat().st_size
    with path.open("ab") as file:
        file.write(missing.to_bytes(4, "big") + b"free" + fill * (missing - 8))
    return path


def make_replay(folder: Path) -> Replay:
    """A short session with everything that is sent of one."""
    video = video_file(folder)
    poster = folder / "poster.jpg"
    run_ffmpeg(["-i", f"file:{video}", "-frames:v", "1", f"file:{poster}"], doing="poster")
    text = "1\n00:00:01,000 --> 00:00:03,000\nLa séance est ouverte.\n"
    (folder / "fr.srt").write_text(text, "utf-8")
    return replay_in(folder)


def replay_in(folder: Path) -> Replay:
    """What `make_replay` made there."""
    chapters = tuple(
        Chapter(
            anchor=f"a{i}",
            title=f"10{i} Rapport <b>&amp;</b>",
            kind="item",
            items=(str(i),),
            start_ms=i * 10_000,
            end_ms=(i + 1) * 10_000,
            session_start_ms=i * 10_000,
        )
        for i in range(LENGTH_S // 10)
    )
    return Replay(
        id="2017-03-27-seance",
        title="Séance publique du 27 mars 2017",
        body="Conseil départemental",
        date=date(2017, 3, 27),
        language="fr",
        duration_ms=LENGTH_S * 1000,
        description="Quatre rapports.",
        chapters=chapters,
        video=file_of(folder / "replay.mp4"),
        poster=file_of(folder / "poster.jpg"),
        captions={"fr": file_of(folder / "fr.srt")},
        page_url="https://seances.example.fr/2017-03-27-seance/",
    )


def with_captions(replay: Replay, folder: Path, language: str, text: str) -> Replay:
    """The replay with subtitles of that text."""
    path = folder / f"{language}-{len(text)}.srt"
    path.write_text(f"1\n00:00:01,000 --> 00:00:03,000\n{text}\n", "utf-8")
    return replace(replay, captions={**replay.captions, language: file_of(path)})


@dataclass
class Desk:
    """Who publishes: what is on disk (`state`), and a fresh publisher for each command."""

    server: Server
    target: YouTubeTarget = TARGET
    pace: Pace = QUICK
    state: Published = field(default_factory=lambda: Published(kind="youtube"))
    now: datetime | None = None
    tokens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.token = json.dumps(self.server.grant())

    def keep(self, state: Published) -> None:
        """As JSON, like the file it stands for."""
        self.state = Published.model_validate_json(state.to_json())

    def publisher(self) -> YouTube:
        """As another process would open it."""
        found = open_youtube(
            self.target,
            account_from(self.token, self.tokens.append),
            root=self.server.address + "/",
            pace=self.pace,
            now=lambda: self.now or datetime.now(UTC),
        )
        assert isinstance(found, YouTube)
        return found

    def publish(self, replay: Replay) -> None:
        """The command."""
        self.keep(self.publisher().publish(replay, self.state, self.keep, silent))

    def verify(self, replay: Replay) -> tuple[Finding, ...]:
        """Read back, by another process."""
        return self.publisher().verify(replay, self.state)

    def asked(self, *names: str) -> int:
        """How many requests bore these names."""
        return sum(set(names) <= set(line["names"]) for line in self.server.log())

    def one_right_video(self, replay: Replay) -> None:
        """There is one video, with the bytes of the replay."""
        videos = self.server.all("videos")
        assert [video["file"]["sha256"] for video in videos] == [replay.video.sha256]
        assert videos[0]["id"] == self.state.own["video"]


@contextmanager
def desk_at(folder: Path) -> Iterator[Desk]:
    """A fresh channel."""
    with serving(folder) as server:
        yield Desk(server)
