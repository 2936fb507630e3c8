#!/usr/bin/env bash
# A `with` block that raises still publishes half of its data: five writers to S3 and DynamoDB, and one that doesn't.
#
# Versions: pyarrow 26.0.1, s3fs 2026.9.0, boto3 1.43.117, smart-open 9.0.2; moto 5.2.5 stands in for AWS on 127.0.0.1.
#
# Behaviour: leaving the block closes the writer, and closing is what completes the upload. pyarrow's and s3fs's files
# become objects that end where the error struck. ParquetWriter goes further and writes the footer: the object is
# valid Parquet with fewer rows. boto3's batch_writer sends what it had buffered. None looks at the exception that is
# passing through. smart_open does, and aborts the upload.
#
# Output:
#   pyarrow open_output_stream  published 1 of 2 rows
#   s3fs open                   published 1 of 2 rows
#   ParquetWriter on pyarrow    published 1 of 2 rows
#   ParquetWriter on s3fs       published 1 of 2 rows
#   boto3 batch_writer          published 1 of 2 rows
#   smart_open                  published 0 of 2 rows
#
# Why it matters: S3's promise that an object appears whole or not at all tempts people to do without a temporary name
# or a manifest. The promise is about the upload; the writer decides when to finish it. The event for the short object
# is sent, it passes every format check, and a retry under another name repeats its rows. Publish by a separate last
# step (a manifest, a commit, a copy), or compare counts.
# See also: apache/arrow issues 40502 and 40800, piskvorky/smart_open issue 684.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
  pyarrow==26.0.1 s3fs==2026.9.0 boto3==1.43.117 'smart-open[s3]==9.0.2' 'moto[s3,dynamodb,server]==5.2.5'
cd "$work"

env -u AWS_PROFILE AWS_CONFIG_FILE=none AWS_SHARED_CREDENTIALS_FILE=none AWS_EC2_METADATA_DISABLED=true \
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 venv/bin/python - <<'PYTHON'
import logging
import os
from collections.abc import Callable, Iterator

import boto3
import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq
import s3fs
import smart_open
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
url = "http://{}:{}".format(*server.get_host_and_port())
os.environ["AWS_ENDPOINT_URL"] = url
s3 = boto3.client("s3")
s3.create_bucket(Bucket="lake")
table = boto3.resource("dynamodb").create_table(
    TableName="rows",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
    BillingMode="PAY_PER_REQUEST",
)
arrow = pyarrow.fs.S3FileSystem(endpoint_override=url, scheme="http", region="us-east-1")
fsspec = s3fs.S3FileSystem(endpoint_url=url)


class SourceFailed(Exception):
    pass


def rows() -> Iterator[int]:
    yield 1
    raise SourceFailed  # before row 2


def write_lines(stream) -> None:
    with stream as file:
        for row in rows():
            file.write(b'{"id": %d}\n' % row)


def write_parquet(filesystem, path: str) -> None:
    with pq.ParquetWriter(path, pa.schema({"id": pa.int64()}), filesystem=filesystem) as writer:
        for row in rows():
            writer.write_table(pa.table({"id": [row]}))


def write_items() -> None:
    with table.batch_writer() as batch:
        for row in rows():
            batch.put_item(Item={"id": row})


def count_lines(key: str) -> int:
    if not s3.list_objects_v2(Bucket="lake", Prefix=key)["KeyCount"]:
        return 0
    return len(s3.get_object(Bucket="lake", Key=key)["Body"].read().splitlines())


def count_parquet(key: str) -> int:
    return pq.read_table(f"lake/{key}", filesystem=arrow).num_rows


def published(write: Callable[[], None], count: Callable[[], int]) -> int:
    try:
        write()
    except SourceFailed:
        return count()
    raise AssertionError("the source's error was swallowed")


observed = {
    "pyarrow open_output_stream": published(
        lambda: write_lines(arrow.open_output_stream("lake/a.json")), lambda: count_lines("a.json")
    ),
    "s3fs open": published(lambda: write_lines(fsspec.open("lake/b.json", "wb")), lambda: count_lines("b.json")),
    "ParquetWriter on pyarrow": published(
        lambda: write_parquet(arrow, "lake/c.parquet"), lambda: count_parquet("c.parquet")
    ),
    "ParquetWriter on s3fs": published(
        lambda: write_parquet(fsspec, "lake/d.parquet"), lambda: count_parquet("d.parquet")
    ),
    "boto3 batch_writer": published(write_items, lambda: len(table.scan()["Items"])),
    "smart_open": published(
        lambda: write_lines(smart_open.open("s3://lake/f.json", "wb")), lambda: count_lines("f.json")
    ),
}
server.stop()
for writer, count in observed.items():
    print(f"{writer:<27} published {count} of 2 rows")
assert observed == dict.fromkeys(observed, 1) | {"smart_open": 0}
PYTHON
