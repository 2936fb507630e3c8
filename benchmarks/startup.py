"""How long a fresh interpreter takes to import a handler: what a cold start waits for."""

import os
import subprocess
import sys
from statistics import median

from benchmarks.designs.ledger import ENVIRONMENT

ROUNDS = 9
OURS, PEER = "lambdas.core.ledger_consumer.handler", "benchmarks.documented_handler"
_PROGRAM = """
import importlib, sys, time
started = time.perf_counter()
importlib.import_module(sys.argv[1])
print(time.perf_counter() - started)
"""


def import_seconds() -> tuple[float, float]:
    """Return the medians of ours and the peer's, in turn; the first round only fills the caches."""
    rounds = [(_import(OURS), _import(PEER)) for _ in range(ROUNDS + 1)]
    ours, peer = zip(*rounds[1:], strict=True)
    return median(ours), median(peer)


def _import(module: str) -> float:
    command = [sys.executable, "-c", _PROGRAM, module]
    settings = ENVIRONMENT | {"AWS_LAMBDA_FUNCTION_NAME": "inventory", "POWERTOOLS_TRACE_DISABLED": "true"}
    done = subprocess.run(command, env=os.environ | settings, check=True, capture_output=True, text=True)
    return float(done.stdout)
