import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    ProfileNotFound,
    SSLError,
)

from archiver.publish.transports import TransportError, open_transport
from archiver.publish.transports.kinds import cache_control, content_type
from archiver.publish.transports.s3 import S3Address
from archiver.publish.transports.s3_errors import as_ours


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3:///folder",
        "s3://Bucket_/folder",
        "s3://key:S3cret@bucket/folder",
        "s3://bucket/folder?secret=S3cret",
        "s3://bucket/folder?endpoint=",
        "s3://bucket/folder?endpoint=http://storage.example.org",
        "s3://bucket/folder?endpoint=https://key:S3cret@storage.example.org",
        "s3://bucket/folder?endpoint=ftp://storage.example.org",
        "s3://bucket/folder#x",
        "s3://bucket/../up",
        "s3://bucket/a//b",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_remedy(address: str) -> None:
    with pytest.raises(TransportError) as failed:
        open_transport(address)
    assert failed.value.remedy
    assert "S3cret" not in str(failed.value).replace("?secret=S3cret", "")


def test_an_address_says_where_and_never_with_which_key() -> None:
    there = open_transport(
        "s3://archives/seances?endpoint=https://s3.example.org&region=fr-par&profile=archiver"
    )
    there.close()
    assert str(S3Address("archives", "seances", "https://s3.example.org", profile="x")) == (
        "s3://archives/seances"
    )


CODES = (
    "NoSuchBucket",
    "AccessDenied",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
    "PermanentRedirect",
    "SlowDown",
    "QuotaExceeded",
)


def test_each_refusal_says_what_to_do() -> None:
    answers: list[ClientError | BotoCoreError] = [
        ClientError({"Error": {"Code": code, "Message": "for key AKIAS3cret"}}, "PutObject")
        for code in CODES
    ]
    answers += [
        NoCredentialsError(),
        ProfileNotFound(profile="x"),
        SSLError(endpoint_url="https://x", error=OSError("bad")),
    ]
    said = [as_ours("a.html", "s3://b", error) for error in answers]
    assert len({error.why for error in said}) == len(said)
    assert len({error.remedy for error in said}) == len(said)
    assert not any("S3cret" in str(error) for error in said)


def test_what_is_not_known_is_told_by_its_code() -> None:
    error = ClientError({"Error": {"Code": "Teapot", "Message": "S3cret"}}, "PutObject")
    said = as_ours("a.html", "s3://b", error)
    assert said.why == "Teapot"
    assert said.remedy


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("assets/site-ed85dae2b9.css", "text/css; charset=utf-8", "immutable"),
        ("s/index.html", "text/html; charset=utf-8", "max-age=60"),
        ("s/fr.vtt", "text/vtt; charset=utf-8", "max-age=60"),
        ("s/replay.mp4", "video/mp4", "max-age=3600"),
        ("s/live/full.m3u8", "application/vnd.apple.mpegurl", "no-cache"),
        ("s/live/run1_00000.ts", "video/mp2t", "max-age=86400"),
        ("pagefind/wasm.fr.pagefind", "application/octet-stream", "max-age=60"),
    ],
)
def test_a_file_says_what_it_is_and_how_long_it_may_be_kept(
    name: str, kind: str, kept: str
) -> None:
    assert content_type(name) == kind
    assert kept in cache_control(name)
