"""A till to be killed: sells and flushes without end, into a file that stands for the stream."""

import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, cast

from producer import Producer
from tests.producer.sales import Reply, Request, sale

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient


class FileStream:
    """Appends each record to a file, as a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put_records(self, **request: Unpack[Request]) -> Reply:
        with self._path.open("ab") as stream:
            stream.write(b"".join(record["Data"] + b"\n" for record in request["Records"]))
        return {"Records": [{"ShardId": "0", "SequenceNumber": "0"} for _ in request["Records"]]}


def main(stream: Path, spool: Path, first: int) -> None:
    """Print the number of each sale that the producer took."""
    kinesis = cast("KinesisClient", FileStream(stream))
    producer = Producer("events", kinesis=kinesis, spool=spool, report=lambda _: None)
    for number in count(first):
        producer.send(sale("A", number), sale("B", number))
        print(number, flush=True)
        if number % 3 == 0:
            producer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
