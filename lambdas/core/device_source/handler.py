"""The handler that puts on the stream, or in quarantine, what topic rules could not put there."""

from lambdas.core.adapters.device_failures import DeviceTopic
from lambdas.core.adapters.handler_factory import build_intake_handler
from lambdas.core.settings import DeviceSettings

settings = DeviceSettings.from_environment()
lambda_handler = build_intake_handler(settings, DeviceTopic(settings.device_topic).open)
