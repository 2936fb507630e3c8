"""Points grow with what a member pays, and shrink with what a member returns."""

from lambdas.entry import ledger_handler
from lambdas.loyalty.points import effect

lambda_handler = ledger_handler(effect)
