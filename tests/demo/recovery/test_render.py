"""What a repair changed is shown, and no line beside it."""

from demo.recovery.recovery_outcome import RepairOutcome
from demo.recovery.render import changes


def test_what_stands_beside_a_change_is_nobodys_business() -> None:
    before = {"loyalty_id": "mark-member-7Q", "quantity": "3", "payment_token": "mark_token_7Q", "lines": []}
    after = {**before, "quantity": 3}

    shown = changes(RepairOutcome(before=before, after=after))

    renamed = {**after, "loyalty_id": "mark-member-8Q"}
    assert [line.text for line in changes(RepairOutcome(before=after, after=renamed))] == ["…", "…"]
    lines = [("-", '  "quantity": "3",'), ("+", '  "quantity": 3,')]
    assert [(line.mark, line.text) for line in shown] == lines
