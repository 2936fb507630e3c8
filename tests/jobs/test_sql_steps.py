from pathlib import Path

from jobs.sql_steps import SqlSteps


def test_a_step_reads_what_it_names(tmp_path: Path) -> None:
    (tmp_path / "step.sql").write_text("SELECT * FROM sales")

    assert SqlSteps(tmp_path).query("step") == "SELECT * FROM sales"


def test_a_step_reads_other_views_in_the_place_of_those_that_it_names(tmp_path: Path) -> None:
    text = "SELECT s.sales FROM sales AS s JOIN sales_lines AS l ON true LEFT JOIN known AS k ON true"
    (tmp_path / "step.sql").write_text(text)

    query = SqlSteps(tmp_path).query("step", {"sales": "none", "known": "unknown"})

    assert query == (
        "SELECT s.sales FROM none AS s JOIN sales_lines AS l ON true LEFT JOIN unknown AS k ON true"
    )
