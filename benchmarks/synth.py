"""How long the app takes to synthesize, and what it makes: functions' memory and the size of their code."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROUNDS = 3
EDIT_LOOP, VALIDATED = {"CDK_VALIDATION": "false"}, {"CDK_VALIDATION": "true"}


class Synthesis:
    """The app's assembly under `build/`, made again for each measurement as in the edit loop."""

    def __init__(self, build: Path) -> None:
        self._assembly = build / "bench.cdk.out"
        self._synthesize(EDIT_LOOP)

    def seconds(self) -> tuple[float, float, float]:
        """Return the medians of the edit loop, of synth with validation, and of the imports in either."""
        rounds = [
            (self._synthesize(EDIT_LOOP), self._synthesize(VALIDATED), _run(["-c", "import app"], {}))
            for _ in range(ROUNDS)
        ]
        edit, whole, imports = zip(*rounds, strict=True)
        return median(edit), median(whole), median(imports)

    def function(self, name: str) -> Mapping[str, Any]:
        """Return what the template says of a function, named by its folder in `lambdas`."""
        resources = (
            resource.get("Properties", {})
            for template in self._assembly.glob("*.template.json")
            for resource in json.loads(template.read_text())["Resources"].values()
        )
        return next(each for each in resources if f"lambdas.{name}." in each.get("Handler", ""))

    def memory(self, name: str) -> int:
        """Return the mebibytes that a function has."""
        return int(self.function(name)["MemorySize"])

    def deployed_bytes(self) -> int:
        """Return the unzipped size of what a function is deployed with: the code and the layer."""
        return sum(
            file.stat().st_size
            for asset in set(self._assets())
            for file in asset.rglob("*")
            if file.is_file()
        )

    def _assets(self) -> Iterator[Path]:
        for manifest in self._assembly.glob("*.assets.json"):
            for file in json.loads(manifest.read_text())["files"].values():
                asset = self._assembly / file["source"]["path"]
                if (asset / "lambdas").is_dir() or (asset / "python").is_dir():
                    yield asset

    def _synthesize(self, environment: dict[str, str]) -> float:
        context = json.dumps(_context())
        return _run(
            ["app.py"], {"CDK_OUTDIR": str(self._assembly), "CDK_CONTEXT_JSON": context, **environment}
        )


@dataclass(frozen=True)
class TemplateTests:
    """How long the template tests took, and what took longest."""

    seconds: float
    slowest: list[str]


def template_tests() -> TemplateTests:
    """Run the tests of the stacks once."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/stacks",
        "-q",
        "-p",
        "no:cacheprovider",
        "--durations=5",
    ]
    started = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    slowest = [line.strip() for line in done.stdout.splitlines() if "s setup" in line or "s call" in line]
    return TemplateTests(seconds, slowest)


def _context() -> Any:  # noqa: ANN401 - context is any JSON
    return json.loads(Path("cdk.json").read_text())["context"] | {"domain": "."}


def _run(arguments: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], env=os.environ | environment, check=True, capture_output=True
    )
    return time.perf_counter() - started
