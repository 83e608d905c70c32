"""What a file of a site is, told to who asks for it: its type, and how long it may be kept.

A bucket says with each file what it was told when the file was sent; a web server knows it from
its own settings, which `docs/guide-hebergement.md` gives.
"""

import re
from pathlib import PurePosixPath

_TYPES = {
    ".aac": "audio/aac",
    ".atom": "application/atom+xml; charset=utf-8",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4a": "audio/mp4",
    ".m4s": "video/iso.segment",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ts": "video/mp2t",
    ".ttml": "application/ttml+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
_LIVE = frozenset({"live.json"})
_LARGE = frozenset({".mp4", ".m4a", ".mp3", ".webm", ".jpg", ".jpeg", ".png", ".webp", ".avif"})
_HASHED = ("assets/", "pagefind/")
_DIGEST_IN_NAME = re.compile(r"[-._](?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,}\.[a-z0-9_]+$")
"""Both letters and figures: a date is no digest, and neither is a word."""


def has_digest(name: str) -> bool:
    """Whether the name tells the content, so that a file once written never changes."""
    return name.startswith(_HASHED) and _DIGEST_IN_NAME.search(name) is not None


def content_type(name: str) -> str:
    """The media type of a file of the site."""
    return _TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def cache_control(name: str) -> str:
    """How long a file may be kept by who has fetched it, before asking whether it changed."""
    path = PurePosixPath(name)
    if has_digest(name):
        return "public, max-age=31536000, immutable"
    if path.suffix == ".m3u8" or path.name in _LIVE:
        return "no-cache"
    if path.suffix == ".ts":
        return "public, max-age=86400"
    return "public, max-age=3600" if path.suffix in _LARGE else "public, max-age=60"
