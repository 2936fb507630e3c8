"""Stock goes down with each sale and up with each return."""

from domain.stock import effect
from lambdas.core.entry import ledger_handler

lambda_handler = ledger_handler(effect)
