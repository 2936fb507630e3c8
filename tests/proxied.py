"""A fault proxy on loopback, in front of an emulator."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen


@contextmanager
def proxy(upstream: str, rules: Sequence[dict[str, Any]], directory: Path) -> Iterator[str]:
    """Run microburst with these faults in front of `upstream`, and give its address."""
    config = directory / "faults.json"
    config.write_text(json.dumps({"rules": rules}))
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "microburst",
        "--config",
        str(config),
        "--upstream",
        upstream,
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/_microburst/health")
            # By name: to tell the service from a dotted host, microburst reads every service's model for 5 s.
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def fired(address: str) -> int:
    """How many of its faults have struck."""
    with urlopen(f"{address}/_microburst/fired") as told:  # noqa: S310
        return len(json.load(told))


def free_port() -> int:
    """Name a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    """Wait until something answers."""
    for _ in range(600):
        try:
            urlopen(url).close()  # noqa: S310
        except URLError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing answers at {url}")
