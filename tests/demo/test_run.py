"""What a run says before it does anything."""

from dataclasses import replace

from demo.acts import choose_acts, leave_out
from demo.capabilities import capabilities_of
from demo.run import announcement
from tests.demo.sample_options import OPTIONS


def test_only_what_is_played_is_announced_and_what_is_not_is_named_once_with_why() -> None:
    options = replace(OPTIONS, environment="starter", without=frozenset({"recover"}))
    acts = choose_acts(options)
    left_out = leave_out(acts, options.without, capabilities_of("starter"), options.first_day)
    gone = [each.act for each in left_out]

    first, *others = announcement("starter", [act for act in acts if act not in gone], left_out)

    assert first == "Deploys starter, then plays permissions, reshard, stock."
    assert sorted(line.split()[2] for line in others) == sorted(f"{act.name}," for act in gone)
    assert "Left out: recover, as asked" in others
    assert "Left out: fraud, the environment has no Fraud" in others
    assert "Left out: late, it builds on close" in others
