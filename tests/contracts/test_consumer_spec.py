"""A consumer's name is one that all can have that are called by it."""

import pytest

from contracts.consumer_spec import ConsumerSpec


def spec(name: str) -> ConsumerSpec[object]:  # type: ignore[type-var]
    return ConsumerSpec(name=name, item="item", items="items", effect=lambda _: {}, amounts=lambda *_: {})


@pytest.mark.parametrize("name", ["day-totals", "day_totals", "Days", "2days", "", "days "])
def test_a_name_that_an_output_or_a_folder_could_not_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="small letters and digits only"):
        spec(name)


def test_a_name_of_small_letters_and_digits_is_taken() -> None:
    assert spec("days2").name == "days2"
