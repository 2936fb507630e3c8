"""What the chain declares of its lake agrees with the code beside it."""

import subprocess
import sys
from pathlib import Path

from domain import CONSUMERS
from domain.lake import LAKE
from lake.objects import SOURCES

ROOT = Path(__file__).parents[3]


def test_a_function_finds_its_domain_without_a_lake() -> None:
    """The functions' code holds no `lake`."""
    asked = "import sys, domain; print([name for name in sys.modules if name.partition('.')[0] == 'lake'])"

    ran = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True, text=True)

    assert ran.stdout == "[]\n"


def test_who_refuses_records_is_a_folder_of_code() -> None:
    """That each of them may write there, tests/stacks/retail/test_catalog.py holds."""
    consumers = {each.name for each in (ROOT / "lambdas").iterdir() if (each / "handler.py").exists()}
    sources = {each.parent.name for each in (ROOT / "lambdas" / "core").glob("*/handler.py")}

    declared = {consumer.name for consumer in CONSUMERS}
    assert declared <= set(LAKE.consumers) <= consumers | declared
    assert set(SOURCES) <= sources | {"backfill"}
