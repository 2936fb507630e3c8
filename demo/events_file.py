"""A user's own events, one JSON object a line."""

from operator import attrgetter
from pathlib import Path

from contracts.claim_check import Claim
from contracts.refusals import BrokenContract
from contracts.scenario import SourceMessage
from domain import EVENT
from lambdas.core.contract import parse
from producer.stream import BYTES_A_RECORD
from twin.errors import TwinError
