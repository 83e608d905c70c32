"""Sends files to a bucket of an S3 service; never over what another process has just put there.

Credentials come from where boto3 looks for them (environment, `~/.aws/credentials`), never from an
address. Each file carries its sha256, its type and how long it may be kept.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from archiver.i18n import _
from archiver.publish.transports.interface import (
    Outgoing,
    There,
    TransportError,
    conflict,
    parts_of,
)
from archiver.publish.transports.kinds import cache_control, content_type
from archiver.publish.transports.reading import CHUNK, Reader
from archiver.publish.transports.s3_errors import CONFLICT, NOT_THERE, as_ours, code_of
from archiver.publish.transports.s3_parts import Parts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART_BYTES = 8 * 1024 * 1024
_CONNECT_SECONDS, _READ_SECONDS, _TRIES = 15, 60, 5

R = TypeVar("R")


@dataclass(frozen=True)
class S3Address:
    """Where files go: `s3://bucket/folder?endpoint=https://…&region=…&profile=…`."""

    bucket: str
    folder: str = ""
    endpoint: str | None = None
    region: str | None = None
    profile: str | None = None

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.folder}".rstrip("/")


class S3Transport:
    """A folder in a bucket, or the whole of it."""

    def __init__(self, address: S3Address, part_bytes: int = PART_BYTES) -> None:
        """A file of more than `part_bytes` (at least 5 MiB, which is S3's rule) goes in parts."""
        self._address, self._part_bytes = address, part_bytes
        self._client: S3Client | None = None

    def put(self, local: Path, name: str) -> None:
        """Send a file."""
        key = self._key(name)

        def sent(client: "S3Client") -> None:
            with local.open("rb") as body:
                client.put_object(Bucket=self._bucket, Key=key, Body=body, **_said(name))

        self._try(name, sent)

    def send(self, file: Outgoing) -> There:
        """Send a file; of a large one, the parts that are not there yet."""
        if file.size > self._part_bytes:
            return self._try(file.name, lambda client: self._send_parts(client, file))
        return self._try(file.name, lambda client: self._send_whole(client, file))

    def abandon(self, name: str, own: Mapping[str, Any]) -> None:
        """Clear away the parts of a file."""
        key = self._key(name)
        if upload := own.get("upload"):
            self._try(name, lambda client: Parts(client, self._bucket, key).abandon(upload))

    def sizes(self, folder: str) -> dict[str, int]:
        """The files in a folder with their sizes."""
        parts_of(folder)
        return {name: there.size for name, there in self.look(folder).items()}

    def look(self, folder: str) -> dict[str, There]:
        """The files in a folder."""
        prefix = "".join(
            f"{p}/" for p in (self._address.folder, *(parts_of(folder) if folder else ())) if p
        )

        def listed(client: "S3Client") -> dict[str, There]:
            pages = client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix, Delimiter="/"
            )
            return {
                found["Key"].removeprefix(prefix): There(found["Size"], found["ETag"].strip('"'))
                for page in pages
                for found in page.get("Contents", ())
                if found["Key"] != prefix
            }

        return self._try(folder, listed)

    def digest(self, name: str) -> str | None:
        """The sha256 of what is there: the bucket's own, else the one it was sent with, else read.

        What went in parts was checked by the bucket part by part, and has no digest of the whole
        but the one it carries; whoever writes the file anew writes it without that.
        """
        key = self._key(name)

        def found(client: "S3Client") -> str | None:
            try:
                head = client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
            except ClientError as error:
                if code_of(error) in NOT_THERE:
                    return None
                raise
            checksum = head.get("ChecksumSHA256", "")
            in_parts = "-" in checksum + head["ETag"]
            if checksum and not in_parts:
                return base64.b64decode(checksum).hex()
            return head["Metadata"].get("sha256") or self._read(client, key)

        return self._try(name, found)

    def delete(self, name: str) -> None:
        """Remove a file."""
        key = self._key(name)
        self._try(name, lambda client: client.delete_object(Bucket=self._bucket, Key=key))

    def close(self) -> None:
        """Give the connections back."""
        client, self._client = self._client, None
        if client:
            client.close()

    @property
    def _bucket(self) -> str:
        return self._address.bucket

    def _key(self, name: str) -> str:
        return "/".join(p for p in (self._address.folder, *parts_of(name)) if p)

    def _try(self, name: str, act: Callable[["S3Client"], R]) -> R:
        try:
            if self._client is None:
                self._client = _client(self._address)
            return act(self._client)
        except (BotoCoreError, ClientError) as error:
            if code_of(error) in CONFLICT:
                raise conflict(name) from error
            raise as_ours(name, str(self._address), error) from error
        except OSError as error:
            raise TransportError(
                _("{name} could not be sent to {address}").format(name=name, address=self._address),
                error.strerror or str(error),
                _("Check the disk that the archive is on"),
            ) from error

    def _send_whole(self, client: "S3Client", file: Outgoing) -> There:
        with file.path.open("rb") as source:
            reader = Reader(file, source)
            data = reader.take(file.size + 1)
        reader.check()
        checksum = base64.b64encode(bytes.fromhex(file.sha256)).decode()

        def put(only_if: Mapping[str, Any]) -> str:
            return client.put_object(
                Bucket=self._bucket,
                Key=self._key(file.name),
                Body=data,
                ChecksumSHA256=checksum,
                Metadata={"sha256": file.sha256},
                **_said(file.name),
                **only_if,
            )["ETag"]

        etag = _only_if(file, put)
        file.begun.arrived(file.size)
        return There(file.size, etag.strip('"'))

    def _send_parts(self, client: "S3Client", file: Outgoing) -> There:
        key = self._key(file.name)
        parts = Parts(client, self._bucket, key)
        upload = str(file.begun.own.get("upload", ""))
        part_bytes = int(file.begun.own.get("part_bytes", self._part_bytes))
        there = parts.there(upload) if upload else None
        if there is None:
            said = {**_said(file.name), "Metadata": {"sha256": file.sha256}}
            upload, part_bytes = parts.begin(file, said, self._part_bytes)
            there = {}
        done = parts.fill(file, upload, part_bytes, there)

        def put(only_if: Mapping[str, Any]) -> str:
            return client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload,
                MultipartUpload={"Parts": done},
                **only_if,
            )["ETag"]

        try:
            return There(file.size, _only_if(file, put).strip('"'))
        except ClientError as error:
            if code_of(error) in CONFLICT:
                parts.abandon(upload)
            raise

    def _read(self, client: "S3Client", key: str) -> str:
        digest = hashlib.sha256()
        body = client.get_object(Bucket=self._bucket, Key=key)["Body"]
        for data in body.iter_chunks(CHUNK):
            digest.update(data)
        return digest.hexdigest()


