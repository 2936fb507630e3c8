"""Topic rules of devices."""

from review.bill_lines import Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

TOPIC_RULE = "AWS::IoT::TopicRule"
BY_MESSAGE = (
    "By message, rule and action (https://aws.amazon.com/iot-core/pricing/): no number of AWS's was found in "
    "a public text, and how much devices publish isn't in the template."
)


def lines(_assembly: Assembly, rule: Resource, _load: MonthlyLoad) -> Lines:
    """Yield why it has no price: by what devices publish."""
    yield Unpriced(rule, BY_MESSAGE)
