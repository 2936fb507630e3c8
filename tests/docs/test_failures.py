"""What the page on failures shows is what the commands take and say."""

import re

import msgspec
import pytest

from sluice.failures.failure import CAP, STATES
from sluice.failures.recipe import Recipe
from tests.sluice.failures.doing import recipe
from tests.synthesis import REPOSITORY

PAGE = REPOSITORY / "docs/failures.md"


def test_the_recipe_is_one_that_is_taken() -> None:
    [shown] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)

    assert msgspec.toml.decode(shown, type=Recipe) == recipe()


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_explained(state: str) -> None:
    assert f"\n- `{state}`: " in PAGE.read_text()


def test_the_cap_is_the_one_that_holds() -> None:
    assert CAP == 3
    assert "it was sent three times (`--cap`)" in PAGE.read_text()


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGE.read_text()):
        assert (PAGE.parent / target).is_file(), target
