"""README's figures are those of a run, put where they belong and nowhere else."""

from typing import Any

import pytest

from demo.readme import BEGIN, END, NoBlock, figures_block, replace_block
from tests.synthesis import REPOSITORY

FIGURES: dict[str, Any] = {
    "checks": [
        {"name": "Lost", "count": 0, "of": 1_929, "state": "good", "varies": False},
        {"name": "Frauds caught", "count": 14, "of": 20, "state": "", "varies": True},
        {"name": "Changed", "count": 1, "of": None, "state": "bad", "varies": False},
    ],
    "sums": ["1,723 sales of the data + 18 sent again = 1,741 accepted"],
}


def test_every_figure_has_its_verdict_and_what_varies_is_said_to() -> None:
    lines = [line.split() for line in figures_block(FIGURES).splitlines()]

    assert ["Lost", "0", "of", "1,929", "✓"] in lines
    assert ["Frauds", "caught", "14", "of", "20", "i", "~"] in lines
    assert ["Changed", "1", "✗"] in lines
    assert FIGURES["sums"][0] in figures_block(FIGURES)


def test_what_stands_around_the_figures_stays() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"

    written = replace_block(text, figures_block(FIGURES))

    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    assert replace_block(written, figures_block(FIGURES)) == written


def test_a_text_without_a_place_for_figures_is_refused() -> None:
    with pytest.raises(NoBlock, match="between which the figures belong"):
        replace_block("nothing", figures_block(FIGURES))


def test_the_readme_has_a_place_for_them() -> None:
    readme = (REPOSITORY / "README.md").read_text()

    assert readme.count(BEGIN) == readme.count(END) == 1
