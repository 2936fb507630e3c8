"""A connection that breaks is no answer: the batch comes again."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import boto3
import pytest
from botocore.config import Config

from twin.plane.invocation import NotReached, answer


@contextmanager
def closing() -> Iterator[str]:
    """Serve connections on loopback that are closed as soon as a request has come."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_close_one, args=(server,))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def _close_one(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(1024)


def test_a_function_behind_a_connection_that_closes_was_not_reached() -> None:
    with closing() as endpoint:
        client = boto3.client(
            "lambda",
            endpoint_url=endpoint,
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )

        with pytest.raises(NotReached, match="Connection was closed"):
            answer(client, "any", {"Records": []})
