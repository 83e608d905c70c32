"""Sends a large file to a bucket in parts; another process goes on with those that are there."""

import base64
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from archiver.publish.transports.interface import ChangedError, Outgoing
from archiver.publish.transports.reading import Reader
from archiver.publish.transports.s3_errors import NOT_THERE, code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, PartTypeDef

_MOST_PARTS = 9_000
"""A bucket takes 10,000."""
_MIB = 1024 * 1024


class Parts:
    """The parts of one file on its way into one bucket."""

    def __init__(self, client: "S3Client", bucket: str, key: str) -> None:
        self._client = client
        self._at: dict[str, Any] = {"Bucket": bucket, "Key": key}

    def begin(self, file: Outgoing, said: Mapping[str, Any], part_bytes: int) -> tuple[str, int]:
        """Begin anew: the upload's id, kept before any part goes, and how large a part is."""
        self._clear()
        size = max(part_bytes, -(-file.size // _MOST_PARTS // _MIB) * _MIB)
        made = self._client.create_multipart_upload(**self._at, **said, ChecksumAlgorithm="SHA256")
        file.begun.keep({"upload": made["UploadId"], "part_bytes": size})
        return made["UploadId"], size

    def there(self, upload: str) -> dict[int, "PartTypeDef"] | None:
        """The parts that have arrived, by number; None if there is no such upload any more."""
        try:
            pages = self._client.get_paginator("list_parts").paginate(**self._at, UploadId=upload)
            return {part["PartNumber"]: part for page in pages for part in page.get("Parts", ())}
        except ClientError as error:
            if code_of(error) in NOT_THERE:
                return None
            raise

    def fill(
        self, file: Outgoing, upload: str, part_bytes: int, there: Mapping[int, "PartTypeDef"]
    ) -> list["CompletedPartTypeDef"]:
        """Send the parts that are wanting; ChangedError, and nothing left, if the file changed."""
        done: list[CompletedPartTypeDef] = []
        with file.path.open("rb") as source:
            reader = Reader(file, source)
            while data := reader.take(part_bytes):
                done.append(self._part(upload, len(done) + 1, data, there.get(len(done) + 1)))
                file.begun.arrived(reader.at)
        try:
            reader.check()
        except ChangedError:
            self.abandon(upload)
            raise
        return done

    def abandon(self, upload: str) -> None:
        """Clear away an upload and its parts, which are stored, and paid for, until then."""
        try:
            self._client.abort_multipart_upload(**self._at, UploadId=upload)
        except ClientError as error:
            if code_of(error) not in NOT_THERE:
                raise

    def _part(
        self, upload: str, number: int, data: bytes, there: "PartTypeDef | None"
    ) -> "CompletedPartTypeDef":
        checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
        if there and there.get("Size") == len(data) and _is_same(there, data, checksum):
            etag = there["ETag"]
        else:
            etag = self._client.upload_part(
                **self._at,
                UploadId=upload,
                PartNumber=number,
                Body=data,
                ChecksumSHA256=checksum,
            )["ETag"]
        return {"PartNumber": number, "ETag": etag, "ChecksumSHA256": checksum}

    def _clear(self) -> None:
        """Clear away what a process that died before it could keep the upload's id has left."""
        key = self._at["Key"]
        try:
            found = self._client.list_multipart_uploads(Bucket=self._at["Bucket"], Prefix=key)
        except ClientError as error:
            if code_of(error) in ("AccessDenied", "NotImplemented", "403"):
                return
            raise
        for upload in found.get("Uploads", ()):
            if upload.get("Key") == key:
                self.abandon(upload["UploadId"])


def _is_same(there: "PartTypeDef", data: bytes, checksum: str) -> bool:
    if "ChecksumSHA256" in there:
        return there["ChecksumSHA256"] == checksum
    # Where a bucket encrypts with a key of its own this is no MD5: the part goes again.
    return there["ETag"].strip('"') == hashlib.md5(data, usedforsecurity=False).hexdigest()
