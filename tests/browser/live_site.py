"""A session that is being recorded for real: ffmpeg, the recorder's files, the live page.

Every picture tells which second of the recording it is, by how bright it is.
"""

import csv
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av

from archiver.capture.alarms import Alarms
from archiver.livepage import LivePage
from archiver.model.agenda import Agenda, Item
from archiver.model.live import Alarm
from archiver.model.marks import Mark, MarkAction, Planned, public_intervals
from archiver.model.runs import EndOfRun, Run, Runs, Segment
from archiver.model.session import Session
from archiver.programs.child import Child
from archiver.programs.ffmpeg import find_ffmpeg
from archiver.store.archive import create_session
from archiver.store.files import write_atomic
from archiver.store.folder import SessionFolder

ID = "2026-11-20-seance"
PAGE = f"{ID}/index.html"
SEGMENT_S = 2
_STEP = 3
"""By how much the picture gets brighter each second; black is 16 of 255."""

SEEN = """() => {
  const video = document.querySelector("#page-video"), canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 8, 8);
  const grey = pen.getImageData(4, 4, 1, 1).data[1];
  return Math.round(grey * 219 / 255 / 3);
}"""
"""Which second of the recording the picture shows."""


def session_folder(archive: Path, title: str = "Séance publique") -> SessionFolder:
    """A session with four items."""
    items = (
        Item(id="1", number="1", title="Approbation du procès-verbal", commission="Finances"),
        Item(id="2", number="2", title="Budget <primitif> & annexes", commission="Finances"),
        Item(id="3", number="3", title="Entretien des routes", rapporteur="A. Nom"),
        Item(id="4", title="Questions diverses"),
    )
    archive.mkdir(parents=True, exist_ok=True)
    write_atomic(archive / "archive.toml", 'body = "Conseil départemental"\n')
    write_atomic(archive / "agenda.json", Agenda(items=items).to_json())
    presets = archive / "presets"
    presets.mkdir(exist_ok=True)
    (presets / "at-once.toml").write_text("[capture]\noutgoing_delay_ms = 0\n")
    return create_session(
        archive / ID,
        Session(title=title, date=datetime.now().astimezone().date(), preset="at-once"),
        Agenda(items=items),
        archive / "agenda.json",
        None,
    )


