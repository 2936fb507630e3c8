"""Accounts are made again of raw: what a correction or a lost write left wrong is right, and stays so."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.pseudonyms.names import ItemNames
from lambdas.fraud.account import Account
from sluice.replay.window_scan import BeforeTheArchive
from sluice.retail.accounts.differences import is_same
from sluice.retail.accounts.rebuild import NoSuchAccount
from tests.lambdas.fraud.histories import payload
from tests.lambdas.fraud.names import name
from tests.sluice.retail.accounts.histories import Step, after, fold, has_same_correction, steps
from tests.sluice.retail.accounts.screening import ACCOUNTS, MEMBER, TOKEN, Screening

NAMED = re.compile("tok_paid|1234|member|token")


def test_accounts_that_saw_what_raw_has_are_right_in_whatever_order_they_saw_it(
    screening: Screening,
) -> None:
    screening.sell(payload(2, minutes=5, cents=3_333), payload(1), payload(3, minutes=2, cents=-500))
    screening.sell(payload(1))

    found = screening.compare()

    assert (found.accounts, found.records, found.wrong, found.moving) == (2, 4, (), ())


def test_an_account_that_could_not_be_written_is_named_and_made_again(screening: Screening) -> None:
    screening.sell(payload(1))
    screening.archive(payload(2, minutes=1, cents=999))

    named = screening.compare()
    swapped = screening.swap()

    assert [(each.account, each.swapped) for each in named.wrong] == [(MEMBER, False), (TOKEN, False)]
    assert [(each.account, each.swapped) for each in swapped.wrong] == [(MEMBER, True), (TOKEN, True)]
    made = after(payload(1), payload(2, minutes=1, cents=999))
    assert screening.live(TOKEN, MEMBER) == {TOKEN: made, MEMBER: made}
    assert screening.compare().wrong == ()


def test_a_correction_counts_in_the_place_of_what_was_screened(screening: Screening) -> None:
    """FAULTS 53."""
    screening.sell(payload(1, cents=200_000), payload(2, minutes=1))
    record = screening.correct(payload(1, cents=2_000))
    screening.sell(record)

    swapped = screening.swap()

    assert len(swapped.wrong) == 2
    assert screening.live(TOKEN)[TOKEN] == after(payload(1, cents=2_000), payload(2, minutes=1))


def test_a_sale_that_was_another_members_is_taken_from_one_account_and_given_to_the_other(
    screening: Screening,
) -> None:
    screening.sell(payload(1))
    screening.archive(screening.correct(payload(1, loyalty_id="77")))

    swapped = screening.swap()

    assert [each.account for each in swapped.wrong] == [MEMBER, "member#77"]
    assert screening.live(MEMBER, "member#77", TOKEN) == {
        MEMBER: Account(),
        "member#77": after(payload(1)),
        TOKEN: after(payload(1)),
    }
    assert screening.compare().wrong == ()


def test_of_two_payloads_the_first_counts_and_of_two_corrections_the_last(screening: Screening) -> None:
    second = screening.correct(payload(1, cents=300), number=2)
    first = screening.correct(payload(1, cents=200), number=1)
    screening.archive(payload(1, cents=100), payload(1, cents=400), payload(2, minutes=1, cents=10))
    screening.archive(payload(2, minutes=1, cents=11), second, first)

    screening.swap()

    assert screening.live(TOKEN)[TOKEN] == after(payload(1, cents=300), payload(2, minutes=1, cents=10))


def test_nothing_is_published_and_what_is_swapped_in_is_known_when_it_comes_again(
    screening: Screening,
) -> None:
    burst = [payload(n, minutes=n) for n in range(1, 5)]
    screening.archive(*burst)

    screening.swap()
    before = screening.live(TOKEN, MEMBER)
    screening.screen(*burst)

    assert screening.published == []
    assert screening.live(TOKEN, MEMBER) == before


def test_what_is_replaced_is_kept_once_under_its_version(screening: Screening) -> None:
    screening.sell(payload(1))
    screening.archive(payload(2, minutes=1))
    found = screening.compare()

    screening.rebuild.swap(found)
    again = screening.rebuild.swap(found)

    assert len(screening.kept()) == 2
    assert set(again.moving) == {name(each).current for each in (MEMBER, TOKEN)}
    assert again.wrong == ()


def test_one_account_can_be_made_again_by_itself(screening: Screening) -> None:
    screening.archive(payload(1))

    found = screening.compare(TOKEN)

    assert (found.accounts, [each.account for each in found.wrong]) == (1, [TOKEN])


def test_an_account_that_no_sale_names_is_refused(screening: Screening) -> None:
    screening.archive(payload(1))

    with pytest.raises(NoSuchAccount, match=r"no tok_paid in raw: .* token#… or member#…"):
        screening.compare("tok_paid")


def test_an_account_is_found_by_the_hash_that_names_it(screening: Screening) -> None:
    screening.archive(payload(1))

    found = screening.compare(name(TOKEN).current)

    assert [(each.account, each.name) for each in found.wrong] == [(TOKEN, name(TOKEN).current)]


def test_an_account_under_a_plain_name_is_compared_and_swapped_under_its_hash(screening: Screening) -> None:
    """Version 0.2.0 wrote it."""
    plain = replace(screening, name=lambda account: ItemNames(account))
    plain.sell(payload(1))
    screening.archive(payload(2, minutes=1))

    assert [each.live.value.sales for each in screening.compare().wrong] == [1, 1]
    screening.swap()

    assert {_key(item) for item in _items(screening)} == {name(each).current for each in (TOKEN, MEMBER)}
    assert screening.live(TOKEN)[TOKEN] == after(payload(1), payload(2, minutes=1))


def test_what_is_named_and_kept_names_nobody(screening: Screening) -> None:
    screening.sell(payload(1))
    screening.archive(payload(2, minutes=1))

    swapped = screening.swap()

    shown = [*map(str, swapped.wrong), *map(str, (each.figures() for each in swapped.wrong))]
    assert [text for text in (*shown, *screening.kept(), *screening.kept_texts()) if NAMED.search(text)] == []


def test_without_a_sale_there_is_nothing_to_make_accounts_of(screening: Screening) -> None:
    with pytest.raises(BeforeTheArchive):
        screening.compare()


@pytest.mark.parametrize("field", ["sales", "bought", "refunded", "mean", "squares", "forgotten", "recent"])
def test_whatever_an_account_has_otherwise_is_seen(screening: Screening, field: str) -> None:
    screening.sell(payload(1), payload(2, minutes=1, cents=3_000))
    [(_, read)] = screening.accounts.read([TOKEN]).items()
    values: dict[str, Any] = {name: getattr(read.value, name) for name in read.value.__struct_fields__}
    values[field] = () if field == "recent" else values[field] + 5
    screening.accounts.write({TOKEN: replace(read, value=Account(**values))})

    found = screening.swap()

    assert [each.account for each in found.wrong] == [TOKEN]
    assert screening.live(TOKEN)[TOKEN] == read.value


@settings(max_examples=8)
@given(st.lists(steps, min_size=1, max_size=14))
def test_whatever_came_in_whatever_order_after_a_swap_live_is_a_fold_of_raw(history: list[Step]) -> None:
    """FAULTS 53."""
    screening = Screening()
    archived = list[Step]()
    for step in history:
        record = step.data
        if step.correction:
            if any(has_same_correction(each, step) for each in archived):
                continue
            record = screening.correct(step.data, step.correction)
        if step.is_screened:
            screening.screen(record)
        screening.archive(record)
        archived.append(replace(step, data=step.data))
    published = len(screening.published)

    screening.swap()

    expected = fold(archived)
    live = screening.live(*expected)
    assert [key for key, account in expected.items() if not is_same(live[key], account)] == []
    assert {_key(item) for item in _items(screening)} <= {name(key).current for key in expected}
    again = screening.compare()
    assert (again.wrong, again.moving, len(screening.published)) == ((), (), published)


def _items(screening: Screening) -> list[Any]:
    return list(screening.world.dynamodb.scan(TableName=ACCOUNTS)["Items"])


def _key(item: Any) -> str:
    return str(item["account"]["S"])
