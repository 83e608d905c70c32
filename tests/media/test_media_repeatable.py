"""The same frames give the same bytes, whatever memory held before."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests.media.clips import H264, Maker

SCRIPT = """
import sys
from fractions import Fraction
from hashlib import sha256
from av.video.codeccontext import VideoCodecContext
from archiver.media.container import main_video, open_media
from archiver.media.encoder import EDGE, Encoder, configure
from pathlib import Path
with open_media(Path(sys.argv[1])) as container:
    frames = [frame for frame, _n in zip(container.decode(main_video(container)), range(60))]
    for n, frame in enumerate(frames):
        frame.pts, frame.time_base = n * 3600, Fraction(1, 90_000)
    codec = VideoCodecContext.create("libx264", "w")
    configure(codec, frames[0].width, frames[0].height, Fraction(25), EDGE)
    print(sha256(b"".join(bytes(p) for p in Encoder(codec).packets(frames))).hexdigest())
"""


def digest(clip: Path, filling: int) -> str:
    env = {**os.environ, "MALLOC_PERTURB_": str(filling), "PYTHONPATH": str(Path.cwd())}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(clip)], env=env, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_an_edge_is_encoded_the_same_in_any_process(make: Maker) -> None:
    picture = ("-f", "lavfi", "-i", "testsrc2=size=480x270:rate=25:duration={seconds}")
    clip = make("large.mp4", *picture, *H264, "-preset", "veryfast", seconds=3)
    assert len({digest(clip, filling) for filling in (0, 1, 90, 165)}) == 1
    assert digest(clip, 1) != hashlib.sha256(b"").hexdigest()
