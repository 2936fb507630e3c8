"""No test can reach AWS: this process finds no host but its own, and no credentials but made-up ones.

No test falls by chance either: see tests.profiles.
"""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.profiles import use_fixed_profile

use_fixed_profile()

HERE = frozenset({None, "", "localhost", "127.0.0.1", "::1"})
MADE_UP = {
    "AWS_ACCESS_KEY_ID": "111122223333",
    "AWS_SECRET_ACCESS_KEY": "loopback",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    # Powertools asks for it when a handler's module is first imported, in whichever test that is.
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice/tests",
}


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_the_machine() -> Iterator[None]:
    """Guard the whole session."""
    find = socket.getaddrinfo

    def find_here(host: Any, *arguments: Any, **options: Any) -> Any:
        if host not in HERE:
            raise OSError(f"Tests stay on this machine, {host} is elsewhere")
        return find(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as guard:
        guard.setattr(socket, "getaddrinfo", find_here)
        guard.delenv("AWS_PROFILE", raising=False)
        for name, value in MADE_UP.items():
            guard.setenv(name, value)
        yield
