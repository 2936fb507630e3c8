"""Jobs of AWS Batch on Fargate: a year of history, once; nothing while there is no history to bring in."""

from review.loads import Load
from review.rows import Lines, Unpriced
from twin.assembly import Assembly, Resource

JOB = "AWS::Batch::JobDefinition"
BY_HISTORY = (
    "By vCPU-hour and GB-hour while it brings in history ({resources}), and nothing else: how much history"
    " there is doesn't follow from a load of sales. `python -m jobs.retail.backfill plan` says what a year"
    " of it takes on demand; the price on Spot follows demand, and no price list has it."
)


def lines(_assembly: Assembly, job: Resource, _load: Load) -> Lines:
    """By https://aws.amazon.com/fargate/pricing/: AWS Batch itself is free of charge."""
    asked = job.properties["ContainerProperties"]["ResourceRequirements"]
    sizes = {each["Type"]: each["Value"] for each in asked}
    yield Unpriced(job, BY_HISTORY.format(resources=f"{sizes['VCPU']} vCPU, {sizes['MEMORY']} MiB a child"))
