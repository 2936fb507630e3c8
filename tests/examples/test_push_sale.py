"""The example that senders copy gets each sale in, whatever comes between."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.lambdas.sales import encoded, sale
from tests.proxied import free_port
from tests.synthesis import REPOSITORY
from tests.twin.push.endpoint import KEY, Endpoint, served
from twin.emulator import Emulator
from twin.push.server import PushServer


@pytest.fixture
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("push") / "emulator.log"
    with Emulator(log=log) as emulator, served(emulator, "sales") as endpoint:
        yield endpoint


def started(url: str, sales: Sequence[bytes], key: str = KEY) -> subprocess.Popen[bytes]:
    """The example, which has been given these sales."""
    sender = subprocess.Popen(
        [sys.executable, str(REPOSITORY / "examples/push_sale.py")],
        env={"PATH": os.environ["PATH"], "PUSH_URL": url, "PUSH_KEY": key},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert sender.stdin
    sender.stdin.write(b"".join(each + b"\n" for each in sales))
    sender.stdin.flush()
    return sender


def test_every_sale_is_on_the_stream_although_the_stream_was_full(endpoint: Endpoint) -> None:
    sales = [encoded(sale(sequence)) for sequence in range(5)]

    with endpoint.answering("ProvisionedThroughputExceededException") as answered:
        sender = started(endpoint.url, sales)
        until(lambda: bool(answered))
    told, _ = sender.communicate(timeout=60)

    assert sender.returncode == 0
    assert [json.loads(line)["outcome"] for line in told.splitlines()] == ["accepted"] * 5
    assert [data.rstrip() for _, data in endpoint.records()] == sales


def test_a_throttled_sender_comes_again_no_sooner_than_it_is_told(endpoint: Endpoint) -> None:
    for sequence in range(100):
        endpoint.post(encoded(sale(sequence)))
    began = time.monotonic()

    sender = started(endpoint.url, [encoded(sale(100))])
    until(lambda: len(endpoint.asked) > 100)
    endpoint.clock[0] += 1
    sender.communicate(timeout=60)

    assert sender.returncode == 0
    assert time.monotonic() - began >= 1
    assert len(endpoint.records()) == 101


def test_nobody_listening_is_not_told_as_a_refusal(endpoint: Endpoint) -> None:
    port = free_port()
    sender = started(f"http://127.0.0.1:{port}/v1/sales", [encoded(sale())])
    time.sleep(0.5)

    with PushServer(endpoint.method, endpoint.kinesis, port=port):
        told, _ = sender.communicate(timeout=60)

    assert json.loads(told)["outcome"] == "accepted"
    assert len(endpoint.records()) == 1


@pytest.mark.parametrize(("body", "key", "why"), [(b"{}", KEY, "lines"), (encoded(sale()), "other", "key")])
def test_a_refusal_ends_it_with_the_reason(endpoint: Endpoint, body: bytes, key: str, why: str) -> None:
    sender = started(endpoint.url, [body, encoded(sale(2))], key)

    told, complaint = sender.communicate(timeout=60)

    assert sender.returncode == 1
    assert told == b""
    assert b'"outcome": "refused"' in complaint
    assert why.encode() in complaint
    assert endpoint.records() == []


def until(done: Callable[[], bool]) -> None:
    """Wait for it, for as long as a slow machine may need."""
    for _ in range(600):
        if done():
            return
        time.sleep(0.05)
    raise TimeoutError
