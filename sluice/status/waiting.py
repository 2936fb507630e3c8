"""How many failures wait for somebody."""

from collections import Counter
from collections.abc import Mapping

from sluice.failures.deployed import Deployed
from sluice.failures.filters import Filters
from sluice.failures.objects import Window
from sluice.failures.recovery import WAITING


def waiting(environment: str) -> Mapping[str, int]:
    """Count the failures of an environment that were not sent again, or failed again, by where they lie."""
    found = Deployed(environment).find(Window(), Filters(state=WAITING))
    return Counter(str(each.last.kind) for each in found)
