"""Points grow with what a member pays, and shrink with what a member returns."""

from domain.points import effect
from lambdas.core.entry import ledger_handler

lambda_handler = ledger_handler(effect)
