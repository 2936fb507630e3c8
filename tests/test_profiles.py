"""No test of `make test` falls by chance: each tries the same examples every time, however long they take."""

import ast
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, settings

from tests.profiles import FIXED, RANDOM
from tests.synthesis import REPOSITORY

SET_BY_PROFILES = {"deadline", "derandomize", "database", "suppress_health_check", "profile"}


def target(name: str) -> str:
    """A target of the Makefile with its recipe."""
    [recipe] = [part for part in (REPOSITORY / "Makefile").read_text().split("\n\n") if part.startswith(name)]
    return recipe


def set_in(path: Path) -> Iterator[str]:
    """What a module's calls of Hypothesis's `settings` set."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "settings":
            yield from (keyword.arg or "profile" for keyword in node.keywords)


def test_the_tests_run_under_the_fixed_profile() -> None:
    assert settings.get_current_profile_name() == FIXED
    assert settings.default is not None
    assert settings.default.derandomize
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
    assert "hypothesis" not in target("test:")


def test_the_proofs_run_under_the_random_profile_and_print_the_example_to_keep() -> None:
    profile = settings.get_profile(RANDOM)

    assert not profile.derandomize
    assert profile.deadline is None
    assert HealthCheck.too_slow in profile.suppress_health_check
    assert profile.print_blob
    assert all(
        f"--hypothesis-profile={RANDOM}" in line for line in target("prove:").splitlines() if "pytest" in line
    )


def test_no_test_sets_for_itself_what_the_profile_sets() -> None:
    modules = [
        path for path in REPOSITORY.glob("tests/**/*.py") if "from hypothesis import" in path.read_text()
    ]

    own = {
        path.name: SET_BY_PROFILES.intersection(set_in(path))
        for path in modules
        if path.name != "profiles.py"
    }

    assert {name: names for name, names in own.items() if names} == {}
