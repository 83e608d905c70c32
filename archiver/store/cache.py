"""Where derived files live that are never on a share: the user's own cache folder."""

import hashlib
import os
from pathlib import Path

from platformdirs import user_cache_path


def index_file(archive: Path) -> Path:
    """The search index of an archive: derived from its files, can be thrown away."""
    return _cache() / "index" / f"{_name(archive)}.db"


def site_search_folder(site: Path) -> Path:
    """Where the search of a site is prepared; can be thrown away."""
    folder = _cache() / "site-search" / _name(site)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _cache() -> Path:
    named = os.environ.get("ARCHIVER_CACHE")
    return Path(named) if named else user_cache_path("archiver", appauthor=False)


def _name(archive: Path) -> str:
    return hashlib.sha256(str(archive.resolve()).encode()).hexdigest()[:16]
