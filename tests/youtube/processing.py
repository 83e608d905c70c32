"""What becomes of a video after its upload, as time passes: processed, rejected, failed, stuck."""

import logging
from pathlib import Path

import av

from tests.youtube.store import Doc
from tests.youtube.world import World, seconds

logging.getLogger("libav").setLevel(logging.CRITICAL)


def length_of(path: Path) -> float | None:
    """Seconds of a video file; None where there is no picture in it."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video or container.duration is None:
                return None
            return container.duration / av.time_base
    except (av.FFmpegError, OSError):
        return None


def iso_length(length: float) -> str:
    """Whole seconds, as YouTube says them: `PT1H2M3S`."""
    hours, rest = divmod(round(length), 3600)
    minutes, left = divmod(rest, 60)
    said = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{left}S"]
    return "PT" + "".join(said if left or not (hours or minutes) else said[:2])


def fate(world: World, video: Doc) -> str:
    """`uploaded` while it is being processed, then what became of it."""
    if video["fate"] == "stuck" or world.now() < video["uploaded"] + video["processing_s"]:
        return "uploaded"
    return str(video["fate"])


def upload_status(world: World, video: Doc) -> Doc:
    """The read-only fields of `status`."""
    now = fate(world, video)
    said: Doc = {"uploadStatus": now}
    if now == "failed":
        said["failureReason"] = video["fate_reason"] or "invalidFile"
    if now == "rejected":
        said["rejectionReason"] = video["fate_reason"] or "termsOfUse"
    return said


def details(world: World, video: Doc) -> Doc:
    """The part `processingDetails`, for the owner."""
    now = fate(world, video)
    kinds = {"uploaded": "processing", "processed": "succeeded", "failed": "failed"}
    said: Doc = {"processingStatus": kinds.get(now, "terminated")}
    if now == "uploaded":
        gone = world.now() - video["uploaded"]
        share = min(0.99, gone / video["processing_s"]) if video["processing_s"] else 0
        said["processingProgress"] = {
            "partsTotal": "100",
            "partsProcessed": str(int(100 * share)),
            "timeLeftMs": str(int(1000 * max(0, video["processing_s"] - gone))),
        }
    if now == "failed":
        said["processingFailureReason"] = "transcodeFailed"
    there = "available" if now == "processed" else "inProgress"
    return {**said, "fileDetailsAvailability": there, "thumbnailsAvailability": there}


def privacy(world: World, video: Doc) -> Doc:
    """`privacyStatus`, and `publishAt` while it is still to come."""
    if not world.settings.audited:
        return {"privacyStatus": "private"}
    status = video["status"]
    at = status.get("publishAt")
    if at and world.now() >= seconds(at):
        return {"privacyStatus": "public"}
    return {"privacyStatus": status["privacyStatus"], **({"publishAt": at} if at else {})}
