"""The producer behind a proxy that throttles and cuts, in front of an emulated stream on loopback."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

from producer import Accepted, Outcome, Producer
from tests.producer.conftest import ONCE
from tests.producer.sales import sale, sale_ids
from tests.producer.test_stream import read

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


@pytest.fixture
def proxy(emulator: str, tmp_path: Path) -> Iterator[str]:
    """Run the proxy with its faults in front of the emulator, and give its address."""
    (tmp_path / "faults.json").write_text(json.dumps({"rules": FAULTS}))
    port = free_port()
    config = ["--config", str(tmp_path / "faults.json"), "--upstream", emulator, "--port", str(port)]
    with subprocess.Popen(
        [sys.executable, "-m", "microburst", *config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait_for(f"http://127.0.0.1:{port}/_microburst/health")
        # By name: to tell the service from a dotted host, microburst reads every service's model for 5 s.
        yield f"http://localhost:{port}"
        process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    for _ in range(600):
        try:
            urlopen(url).close()  # noqa: S310
        except URLError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nothing answers at {url}")


def kinesis_at(endpoint: str) -> "KinesisClient":
    return boto3.client("kinesis", endpoint_url=endpoint, config=ONCE)


def test_throttles_resets_and_cut_replies_lose_nothing(emulator: str, proxy: str, tmp_path: Path) -> None:
    """FAULTS 17, 18: the cut reply comes after the records were taken, so they are taken twice."""
    direct = kinesis_at(emulator)
    direct.create_stream(StreamName="sales", ShardCount=1)
    told: list[Outcome] = []

    spool = tmp_path / "spool"
    with Producer("sales", kinesis=kinesis_at(proxy), spool=spool, report=told.append) as producer:
        producer.send(*(sale(store_id, number) for number in range(3) for store_id in "AB"))

    with urlopen(f"{proxy}/_microburst/fired") as fired:  # noqa: S310
        assert len(json.load(fired)) == len(FAULTS)
    assert all(isinstance(outcome, Accepted) for outcome in told)
    taken = sale_ids(read(direct))
    assert len(taken) == 6 + 2
    assert list(dict.fromkeys(taken)) == [f"{store}/2017-03-01/4/{n}" for n in range(3) for store in "AB"]