def _said(name: str) -> dict[str, Any]:
    return {"ContentType": content_type(name), "CacheControl": cache_control(name)}


def _only_if(file: Outgoing, put: Callable[[Mapping[str, Any]], str]) -> str:
    """Put a file there only if what stands there is what was looked at."""
    was = file.instead_of
    try:
        return put({"IfMatch": f'"{was.stamp}"'} if was else {"IfNoneMatch": "*"})
    except ClientError as error:
        if was and code_of(error) == "NoSuchKey":
            raise conflict(file.name) from error
        if code_of(error) != "NotImplemented":
            raise
        # Some services know no conditions; the archive's own lock has to do there.
        return put({})


def _client(address: S3Address) -> "S3Client":
    session = boto3.Session(profile_name=address.profile)
    _only_ours(session)
    return session.client(
        "s3",
        endpoint_url=address.endpoint,
        region_name=address.region or session.region_name or "us-east-1",
        config=Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"mode": "standard", "max_attempts": _TRIES},
            # Digests are ours, and SHA-256; services other than Amazon's refuse the default ones.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if address.endpoint else "auto"},
        ),
    )


def _only_ours(session: boto3.Session) -> None:
    """Refuse a file of credentials that others of this machine may read."""
    found = session.get_credentials()
    if found is None or found.method != "shared-credentials-file":
        return
    # boto3's own session hides which file that is.
    path = Path(session._session.get_config_variable("credentials_file")).expanduser()
    if path.exists() and path.stat().st_mode & 0o077:
        raise TransportError(
            _("the credentials in {file} can be read by others").format(file=path),
            _("whoever reads them could change the site"),
            _("Run: chmod 600 {file}").format(file=path),
        )
