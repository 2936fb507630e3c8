"""Topic rules of devices."""

from review.loads import Load
from review.rows import Lines, Unpriced
from twin.assembly import Assembly, Resource

TOPIC_RULE = "AWS::IoT::TopicRule"
BY_MESSAGE = (
    "By message, rule and action (https://aws.amazon.com/iot-core/pricing/): no number of AWS's was found in "
    "a public text, and how much devices publish isn't in the template."
)


def lines(_assembly: Assembly, rule: Resource, _load: Load) -> Lines:
    """By what devices publish."""
    yield Unpriced(rule, BY_MESSAGE)
