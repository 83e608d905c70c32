"""What a site says to whoever looks into its files, the packed pieces of its search among them."""

import gzip
from collections.abc import Iterator
from pathlib import Path

_SILENT = (".mp4", ".jpg", ".css", ".js")
_PACKED = b"\x1f\x8b"


def published_texts(site: Path) -> Iterator[tuple[str, str]]:
    """The name and the text of each file; the search's own program is left out."""
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.suffix not in _SILENT and not path.name.startswith("wasm."):
            yield path.relative_to(site).as_posix(), _text(path.read_bytes())


def _text(data: bytes) -> str:
    if data.startswith(_PACKED):
        return gzip.decompress(data).decode("utf-8", errors="replace")
    return data.decode("utf-8")
