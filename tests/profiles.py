"""How Hypothesis searches: the same examples each time in `make test`, others each time in `make prove`."""

from hypothesis import HealthCheck, settings

FIXED, RANDOM = "fixed", "random"

_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Both measure the wall clock, so that a busy machine would fail a test that holds."""


def use_fixed_profile() -> None:
    """Register both profiles and load the fixed one; `--hypothesis-profile=random` loads the other later."""
    settings.register_profile(FIXED, _UNTIMED, derandomize=True)
    settings.register_profile(RANDOM, _UNTIMED, derandomize=False, print_blob=True)
    settings.load_profile(FIXED)
