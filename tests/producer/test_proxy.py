"""The producer behind a proxy that throttles and cuts, in front of an emulated stream on loopback."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto.server import ThreadedMotoServer

from producer import Accepted, Outcome, Producer
from tests.producer.conftest import ONCE
from tests.producer.sales import sale, sale_ids
from tests.producer.test_stream import read
from tests.proxied import fired, proxy

if TYPE_CHECKING:
    from types_boto3_kinesis import KinesisClient

PUT_RECORDS = {"service": "kinesis", "operation": "PutRecords", "times": 1}
FAULTS = [
    PUT_RECORDS | {"error": {"code": "ProvisionedThroughputExceededException"}},
    PUT_RECORDS | {"reset": True},
    PUT_RECORDS | {"error": {"code": "InternalFailureException", "status": 500}},
    PUT_RECORDS | {"response": {"abort_frac": 0.3}},
]


@pytest.fixture
def emulator() -> Iterator[str]:
    """Run moto as a server, and give its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def kinesis_at(endpoint: str) -> "KinesisClient":
    return boto3.client("kinesis", endpoint_url=endpoint, config=ONCE)


def test_throttles_resets_and_cut_replies_lose_nothing(emulator: str, tmp_path: Path) -> None:
    """FAULTS 17, 18: the cut reply comes after the records were taken, so they are taken twice."""
    direct = kinesis_at(emulator)
    direct.create_stream(StreamName="events", ShardCount=1)
    told: list[Outcome] = []

    with proxy(emulator, FAULTS, tmp_path) as faulty:
        spool = tmp_path / "spool"
        with Producer("events", kinesis=kinesis_at(faulty), spool=spool, report=told.append) as producer:
            producer.send(*(sale(store_id, number) for number in range(3) for store_id in "AB"))
        assert fired(faulty) == len(FAULTS)

    assert all(isinstance(outcome, Accepted) for outcome in told)
    taken = sale_ids(read(direct))
    assert len(taken) == 6 + 2
    assert list(dict.fromkeys(taken)) == [f"{store}/2017-03-01/4/{n}" for n in range(3) for store in "AB"]
