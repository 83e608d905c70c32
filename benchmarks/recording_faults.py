"""Faults of the feed and of the disks: what was kept, which alarm was given, and how soon.

`python -m benchmarks.recording_faults [NAME …]` (needs to be root for the small disks). Each fault
is one rehearsal of under a minute with the command `archiver record`.
"""

import argparse
import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import av

from archiver.model.runs import Runs
from archiver.programs.ffmpeg import find_ffmpeg
from benchmarks.clockfeed import WIDTH
from benchmarks.recorded import read_recording
from benchmarks.recording_kills import new_session, start, stop
from benchmarks.relay import clock_feed, nginx_rtmp
from tests.waiting import free_port

Fault = Callable[[Path], None]


def pace(path: Path, port: int) -> None:
    """Send an MPEG-TS file over UDP, each packet at its time; a jump in its clock takes no time."""
    raw = path.read_bytes()
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    began, due, sent, before = time.monotonic(), 0.0, 0, None
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            if packet.dts is None or packet.pos is None:
                continue
            at = float(packet.dts * packet.time_base)
            step = at - before if before is not None else 0.0
            due += step if 0 <= step < 2 else 0.04
            before = at
            time.sleep(max(0.0, began + due - time.monotonic()))
            sent = _send(wire, raw, sent, packet.pos, port)
    _send(wire, raw, sent, len(raw), port)


def _send(wire: socket.socket, raw: bytes, start: int, end: int, port: int) -> int:
    for at in range(start, end, 1316):
        wire.sendto(raw[at : min(at + 1316, end)], ("127.0.0.1", port))
    return max(start, end)


def clip(work: Path, seconds: int, size: str = f"{WIDTH}x180", offset: int = 0) -> Path:
    """A moving picture with a tone, as MPEG-TS whose clock starts at `offset` seconds."""
    target = work / f"clip-{seconds}-{size}-{offset}.ts"
    ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
        *("-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-g", "50"),
        *("-c:a", "aac", "-output_ts_offset", str(offset), str(target)),
    )
    return target


def ffmpeg(*args: str) -> None:
    """Run ffmpeg to its end."""
    subprocess.run([find_ffmpeg().path, "-y", "-loglevel", "error", *args], check=True)


def alarms(folder: Path, since: float) -> None:
    """Print the alarms of the log, with their delay after the fault."""
    for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        if event["event"] == "alarm":
            at = datetime.fromisoformat(event.get("cleared") or event["raised"]).timestamp()
            sign = "cleared" if event.get("cleared") else "raised "
            print(f"    {sign} {at - since:+6.1f} s  {event['kind']}: {event['text']}")


def kept(folder: Path) -> None:
    """Print the runs and outages."""
    runs = Runs.model_validate_json((folder / "recording" / "runs.json").read_bytes())
    for run in runs.runs:
        print(f"    run {run.number}: {run.start_ms / 1000:.1f} to {run.end_ms / 1000:.1f} s, "
              f"{run.ended}")  # fmt: skip


def _paced(work: Path, name: str, parts: list[Path], fault_at: float) -> Path:
    """Rehearse with a file that holds the fault; returns the session folder."""
    whole = work / f"{name}.ts"
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    folder = new_session(work, f"2026-11-22-{name}")
    port = free_port()
    recorder = start(folder, f"udp://127.0.0.1:{port}", work / "record.log")
    time.sleep(2)
    began = time.time()
    pace(whole, port)
    time.sleep(1)
    stop(recorder)
    kept(folder)
    alarms(folder, began + fault_at)
    return folder


