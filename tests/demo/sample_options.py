"""Options as a user gives them who asks for nothing."""

from datetime import date
from pathlib import Path

from demo.options import Options
from domain.scenario import SCENARIO

OPTIONS = Options(
    environment="full",
    scenario=SCENARIO,
    first=date(2017, 12, 22),
    days=3,
    port=4567,
    build=Path("build"),
)
