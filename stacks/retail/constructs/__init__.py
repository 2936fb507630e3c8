"""What the chain's stacks are built of, and no other domain's."""