def audio_hole(work: Path) -> None:
    """Ten seconds without sound packets; sound and picture must be together afterwards."""
    source = work / "clock.ts"
    with clock_feed(str(source), work / "sent.txt"):
        time.sleep(36)
    holed = work / "holed.ts"
    with av.open(str(source)) as i, av.open(str(holed), "w", format="mpegts") as o:
        twins = {
            s.index: o.add_stream_from_template(s) for s in (*i.streams.video, *i.streams.audio)
        }
        start_s = float(i.start_time or 0) / 1e6
        for packet in i.demux():
            if packet.dts is None:
                continue
            at = float(packet.dts * packet.time_base) - start_s
            if packet.stream.type == "audio" and 12 <= at < 22:
                continue
            packet.stream = twins[packet.stream.index]
            o.mux(packet)
    folder = _paced(work, "audio-hole", [holed], 12)
    found = read_recording(folder / "recording", work / "sent.txt")
    after = [round(x) for x in found.sync]
    print(f"    {found.frames} frames kept; sound and picture {min(after)} to {max(after)} ms")


def jump_ahead(work: Path) -> None:
    """The feed's clock jumps 5,000 s ahead."""
    parts = [clip(work, 16), clip(work, 16, offset=5_016)]
    _count(_paced(work, "jump-ahead", parts, 16), 2 * 16 * 25)


def jump_back(work: Path) -> None:
    """The feed's clock jumps 5,000 s back."""
    parts = [clip(work, 16, offset=6_000), clip(work, 16, offset=1_016)]
    _count(_paced(work, "jump-back", parts, 16), 2 * 16 * 25)


def resolution(work: Path) -> None:
    """The feed changes from 320x180 to 640x360."""
    parts = [clip(work, 16), clip(work, 16, size="640x360", offset=16)]
    _count(_paced(work, "resolution", parts, 16), 2 * 16 * 25)


def _count(folder: Path, sent: int) -> None:
    found = 0
    for path in sorted((folder / "recording").glob("run*.ts")):
        with av.open(str(path)) as container:
            found += sum(1 for _frame in container.decode(video=0))
    print(f"    {found} of {sent} frames on disk")


