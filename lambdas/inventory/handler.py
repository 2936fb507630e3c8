"""Stock goes down with each sale and up with each return."""

from lambdas.entry import ledger_handler
from lambdas.inventory.stock import effect

lambda_handler = ledger_handler(effect)