class Rehearsal:
    """Records a session until `end`; `mark` marks what happens now."""

    def __init__(self, folder: SessionFolder, planned: Planned | None = None) -> None:
        self.folder, self.place = folder, folder.file("recording")
        self.place.mkdir(exist_ok=True)
        self.marks: list[Mark] = []
        self.alarms: list[Alarm] = []
        self.runs = Runs()
        self.page = LivePage(
            folder, lambda: tuple(self.marks), planned or Planned(), Alarms(self.alarms.append)
        )
        self._child: Child | None = None
        self._run, self._zero = 0, datetime.now(UTC)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self.page.start()
        self._thread.start()

    def mark(self, action: MarkAction, *items: str, ago: float = 0, retract_ms: int = 0) -> None:
        """Mark what happens now."""
        at = datetime.now(UTC) - timedelta(seconds=ago)
        self.marks.append(Mark(at=at, action=action, items=items, retract_ms=retract_ms))

    def feed(self, from_second: int = 0) -> None:
        """The feed comes: a new run begins."""
        self._run += 1
        grey = f"geq=lum='16+{_STEP}*floor({from_second}+T)':cb=128:cr=128"
        picture = f"color=black:size=320x180:rate=25,{grey}"
        args = ["-hide_banner", "-loglevel", "error", "-re", "-f", "lavfi", "-i", picture]
        args += ["-re", "-f", "lavfi", "-i", "sine=frequency=300:sample_rate=48000"]
        args += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
        args += ["-c:a", "aac", "-f", "segment", "-segment_time", str(SEGMENT_S)]
        args += ["-segment_format", "mpegts", "-segment_format_options", "flush_packets=1"]
        args += ["-segment_list", f"file:{self.place}/run{self._run}.csv"]
        args += ["-segment_list_flags", "+live", f"file:{self.place}/run{self._run}_%05d.ts"]
        self._child = Child([find_ffmpeg().path, *args])
        self._zero = datetime.now(UTC)

    def lose_feed(self) -> None:
        """The feed is gone: the run ends."""
        if self._child:
            self._child.end()
            self._child = None
            self._note(ended="source_lost")

    def end(self, *, finished: bool = True) -> None:
        """End the recording, and with it the live page."""
        if self._child:
            self._child.end()
            self._child = None
            self._note(ended="asked")
        self._over.set()
        self._thread.join()
        if finished:
            self._keep(self.runs.model_copy(update={"finished": True}))
        self.page.stop(10)

    def _follow(self) -> None:
        while not self._over.wait(0.1):
            if self._child:
                self._note()

    def _note(self, ended: EndOfRun | None = None) -> None:
        before = tuple(run for run in self.runs.runs if run.number != self._run)
        segments = self._segments()
        if not segments:
            return
        start = 0
        if before:
            known = Runs(runs=before)
            start = max(known.duration_ms, known.to_session(segments[0].wall))
        run = Run(number=self._run, start_ms=start, segments=segments, ended=ended)
        made = self.runs.model_copy(update={"runs": (*before, run)})
        if made != self.runs:
            self._keep(made)

    def _segments(self) -> tuple[Segment, ...]:
        try:
            lines = (self.place / f"run{self._run}.csv").read_text().splitlines()
        except FileNotFoundError:
            return ()
        found = [
            (n, round(float(a) * 1000), round(float(b) * 1000)) for n, a, b in csv.reader(lines)
        ]
        zero = found[0][1] if found else 0
        return tuple(
            Segment(
                file=Path(name).name,
                start_ms=a - zero,
                end_ms=b - zero,
                wall=self._zero + timedelta(milliseconds=a - zero),
            )
            for name, a, b in found
        )

    def _keep(self, runs: Runs) -> None:
        self.runs = runs
        write_atomic(self.place / "runs.json", runs.to_json())
        self.page.on_runs(runs)

    @property
    def live(self) -> Path:
        """The folder of the live page in the site."""
        return self.folder.file(f"site/{ID}/live")

    def hidden_in_site(self) -> list[str]:
        """Where a file in the site holds a picture or a sound that is not public."""
        public = public_intervals(self.marks, self.runs)
        starts = {
            s.file.removesuffix(".ts"): run.start_ms - round(_first_pts(self.place, run) * 1000)
            for run in self.runs.runs
            for s in run.segments
        }
        found = []
        for path in self.folder.file("site/").rglob("*.ts"):
            shift = starts["_".join(path.stem.split("_")[:2])]
            for at, end in _packets(path):
                a, b = at * 1000 + shift, end * 1000 + shift
                # Sound is cut into pieces of 21 ms, which begin up to 100 ms off the picture.
                if not any(p.start_ms - 100 <= a and b <= p.end_ms + 100 for p in public):
                    found.append(f"{path.name} at {a:.0f} ms")
        return found


def _first_pts(place: Path, run: Run) -> float:
    pictures = list(_packets(place / run.segments[0].file, "video"))
    return min(at for at, _end in pictures)


def _packets(path: Path, kind: str = "") -> Iterator[tuple[float, float]]:
    with av.open(str(path)) as container:
        for packet in container.demux():
            if packet.pts is None or packet.time_base is None:
                continue
            if kind in ("", packet.stream.type):
                at = float(packet.pts * packet.time_base)
                yield at, at + float((packet.duration or 0) * packet.time_base)


@contextmanager
def rehearsal(folder: SessionFolder, planned: Planned | None = None) -> Iterator[Rehearsal]:
    """A recording that ends with the block."""
    made = Rehearsal(folder, planned)
    try:
        yield made
    finally:
        made.end()
