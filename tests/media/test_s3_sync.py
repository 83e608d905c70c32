import hashlib
import json
import multiprocessing
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from archiver.publish.sync import SiteSync
from archiver.publish.transports import TransportError, open_transport
from tests.media.bucket import KEY, alone, bucket_service
from tests.media.counting import Counting
from tests.waiting import wait_until

SESSION = "2026-11-20-seance"
SCOPE = (f"{SESSION}/", "assets/", "index.html")
VIDEO = 20_000_000
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with bucket_service() as port:
        yield port


class Bucket:
    """A bucket of its own for a test, seen by a client of its own."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        self.client = boto3.client(
            "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1"
        )
        self.client.create_bucket(Bucket=name)

    def address(self, port: int = 0) -> str:
        return f"s3://{self.name}/www?endpoint=http://127.0.0.1:{port or self.port}"

    def uploads(self) -> list[str]:
        found = self.client.list_multipart_uploads(Bucket=self.name)
        return [upload["UploadId"] for upload in found.get("Uploads", ())]

    def files(self) -> dict[str, bytes]:
        found = self.client.list_objects_v2(Bucket=self.name).get("Contents", ())
        return {f["Key"]: self.get(f["Key"])["Body"].read() for f in found}

    def get(self, key: str) -> Any:
        return self.client.get_object(Bucket=self.name, Key=key)


@pytest.fixture
def bucket(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Bucket:
    for name, value in {**KEY, **alone(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return Bucket(port, f"b-{hashlib.sha256(request.node.name.encode()).hexdigest()[:20]}")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / SESSION
    folder.mkdir(parents=True)
    (folder / "replay.mp4").write_bytes(hashlib.shake_256(b"video").digest(VIDEO))
    (folder / "fr.vtt").write_text("WEBVTT\n")
    (folder / "index.html").write_text("<p>the page")
    (tmp_path / "site/assets").mkdir()
    (tmp_path / "site/assets/site-ed85dae2b9.css").write_text("p{}")
    (tmp_path / "site/index.html").write_text("<p>the list")
    return tmp_path / "site"


class Kept:
    """What a process leaves on disk, read by the next."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, own: dict[str, Any]) -> None:
        making = self.path.with_suffix(".making")
        making.write_text(json.dumps(own))
        making.replace(self.path)

    @property
    def own(self) -> Mapping[str, Any]:
        return json.loads(self.path.read_text()) if self.path.exists() else {}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "kept.json")


def sync(address: str, site: Path, kept: Kept) -> SiteSync:
    return SiteSync(open_transport(address), site, kept, kept.own)


def same(site: Path, bucket: Bucket) -> None:
    here = {f"www/{p.relative_to(site)}": p.read_bytes() for p in site.rglob("*.*")}
    assert bucket.files() == here


def publish_in_a_process(address: str, site: Path, kept: Path) -> None:
    """Publish; runs in a process of its own, to be killed."""
    sync(address, site, Kept(kept)).send(SCOPE)


def test_files_say_what_they_are(bucket: Bucket, site: Path, kept: Kept) -> None:
    sync(bucket.address(), site, kept).send(SCOPE)
    same(site, bucket)
    video = bucket.get(f"www/{SESSION}/replay.mp4")
    assert video["ContentType"] == "video/mp4"
    assert video["Metadata"]["sha256"] == hashlib.sha256(video["Body"].read()).hexdigest()
    assert bucket.get(f"www/{SESSION}/fr.vtt")["ContentType"] == "text/vtt; charset=utf-8"
    page = bucket.get(f"www/{SESSION}/index.html")
    assert (page["ContentType"], page["CacheControl"]) == (
        "text/html; charset=utf-8",
        "no-cache",
    )
    assert "immutable" in bucket.get("www/assets/site-ed85dae2b9.css")["CacheControl"]
    assert bucket.uploads() == []


def test_only_the_changed_captions_go(bucket: Bucket, site: Path, kept: Kept) -> None:
    line = Counting(bucket.port)
    sync(bucket.address(line.port), site, kept).send(SCOPE)
    assert line.passed > VIDEO
    assert sync(bucket.address(), site, kept).verify(SCOPE) == ()
    (site / SESSION / "fr.vtt").write_text("WEBVTT\n\ncorrected\n")
    before = line.passed
    sync(bucket.address(line.port), site, kept).send(SCOPE)
    assert line.passed - before < 30_000
    same(site, bucket)
    line.close()


