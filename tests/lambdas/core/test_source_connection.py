"""Only this machine is spoken to without TLS."""

import pytest

from lambdas.core.source_connection import is_loopback


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("localhost.example.com", False)],
)
def test_only_this_machine_is_spared_tls(host: str, here: bool) -> None:
    assert is_loopback(host) is here
