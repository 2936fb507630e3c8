"""What Lambda tells a handler about its invocation."""

from aws_lambda_powertools.utilities.typing import LambdaContext


class Context(LambdaContext):
    """An invocation with all of its time left."""

    def __init__(self) -> None:
        self._function_name = "inventory"
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = "arn:aws:lambda:us-east-1:111122223333:function:inventory"
        self._aws_request_id = "00000000-0000-0000-0000-000000000000"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """Return a minute."""
        return 60_000
