"""What is made when the package is built or installed in place.

Message catalogues are compiled. The player that browsers without HLS need is taken from its npm
package, never committed; without npm the build goes on and says so.
"""

import shutil
import subprocess
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLAYER = "hls.js@1.7.4"
PLAYER_FILES = {
    "hls.light.min.js": (
        "package/dist/hls.light.min.js",
        "482cccb3a224554f64d8c2cf0d335dba4a3819bdb726afbfddfe15de4c277d82",
    ),
    "hls.LICENSE": (
        "package/LICENSE",
        "ca8773cf798c7ed997d4dd7c8e23c348699f8d5b7462636694cc14de6cda12db",
    ),
}
"""What is taken: its name here, its name in the npm package, its sha256."""
_NPM_SECONDS = 120


class WrongPlayerError(Exception):
    """The npm package does not hold what it is known to hold."""


def compile_catalogues(locale: Path) -> None:
    """Write the `.mo` beside each `.po` under `locale`: whole, whoever reads it meanwhile."""
    for po in locale.rglob("*.po"):
        with (
            po.open("rb") as source,
            tempfile.NamedTemporaryFile(
                dir=po.parent, prefix=f".{po.stem}-", delete=False
            ) as target,
        ):
            write_mo(target, read_po(source))
        made = Path(target.name)
        made.chmod(0o644)
        made.replace(po.with_suffix(".mo"))


def fetch_player(vendor: Path) -> str:
    """Put the player into the folder `vendor`, unless it is there; return why not, or nothing.

    Raises WrongPlayerError if what npm brings is not the very files that are known.
    """
    if all(_is_right(vendor / name, digest) for name, (_, digest) in PLAYER_FILES.items()):
        return ""
    npm = shutil.which("npm")
    if not npm:
        return f"npm is missing, so {PLAYER} is not included"
    with tempfile.TemporaryDirectory() as folder:
        pack = [npm, "pack", PLAYER, "--ignore-scripts", "--pack-destination", folder]
        try:
            subprocess.run(pack, cwd=folder, check=True, capture_output=True, timeout=_NPM_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            return f"npm could not bring {PLAYER}, so it is not included: {error}"
        _unpack(next(Path(folder).glob("*.tgz")), vendor)
    return ""


def _unpack(archive: Path, vendor: Path) -> None:
    vendor.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for name, (member, digest) in PLAYER_FILES.items():
            file = package.extractfile(member)
            data = file.read() if file else b""
            if sha256(data).hexdigest() != digest:
                raise WrongPlayerError(f"{PLAYER}: {member} is not the file that is known")
            (vendor / name).write_bytes(data)


def _is_right(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest


class Prepare(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before hatchling collects the files of a wheel or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues and fetch the player, in the source tree."""
        package = Path(self.root) / "archiver"
        compile_catalogues(package / "locale")
        missing = fetch_player(package / "publish" / "static" / "vendor")
        if missing:
            self.app.display_warning(
                f"{missing}: live pages will play only where the browser has HLS itself"
            )
