"""What a record is read as, or why it is refused."""

import pytest

from contracts.refusals import BrokenContract
from domain.sale import Sale
from lambdas.core.contract import parse
from tests.lambdas.sales import encoded, sale


def refusal(data: bytes) -> BrokenContract:
    with pytest.raises(BrokenContract) as caught:
        parse(data)
    return caught.value


def parsed(**changes: object) -> Sale:
    whole = parse(encoded(sale(**changes)))
    assert isinstance(whole, Sale)
    return whole
