"""Which picture and sound libraries are installed."""

import av
import cv2


def library_versions() -> str:
    """PyAV and its ffmpeg libraries, and OpenCV, as one line."""
    codec = ".".join(map(str, av.library_versions["libavcodec"]))
    return f"PyAV {av.__version__} (libavcodec {codec}), OpenCV {cv2.__version__}"