@pytest.mark.timeout(200)
def test_killed_between_parts_another_process_goes_on(
    bucket: Bucket, site: Path, kept: Kept
) -> None:
    line = Counting(bucket.port)
    line.hold_after(12_000_000)
    child = multiprocessing.get_context("spawn").Process(
        target=publish_in_a_process, args=(bucket.address(line.port), site, kept.path)
    )
    child.start()
    wait_until(lambda: line.held)
    child.kill()
    child.join(20)
    assert child.exitcode == -signal.SIGKILL
    line.close()
    assert len(bucket.uploads()) == 1
    assert kept.own["sending"]["own"]["upload"] == bucket.uploads()[0]
    assert not any(name.endswith(".html") for name in bucket.files())
    line = Counting(bucket.port)
    sync(bucket.address(line.port), site, kept).send(SCOPE)
    assert VIDEO - 8 * MIB < line.passed < VIDEO - 8 * MIB + 100_000
    assert bucket.uploads() == []
    same(site, bucket)
    assert sync(bucket.address(), site, kept).verify(SCOPE) == ()
    line.close()


def test_what_was_begun_of_another_video_is_cleared_away(
    bucket: Bucket, site: Path, kept: Kept
) -> None:
    key = f"www/{SESSION}/replay.mp4"
    lost = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key)["UploadId"]
    other = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=f"{key}.txt")
    begun = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key)["UploadId"]
    own = {"upload": begun, "part_bytes": 8 * MIB}
    kept({"sending": {"name": f"{SESSION}/replay.mp4", "sha256": "0" * 64, "own": own}})
    sync(bucket.address(), site, kept).send(SCOPE)
    assert lost not in bucket.uploads()
    assert bucket.uploads() == [other["UploadId"]]
    same(site, bucket)


def test_an_upload_that_has_expired_there_begins_anew(
    bucket: Bucket, site: Path, kept: Kept
) -> None:
    sha256 = hashlib.sha256((site / SESSION / "replay.mp4").read_bytes()).hexdigest()
    own = {"upload": "expired", "part_bytes": 8 * MIB}
    kept({"sending": {"name": f"{SESSION}/replay.mp4", "sha256": sha256, "own": own}})
    sync(bucket.address(), site, kept).send(SCOPE)
    same(site, bucket)


def test_parts_that_were_altered_go_again(bucket: Bucket, site: Path, kept: Kept) -> None:
    key = f"www/{SESSION}/replay.mp4"
    video = (site / SESSION / "replay.mp4").read_bytes()
    upload = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key)["UploadId"]
    for number, data in ((1, video[: 8 * MIB]), (2, bytes(8 * MIB))):
        bucket.client.upload_part(
            Bucket=bucket.name, Key=key, UploadId=upload, PartNumber=number, Body=data
        )
    own = {"upload": upload, "part_bytes": 8 * MIB}
    sha256 = hashlib.sha256(video).hexdigest()
    kept({"sending": {"name": f"{SESSION}/replay.mp4", "sha256": sha256, "own": own}})
    line = Counting(bucket.port)
    sync(bucket.address(line.port), site, kept).send(SCOPE)
    assert line.passed < VIDEO - 8 * MIB + 100_000
    line.close()
    same(site, bucket)


def test_what_was_altered_there_is_found_and_mended(bucket: Bucket, site: Path, kept: Kept) -> None:
    sync(bucket.address(), site, kept).send(SCOPE)
    altered = (site / SESSION / "replay.mp4").read_bytes()[:-1] + b"!"
    bucket.client.put_object(Bucket=bucket.name, Key=f"www/{SESSION}/replay.mp4", Body=altered)
    bucket.client.put_object(Bucket=bucket.name, Key="www/index.html", Body=b"<p>the LIST")
    bucket.client.delete_object(Bucket=bucket.name, Key=f"www/{SESSION}/fr.vtt")
    found = sync(bucket.address(), site, kept).verify(SCOPE)
    assert sorted(f.part for f in found) == [
        f"{SESSION}/fr.vtt",
        f"{SESSION}/replay.mp4",
        "index.html",
    ]
    sync(bucket.address(), site, kept).send(SCOPE)
    same(site, bucket)
    assert sync(bucket.address(), site, kept).verify(SCOPE) == ()


