"""What a deployed job's script says of itself in `jobs/retail`."""

import ast
from collections.abc import Sequence
from functools import cache

from jobs import arguments
from tests.stacks.synthesized import Resource
from tests.synthesis import REPOSITORY

JOBS = REPOSITORY / "jobs" / "retail"


def name_of(job: Resource) -> str:
    """The script that a job runs: its logs are named by it, the asset by its content."""
    return str(job.properties["DefaultArguments"]["--custom-logGroup-prefix"]).rpartition("/")[2]


def scripts() -> set[str]:
    """Every module there that Glue can start."""
    return {path.stem for path in JOBS.glob("*.py") if path.read_text().startswith('"""Glue job:')}


def required(script: str) -> list[str]:
    """The arguments without which it doesn't start."""
    [declared] = [
        node.value
        for node in _tree(script).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REQUIRED"
    ]
    assert isinstance(declared, ast.Tuple)
    return [name for each in declared.elts for name in _names(each)]


def _names(element: ast.expr) -> Sequence[str]:
    """A name, or those of a tuple that several scripts share."""
    if isinstance(element, ast.Starred):
        names: Sequence[str] = getattr(arguments, ast.unparse(element.value))
        return names
    return [str(ast.literal_eval(element))]


def said(script: str) -> set[str]:
    """Every text in it."""
    return {
        node.value
        for node in ast.walk(_tree(script))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def _tree(script: str) -> ast.Module:
    return ast.parse((JOBS / f"{script}.py").read_text())
