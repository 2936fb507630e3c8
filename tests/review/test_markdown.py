from prices import Price
from review.markdown import price_list, table


def test_a_table_has_a_line_below_its_head() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_a_price_that_was_found_nowhere_is_called_not_verified() -> None:
    listed = price_list(
        [Price("S", "b", 0.5, "hour", "page", "list"), Price("S", "a", 2e-7, "request", "page")]
    )

    assert listed.splitlines()[2:] == [
        "| S: a | $0.0000002 | request | page | **not verified** |",
        "| S: b | $0.5 | hour | page | list |",
    ]