@contextlib.contextmanager
def _srt_feed(port: int, sent: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The clock feed as an SRT caller; its two processes."""
    feed = [sys.executable, "-m", "benchmarks.clockfeed", "pipe:1", str(sent)]
    first = subprocess.Popen(feed, stdout=subprocess.PIPE)
    sender = [find_ffmpeg().path, "-loglevel", "error", "-f", "mpegts", "-i", "pipe:0"]
    address = f"srt://127.0.0.1:{port}?mode=caller&latency=120000"
    second = subprocess.Popen([*sender, "-c", "copy", "-f", "mpegts", address], stdin=first.stdout)
    try:
        yield [first, second]
    finally:
        for child in (first, second):
            child.send_signal(signal.SIGCONT)
            child.kill()
            child.wait()


def _srt(work: Path, name: str, how: int) -> None:
    folder, port = new_session(work, f"2026-11-22-{name}"), free_port()
    sent = work / f"{name}.txt"
    recorder = start(folder, f"srt://127.0.0.1:{port}?mode=listener", work / "record.log")
    time.sleep(2)
    with _srt_feed(port, sent) as publisher:
        time.sleep(15)
        began = time.time()
        for child in publisher:
            child.send_signal(how)
        time.sleep(10)
    back = time.time()
    with _srt_feed(port, sent):
        time.sleep(14)
    stop(recorder)
    _report(folder, sent, began, back)


def srt_hung(work: Path) -> None:
    """The SRT publisher hangs for 10 s (SIGSTOP), then another comes."""
    _srt(work, "srt-hung", signal.SIGSTOP)


def srt_dead(work: Path) -> None:
    """The SRT publisher dies (kill -9), another comes 10 s later."""
    _srt(work, "srt-dead", signal.SIGKILL)


def _report(folder: Path, sent: Path, began: float, back: float) -> None:
    kept(folder)
    alarms(folder, began)
    print(f"    (the feed is back at {back - began:+.1f} s)")
    found = read_recording(folder / "recording", sent)
    gaps = [f"{length / 1000:.1f}" for _at, length in found.holes]
    print(f"    gaps in the frames: {gaps} s, not in runs.json: {found.unexplained}")


def _rtmp(work: Path, name: str, how: int) -> None:
    folder, sent = new_session(work, f"2026-11-22-{name}"), work / f"{name}.txt"
    with nginx_rtmp(work) as port:
        address = f"rtmp://127.0.0.1:{port}/live/x"
        with clock_feed(address, sent) as publisher:
            time.sleep(2)
            recorder = start(folder, address, work / "record.log")
            time.sleep(14)
            began = time.time()
            publisher.send_signal(how)
            time.sleep(10)
        back = time.time()
        with clock_feed(address, sent):
            time.sleep(14)
            stop(recorder)
    _report(folder, sent, began, back)


def rtmp_hung(work: Path) -> None:
    """The RTMP publisher hangs for 10 s behind a relay (SIGSTOP), then another comes."""
    _rtmp(work, "rtmp-hung", signal.SIGSTOP)


def rtmp_dead(work: Path) -> None:
    """The RTMP publisher dies (kill -9), another comes 10 s later."""
    _rtmp(work, "rtmp-dead", signal.SIGKILL)


@contextlib.contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    subprocess.run(command, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def disk_full(work: Path) -> None:
    """The disk fills up; the second copy takes over; then there is room again."""
    mirror = work / "mirror"
    with _small_disk(work / "small", 64) as small:
        folder = new_session(small, "2026-11-22-disk")
        ballast = small / "ballast"
        recorder = start(folder, "test:", work / "record.log", "--mirror", str(mirror))
        time.sleep(12)
        free = shutil.disk_usage(small).free
        began = time.time()
        ballast.write_bytes(b"x" * (free - (6 << 20)))
        time.sleep(14)
        ballast.unlink()
        time.sleep(20)
        stop(recorder)
        kept(folder)
        alarms(folder, began)
        runs = Runs.model_validate_json((folder / "recording" / "runs.json").read_bytes())
        names = [s.file for run in runs.runs for s in run.segments]
        here = [n for n in names if (folder / "recording" / n).is_file()]
        there = [n for n in names if (mirror / folder.name / "recording" / n).is_file()]
        print(f"    {len(names)} segments, {len(here)} on the disk, {len(there)} in the copy")


def mirror_gone(work: Path) -> None:
    """The second copy is unplugged for 12 s (unmounted, its mount point made read-only)."""
    folder, mount = new_session(work, "2026-11-22-mirror"), work / "mount"
    with contextlib.ExitStack() as stack:
        stack.enter_context(_small_disk(mount, 64))
        recorder = start(folder, "test:", work / "record.log", "--mirror", str(mount / "copy"))
        time.sleep(12)
        began = time.time()
        moved = work / "unplugged"
        moved.mkdir()
        subprocess.run(["mount", "--move", str(mount), str(moved)], check=True)
        mount.rmdir()
        mount.write_text("no folder can be made here")
        time.sleep(12)
        mount.unlink()
        mount.mkdir()
        subprocess.run(["mount", "--move", str(moved), str(mount)], check=True)
        time.sleep(10)
        stop(recorder)
        kept(folder)
        alarms(folder, began)
        place, copy = folder / "recording", mount / "copy" / folder.name / "recording"
        runs = Runs.model_validate_json((place / "runs.json").read_bytes())
        names = [s.file for run in runs.runs for s in run.segments]
        same = [n for n in names if (place / n).read_bytes() == (copy / n).read_bytes()]
        print(f"    {len(names)} segments, {len(same)} of them the same in the copy")


FAULTS: dict[str, Fault] = {
    "audio-hole": audio_hole,
    "jump-ahead": jump_ahead,
    "jump-back": jump_back,
    "resolution": resolution,
    "srt-hung": srt_hung,
    "srt-dead": srt_dead,
    "rtmp-hung": rtmp_hung,
    "rtmp-dead": rtmp_dead,
    "disk-full": disk_full,
    "mirror-gone": mirror_gone,
}


def main() -> None:
    """Rehearse each fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*FAULTS, []])
    for name in parser.parse_args().names or FAULTS:
        print(f"{name}: {(FAULTS[name].__doc__ or '').splitlines()[0]}", flush=True)
        with tempfile.TemporaryDirectory() as temporary:
            FAULTS[name](Path(temporary))


if __name__ == "__main__":
    main()
