"""Publishing a session to an S3 bucket, as a technician does it, and taking it back."""

import shutil
from dataclasses import replace
from pathlib import Path

import boto3

from tests.end_to_end.support import Shell
from tests.media.bucket import KEY, alone, bucket_service


def test_a_session_goes_to_a_bucket_once_and_is_taken_back(
    processed: tuple[Shell, Path], shell: Shell
) -> None:
    _shell, made = processed
    archive = Path(shutil.copytree(made.parent, shell.folder / "archive"))
    with bucket_service() as port:
        endpoint = f"http://127.0.0.1:{port}"
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEY["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEY["AWS_SECRET_ACCESS_KEY"],
        )
        client.create_bucket(Bucket="seances")
        with (archive / "archive.toml").open("a", encoding="utf-8") as house:
            house.write(
                f'\n[[publish]]\nname = "seau"\nkind = "website"\n'
                f'to = "s3://seances/www?endpoint={endpoint}"\n'
            )
        speaking = replace(shell, env={**shell.env, **KEY, **alone(shell.folder)})

        def names() -> set[str]:
            found = client.list_objects_v2(Bucket="seances").get("Contents", ())
            return {one["Key"].removeprefix("www/") for one in found}

        speaking.ok("publish", archive / made.name)
        tree = archive / ".outgoing" / "seau" / "tree"
        here = {p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()}
        assert names() == here
        assert {"index.html", f"{made.name}/index.html", f"{made.name}/replay.mp4"} <= here
        again = speaking.ok("publish", archive / made.name, "--check", "--json").json
        [told] = again["destinations"]
        assert (told["state"], told["changes"], told["found"]) == ("published", [], [])

        speaking.ok("withdraw", archive / made.name, "--yes")
        left = {name for name in names() if name.startswith(f"{made.name}/")}
        assert left == {f"{made.name}/index.html"}
        kept = (archive / made.name / "publication.json").read_text(encoding="utf-8")
        assert KEY["AWS_SECRET_ACCESS_KEY"] not in kept
