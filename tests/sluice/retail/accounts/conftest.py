"""Sales that come and are screened, and what raw has of them."""

import pytest

from tests.sluice.retail.accounts.screening import Screening


@pytest.fixture
def screening() -> Screening:
    return Screening()
