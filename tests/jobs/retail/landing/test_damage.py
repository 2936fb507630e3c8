"""Whatever happens to a file on its way, it is refused whole or taken whole."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.retail.store_files import Landed
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.problems import FileRefused
from tests.jobs.retail.landing.bad_rows import GOOD
from tests.jobs.retail.landing.samples import FILE, MILK, NEXT, SALE, file, sales, taken, text

PLAIN = sales(*SALE, NEXT)
PACKED = Landed(FILE, gzip.compress(PLAIN.body, mtime=0), PLAIN.manifest)
WHOLE = taken(PLAIN)

bits = st.integers(0, 8 * len(PLAIN.body) - 1)
soups = st.lists(
    st.sampled_from(
        [*MILK, *map(str, MILK.values()), ",", ";", "\n", '"', " ", "-", "\N{BOM}", "x", "cents"]
    ),
    max_size=40,
)


def flipped(body: bytes, bit: int) -> bytes:
    """Turn one bit over."""
    byte, bit = divmod(bit % (8 * len(body)), 8)
    return body[:byte] + bytes([body[byte] ^ 1 << bit]) + body[byte + 1 :]


def announced_as_it_is(body: bytes) -> Landed:
    """The damage came before the announcement: only rows and sum can tell."""
    return file(body, rows=3, cents=1195)


@pytest.mark.parametrize("body", [PLAIN.body, gzip.compress(PLAIN.body, mtime=0)], ids=["plain", "gzip"])
@given(st.data())
def test_a_file_that_was_cut_or_changed_after_its_announcement_is_refused(
    body: bytes, data: st.DataObject
) -> None:
    """FAULTS 34: what is half there is as if it weren't."""
    good = file(body, rows=3, cents=1195)
    cut = body[: data.draw(st.integers(0, len(body) - 1))]

    for damaged in (cut, flipped(body, data.draw(bits))):
        with pytest.raises(FileRefused) as refused:
            taken(good, uploads=[damaged])
        assert {each.fault for each in refused.value.problems} <= {Fault.CHECKSUM, Fault.HALF_UPLOADED}
    assert taken(good) == WHOLE


@given(st.integers(0, len(PLAIN.body.rstrip()) - 1))
def test_an_export_that_was_cut_before_its_announcement_is_refused(length: int) -> None:
    with pytest.raises(FileRefused):
        taken(announced_as_it_is(PLAIN.body[:length]))


@given(bits)
def test_a_flipped_bit_in_a_packed_export_is_refused_or_changes_nothing(bit: int) -> None:
    try:
        contents = taken(announced_as_it_is(flipped(PACKED.body, bit)))
    except FileRefused:
        return
    assert contents == WHOLE


@given(bits)
def test_a_flipped_bit_in_an_export_never_costs_a_row_or_a_cent(bit: int) -> None:
    try:
        contents = taken(announced_as_it_is(flipped(PLAIN.body, bit)))
    except FileRefused:
        return
    assert len(contents.rows) == 3
    assert sum(row.values["total"] for row in contents.rows) == 1195


@given(st.binary(max_size=400) | soups.map(lambda words: "".join(words).encode()))
def test_any_other_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(FileRefused):
        taken(announced_as_it_is(body))


@given(
    st.binary(max_size=200) | st.sampled_from([MILK, NEXT]).map(lambda row: text([row])), st.text(max_size=30)
)
def test_any_manifest_and_any_key_are_refused_or_fit(said: bytes, key: str) -> None:
    with pytest.raises(FileRefused):
        taken(Landed(FILE, GOOD, said))
    with pytest.raises(FileRefused):
        taken(file(GOOD, key=key))
