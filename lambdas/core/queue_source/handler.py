"""An application's messages, each one event, go on the stream."""

from lambdas.core.adapters.handler_factory import build_intake_handler
from lambdas.core.settings import IntakeSettings

lambda_handler = build_intake_handler(IntakeSettings.from_environment())
