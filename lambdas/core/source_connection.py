"""Connections to the database that is replicated, with a secret's credentials."""

import ssl
from collections.abc import Mapping
from ipaddress import ip_address

from pg8000 import native

CONNECT_SECONDS = 10


def open_connection(credentials: Mapping[str, str], database: str, ca_file: str) -> native.Connection:
    """Connect over TLS that is verified, unless to this machine; raise what pg8000 raises, or OSError."""
    host = credentials["host"]
    return native.Connection(
        credentials["username"],
        host=host,
        port=int(credentials["port"]),
        database=database,
        password=credentials["password"],
        ssl_context=None if is_loopback(host) else ssl.create_default_context(cafile=ca_file),
        timeout=CONNECT_SECONDS,
    )


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, by its address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
