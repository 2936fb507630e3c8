"""Numbers as text, exactly: never through a float."""

from decimal import Decimal


def json_number(text: str) -> Decimal | int:
    """Read what JSON has not written as a whole number.

    AWS DMS writes whole numbers of more than 16 digits in scientific notation:
    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
    """
    number = Decimal(text)
    return int(number) if "e" in text.lower() and number == number.to_integral_value() else number
