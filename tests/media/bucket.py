"""An S3 service on loopback: moto's server, to which the real client speaks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

KEY = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "only-for-loopback"}
"""What moto accepts: anything."""


@contextmanager
def bucket_service() -> Iterator[int]:
    """Run the service until the block ends; its port."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    port = int(server.get_host_and_port()[1])
    try:
        # What an earlier service of this process was sent is still there.
        again = Request(f"http://127.0.0.1:{port}/moto-api/reset", method="POST")
        urlopen(again).close()
        yield port
    finally:
        server.stop()


def alone(home: Path) -> dict[str, str]:
    """An environment in which boto3 finds nothing of this machine's user."""
    config = home / "aws-config"
    config.write_text("")
    return {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1"))),
    }
