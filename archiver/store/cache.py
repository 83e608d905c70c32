"""Where derived files live that are never on a share: the user's own cache folder."""

import hashlib
import os
from pathlib import Path

from platformdirs import user_cache_path


def index_file(archive: Path) -> Path:
    """The search index of an archive: derived from its files, can be thrown away."""
    named = os.environ.get("ARCHIVER_CACHE")
    cache = Path(named) if named else user_cache_path("archiver", appauthor=False)
    folder = cache / "index"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / (hashlib.sha256(str(archive.resolve()).encode()).hexdigest()[:16] + ".db")
