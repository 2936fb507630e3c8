"""Files of many senders go abreast, those of one in their order."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from jobs.retail.ingest_store_files import rounds
from jobs.retail.landing.manifest import Announcement

NOW = datetime(2017, 12, 22, tzinfo=UTC)
files = st.lists(st.tuples(st.sampled_from("123"), st.integers(0, 99)), unique=True)


@given(files.map(lambda found: [Announcement(f"sales/{store}/{name}", "v", NOW) for store, name in found]))
def test_a_round_has_one_file_of_each_folder_and_no_file_is_left_or_overtaken(
    asked: list[Announcement],
) -> None:
    made = list(rounds(asked))

    for each in made:
        stores = [file.file.split("/")[1] for file in each]
        assert len(set(stores)) == len(stores)
    for store in "123":
        in_order = [file for each in made for file in each if file.file.split("/")[1] == store]
        assert in_order == [file for file in asked if file.file.split("/")[1] == store]


def test_a_store_with_many_files_holds_up_no_other() -> None:
    asked = [Announcement(file, "v", NOW) for file in ("sales/1/a", "sales/1/b", "sales/1/c", "sales/2/a")]

    assert [[file.file for file in each] for each in rounds(asked)] == [
        ["sales/1/a", "sales/2/a"],
        ["sales/1/b"],
        ["sales/1/c"],
    ]


def test_without_files_there_is_one_empty_round() -> None:
    assert list(rounds([])) == [[]]
