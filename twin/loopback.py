"""How the twin speaks to AWS: made-up credentials and an address on this machine, never another."""

import os
from functools import cache
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from twin.errors import LeavesTheMachine

HOST = "127.0.0.1"
ACCOUNT = "111122223333"
REGION = "eu-west-1"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": "loopback",
    "AWS_SESSION_TOKEN": "loopback",
}
FOREIGN = ("AWS_", "CDK", "MINISTACK_", "GATEWAY_", "LOCALSTACK_", "PYTHON")

_making = Lock()


def client(service: str, endpoint: str, key: str = ACCOUNT) -> Any:  # noqa: ANN401 (made at run time)
    """Return a boto3 client with made-up credentials, for an endpoint on this machine and no other.

    `key` says to the emulator who calls; the account's own is nobody whose permissions are evaluated.
    """
    if urlsplit(endpoint).hostname != HOST:
        raise LeavesTheMachine(f"The twin speaks to {HOST} only, not to {endpoint!r}.")
    settings = Config(
        max_pool_connections=64, read_timeout=120, retries={"total_max_attempts": 1}, proxies={}
    )
    # Clients may be shared among threads, a session may not.
    with _making:
        return _session().client(  # type: ignore[call-overload]
            service,
            aws_access_key_id=key,
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=CREDENTIALS["AWS_SESSION_TOKEN"],
            endpoint_url=endpoint,
            config=settings,
        )


@cache
def _session() -> boto3.Session:
    """One remembers what it read of a service: reading that anew takes longer than most calls."""
    return boto3.Session(region_name=REGION)


def environment(endpoint: str, key: str = ACCOUNT) -> dict[str, str]:
    """Return what a child process gets: this process's environment without a way to an AWS account.

    `key` says to the emulator who calls.
    Variables that begin with CDK would be options of the CDK command line; those that begin with PYTHON could
    show a deployed function code that it wasn't deployed with.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return (
        own
        | CREDENTIALS
        | {
            "AWS_ACCESS_KEY_ID": key,
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CDK_DISABLE_VERSION_CHECK": "true",
            "NO_PROXY": HOST,
            "no_proxy": HOST,
        }
    )