def test_what_another_process_has_just_put_there_is_not_overwritten(
    bucket: Bucket, site: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(bucket.address(), site, kept).send(SCOPE)
    (site / "index.html").write_text("<p>the list of one")
    there = open_transport(bucket.address())
    send, sent = there.send, list[str]()

    def late(file: Any) -> Any:
        if not sent:
            (site / "index.html").write_text("<p>the list of both")
            bucket.client.put_object(
                Bucket=bucket.name, Key="www/index.html", Body=b"<p>the list of both"
            )
        sent.append(file.name)
        return send(file)

    monkeypatch.setattr(there, "send", late)
    SiteSync(there, site, kept, kept.own).send(SCOPE)
    assert sent == ["index.html"]
    same(site, bucket)


def test_a_file_put_where_none_stood_is_not_overwritten(
    bucket: Bucket, site: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = open_transport(bucket.address())
    send, others = there.send, iter(range(100))

    def late(file: Any) -> Any:
        other = f"<p>the list of another: {next(others)}".encode()
        bucket.client.put_object(Bucket=bucket.name, Key=f"www/{file.name}", Body=other)
        return send(file)

    monkeypatch.setattr(there, "send", late)
    with pytest.raises(TransportError) as failed:
        SiteSync(there, site, kept, kept.own).send(("index.html",))
    assert "index.html" in failed.value.what
    assert failed.value.remedy


def test_withdrawing_removes_what_was_sent(bucket: Bucket, site: Path, kept: Kept) -> None:
    sync(bucket.address(), site, kept).send(SCOPE)
    bucket.client.put_object(Bucket=bucket.name, Key=f"www/{SESSION}/by-hand.pdf", Body=b"x")
    sync(bucket.address(), site, kept).remove((f"{SESSION}/",))
    assert sorted(bucket.files()) == [
        f"www/{SESSION}/by-hand.pdf",
        "www/assets/site-ed85dae2b9.css",
        "www/index.html",
    ]


def test_the_live_page_can_be_put_there(bucket: Bucket, site: Path) -> None:
    there = open_transport(bucket.address())
    there.put(site / "index.html", f"{SESSION}/live/live.json")
    there.put(site / SESSION / "fr.vtt", f"{SESSION}/live/live.json")
    assert there.sizes(f"{SESSION}/live") == {"live.json": 7}
    assert bucket.get(f"www/{SESSION}/live/live.json")["CacheControl"] == "no-cache"
    there.delete(f"{SESSION}/live/live.json")
    there.delete(f"{SESSION}/live/live.json")
    assert there.sizes(f"{SESSION}/live") == {}
    there.close()


def test_more_files_than_one_answer_lists(bucket: Bucket) -> None:
    behind = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for i in range(1_003):
        behind.put_object(bucket.name, f"www/live/run1_{i:05}.ts", b"x")
    assert len(open_transport(bucket.address()).sizes("live")) == 1_003


def test_no_bucket_is_said(bucket: Bucket, site: Path, kept: Kept) -> None:
    address = bucket.address().replace(bucket.name, "nowhere-at-all")
    with pytest.raises(TransportError) as failed:
        sync(address, site, kept).send(SCOPE)
    assert failed.value.remedy
    assert "NoSuchBucket" not in str(failed.value)


def test_no_credentials_is_said(
    bucket: Bucket, site: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEY:
        monkeypatch.delenv(name)
    with pytest.raises(TransportError) as failed:
        sync(bucket.address(), site, kept).send(SCOPE)
    assert "~/.aws/credentials" in failed.value.remedy


def test_credentials_that_others_may_read_are_refused(
    bucket: Bucket, site: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEY:
        monkeypatch.delenv(name)
    path = site.parent / "aws-credentials"
    path.write_text("[default]\naws_access_key_id=a\naws_secret_access_key=S3cret\n")
    path.chmod(0o644)
    with pytest.raises(TransportError) as failed:
        sync(bucket.address(), site, kept).send(SCOPE)
    assert "chmod 600" in failed.value.remedy
    assert "S3cret" not in str(failed.value)
    path.chmod(0o600)
    sync(bucket.address(), site, kept).send(SCOPE)
    same(site, bucket)


def test_a_service_that_is_not_there_is_said(
    bucket: Bucket, site: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archiver.publish.transports.s3._TRIES", 1)
    line = Counting(bucket.port)
    line.close()
    with pytest.raises(TransportError) as failed:
        sync(bucket.address(line.port), site, kept).send(SCOPE)
    assert failed.value.why
    assert failed.value.remedy
