"""A process that publishes the replay of a folder, as the command does; it may be killed.

usage: python -m tests.media.youtube_sender FOLDER ADDRESS

The folder holds what `make_replay` made and `token.json`; the state is `publication.json`, under
the folder's lease. Exit codes: 0 done, 1 failed, 3 another process has the lease.
"""

import sys
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.model.progress import silent
from archiver.model.publication import Publication, Published
from archiver.publish.youtube import account_from, open_youtube
from archiver.store.files import write_atomic
from archiver.store.lease import Lease, LeaseHeldError, hold
from tests.media.youtube_replays import QUICK, TARGET, replay_in


def main(folder: Path, address: str) -> int:
    """Publish what is in the folder."""
    try:
        with hold(folder) as lease:
            _publish(folder, address, lease)
    except LeaseHeldError:
        return 3
    except ArchiverError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _publish(folder: Path, address: str, lease: Lease) -> None:
    path, token = folder / "publication.json", folder / "token.json"
    publication = Publication()
    if path.exists():
        publication = Publication.model_validate_json(path.read_bytes())

    def keep(state: Published) -> None:
        lease.check()
        write_atomic(path, publication.with_state(TARGET.name, state).to_json())

    account = account_from(
        token.read_text("utf-8"), lambda text: write_atomic(token, text, mode=0o600)
    )
    publisher = open_youtube(TARGET, account, root=address + "/", pace=QUICK)
    publisher.publish(replay_in(folder), publication.of(TARGET.name, "youtube"), keep, silent)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
