from review.service_guide import service_facts


def test_a_limit_that_may_be_raised_stands_in_italics() -> None:
    limits, *_ = service_facts("API Gateway")

    assert "*10,000 requests a second in a region*; 5,000 requests at once in a region;" in limits


def test_what_is_not_verified_is_called_so() -> None:
    limits, *_ = service_facts("Glue")
    _, latency, _ = service_facts("EventBridge")

    assert "299 G.1X workers in a job (not verified);" in limits
    assert latency.replace("\n", " ").strip().endswith("(not verified).")


def test_a_latency_that_nobody_states_is_not_made_up() -> None:
    _, latency, _ = service_facts("SQS")

    assert latency == "**Latency:** no figure of AWS's was found.\n"


def test_costs_stand_in_the_order_of_the_loads() -> None:
    *_, cost = service_facts("EventBridge")

    said = " ".join(cost.split())
    assert said.startswith(
        "**Cost a month** at 1, 20 and 200 sales a second: $2.63, $52.56, $525.60 (an event for"
    )
