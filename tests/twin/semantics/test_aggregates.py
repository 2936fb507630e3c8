"""Firehose's aggregates are read by AWS's package, which must be found in a process of its own."""

import subprocess
import sys

from tests.synthesis import REPOSITORY


def test_the_package_is_found_by_whoever_imports_the_twin() -> None:
    """FAULTS 49: it finds its own messages only once another of its modules was imported."""
    subprocess.run([sys.executable, "-c", "import twin.semantics.aggregates"], cwd=REPOSITORY, check=True)
