"""Stock goes down with each sale and up with each return."""

from lambdas.entry import stream_handler
from lambdas.inventory.stock import effect

lambda_handler = stream_handler(effect)
