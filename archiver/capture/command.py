"""The command line of the recorder: one ffmpeg that writes one run as MPEG-TS segments.

A killed MPEG-TS segment is readable to its last packet; every packet is handed to the system as
it comes. ffmpeg corrects no timestamps (a hole in the sound would move all later sound): a feed
whose clock jumps is taken up in a new run. It waits for no late stream, so that a hole in the
sound keeps no picture in memory.
"""

from archiver.capture.feeds import Feed, input_args
from archiver.model.preset import CaptureSettings

_NEVER_CORRECT_SECONDS = 1_000_000
_WAIT_FOR_LATE_MICROSECONDS = 500_000


def segment_name(run: int, index: int) -> str:
    """The file of a run's segment; runs count from 1, segments from 0."""
    return f"run{run}_{index:05d}.ts"


def list_name(run: int) -> str:
    """The file in which ffmpeg lists a run's closed segments."""
    return f"run{run}.csv"


def recorder_args(
    feed: Feed, settings: CaptureSettings, run: int, *, encode: bool, longest_ms: int, probe_ms: int
) -> list[str]:
    """Everything after the program's name. The working folder is where segments are written.

    `encode` says whether the picture and the sound are encoded (H.264, AAC) or copied as they
    are; the recording ends by itself after `longest_ms`, should nobody be left to end it. The
    feed is looked at for `probe_ms`, which must hold a keyframe; what comes then is not lost.
    """
    return [
        *("-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+warning", "-y"),
        *("-stats_period", "0.25", "-progress", "pipe:1"),
        *("-dts_delta_threshold", str(_NEVER_CORRECT_SECONDS)),
        *("-dts_error_threshold", str(_NEVER_CORRECT_SECONDS)),
        *([] if feed.raw else ["-analyzeduration", str(probe_ms * 1000)]),
        *input_args(feed, settings.size, settings.frames_per_second),
        *_maps(feed),
        *(_encoding(settings) if encode else ["-c", "copy"]),
        *("-t", f"{longest_ms / 1000:.3f}"),
        *("-max_interleave_delta", str(_WAIT_FOR_LATE_MICROSECONDS)),
        *("-f", "segment", "-segment_time", f"{settings.segment_ms / 1000:.3f}"),
        *("-segment_format", "mpegts", "-segment_format_options", "flush_packets=1"),
        *("-segment_list", list_name(run), "-segment_list_type", "csv"),
        f"run{run}_%05d.ts",
    ]


def _maps(feed: Feed) -> list[str]:
    if feed.kind == "test" or feed.sound:
        return ["-map", "0:v:0", "-map", "1:a:0"]
    return ["-map", "0:v:0", "-map", "0:a?"]


def _encoding(settings: CaptureSettings) -> list[str]:
    rate = f"{settings.video_bit_rate_kbps}k"
    keys = f"expr:gte(t,n_forced*{settings.key_frame_ms / 1000:g})"
    return [
        *("-c:v", "libx264", "-preset", settings.x264_preset, "-tune", "zerolatency"),
        *("-pix_fmt", "yuv420p", "-b:v", rate, "-maxrate", rate, "-bufsize", rate),
        *("-force_key_frames", keys, "-g", "600"),
        *("-c:a", "aac", "-b:a", f"{settings.audio_bit_rate_kbps}k", "-ar", "48000"),
    ]
