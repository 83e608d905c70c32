"""The loopback YouTube as its own process.

usage: python -m tests.youtube --folder F [--port 0] [--faults faults.json]

Prints its address; leaves `client.json` and `token.json` of a signed-in user in the folder, where
the state is kept and `log.jsonl` grows. Ends with SIGTERM or SIGINT.
"""

import argparse
import json
import signal
import threading
from pathlib import Path

from tests.youtube.control import Remote
from tests.youtube.server import leave_files, listen


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m tests.youtube", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", type=Path)
    asked = parser.parse_args()
    plan = json.loads(asked.faults.read_text(encoding="utf-8")) if asked.faults else None
    sockets = listen(asked.folder, asked.port, plan)
    thread = threading.Thread(target=sockets.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    leave_files(asked.folder, Remote(sockets.app.world.address))
    print(sockets.app.world.address, flush=True)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()
    sockets.shutdown()


if __name__ == "__main__":
    main()
