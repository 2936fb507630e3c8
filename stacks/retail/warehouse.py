"""The analysts' warehouse: Redshift Serverless, minutes behind the stream, once a day as the lake has it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from aws_cdk import CfnOutput, CrossStackReferences, ReferenceStrength
from aws_cdk.aws_ec2 import ISubnet, IVpc
from aws_cdk.aws_sqs import IQueue
from constructs import Construct

from domain.lake.tables import CLOSINGS, DAILY_STORE_SALES, PRODUCTS, SALE_LINES, SALES
from limits.redshift import CAPACITIES, LAMBDA_SECONDS
from stacks.alarms.alarm_spec import AlarmSpec
from stacks.capability import Capability, Foundation
from stacks.capability_stack import CapabilityStack
from stacks.capacity import BUSY_HOURS, WORKER_LINES
from stacks.config import Config, ConfigError
from stacks.constructs.functions.code import Layer, code
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.warehouse.delivery import WarehouseDelivery
from stacks.constructs.warehouse.loader import Loader
from stacks.constructs.warehouse.public_network import PublicNetwork
from stacks.constructs.warehouse.role import WarehouseRole
from stacks.constructs.warehouse.setup import Setup
from stacks.constructs.warehouse.workgroup import Workgroup
from stacks.graphs import MetricGraph
from stacks.retail.alarms import warehouse as warehouse_alarms
from stacks.retail.lake import LakeSettings, LakeStack
from warehouse import DeliveryMode

BREACH_ACTIONS = ("deactivate", "emit-metric", "log")
HOURS_A_DAY = 24


@dataclass(frozen=True, kw_only=True)
class WarehouseSettings(Capability):
    """A warehouse's cost limits, its freshness, and how records come into it.

    `rpu` none: so many that a busy day is merged within the query timeout. `usage_limit_rpu_hours` none: what
    its capacity uses in a day without rest, and it has none while it follows a stream.
    """

    name: ClassVar[str] = "Warehouse"
    needs: ClassVar[tuple[type[Capability], ...]] = (LakeSettings,)
    rpu: int | None = None
    usage_limit_rpu_hours: int | None = None
    breach_action: str = "deactivate"
    query_timeout_seconds: int = 600
    freshness_seconds: int = 300
    delivery: DeliveryMode = DeliveryMode.STREAMING
    # Firehose comes from the internet: its workgroup must be reachable from there.
    publicly_reachable: bool = False

    @property
    def functions(self) -> int:
        """Return the one that sets it up, and the one that merges."""
        return 2

    @property
    def endpoints(self) -> frozenset[str]:
        """Return the stream's and the catalogue's; none for a warehouse that is reached from the internet."""
        return frozenset() if self.publicly_reachable else frozenset({"glue", "kinesis-streams"})

    def capacity(self, config: Config) -> int:
        """Return the RPUs. Modelled: one has the memory of a Glue worker, and merges as many lines."""
        if self.rpu is not None:
            return self.rpu
        lines = config.load.events_per_second * config.load.lines_per_event * BUSY_HOURS * 3_600
        wanted = math.ceil(lines / (WORKER_LINES * self.query_timeout_seconds))
        found: int = next((each for each in CAPACITIES if each >= wanted), CAPACITIES[-1])
        return found

    def usage_limit(self, config: Config) -> int:
        """Return the RPU-hours of a day."""
        return self.usage_limit_rpu_hours or HOURS_A_DAY * self.capacity(config)

    def check(self, config: Config) -> None:
        """Raise ConfigError for a setting that AWS does not take or that would break the promise."""
        for name, value, limit, is_kept in self._rules(config):
            if not is_kept:
                raise ConfigError(f"warehouse.{name}", value, limit)

    def build(self, scope: Construct, construct_id: str, *, foundation: Foundation) -> "WarehouseStack":
        """Add the warehouse's stack."""
        return WarehouseStack(scope, construct_id, settings=self, foundation=foundation)

    def _rules(self, config: Config) -> Iterable[tuple[str, object, str, bool]]:
        rpu, limit = self.capacity(config), self.usage_limit(config)
        yield "rpu", rpu, "AWS takes 4, or 8 to 512 in steps of 8", rpu in CAPACITIES
        yield "usage_limit_rpu_hours", limit, "a day has at least 1", limit >= 1
        one_of = f"must be one of {', '.join(BREACH_ACTIONS)}"
        yield "breach_action", repr(self.breach_action), one_of, self.breach_action in BREACH_ACTIONS
        seconds = self.query_timeout_seconds
        waits = f"between 1 and {LAMBDA_SECONDS}: the function that merges waits no longer"
        yield "query_timeout_seconds", seconds, waits, 1 <= seconds <= LAMBDA_SECONDS
        fresh = self.freshness_seconds
        yield "freshness_seconds", fresh, "at least 60: a refresh is no faster", fresh >= 60
        known = f"must be one of {', '.join(DeliveryMode)}"
        yield "delivery", repr(str(self.delivery)), known, self.delivery in list(DeliveryMode)
        firehose = self.delivery is DeliveryMode.FIREHOSE
        reached = "Firehose needs True, and nobody else does (docs/warehouse.md)"
        yield "publicly_reachable", self.publicly_reachable, reached, self.publicly_reachable is firehose


class WarehouseStack(CapabilityStack):
    """The namespace and workgroup, what sets them up and merges into them, and how records come in."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: WarehouseSettings, foundation: Foundation
    ) -> None:
        super().__init__(scope, construct_id)
        self.config, self.settings, self._foundation = foundation.config, settings, foundation
        self._lake = foundation.require(LakeStack)
        self.usage_limit = settings.usage_limit(self.config)
        self.role = self._role()
        self.workgroup = self._workgroup()
        self.dead_letters = DeadLetters(self, "NotDone")
        self.setup, self.loader = self._functions()
        self.delivery = self._delivery() if settings.delivery is DeliveryMode.FIREHOSE else None
        CrossStackReferences.of(self.workgroup.workgroup).produce(ReferenceStrength.STRONG)
        CfnOutput(self, "WarehouseWorkgroup", value=self.workgroup.workgroup.ref)
        CfnOutput(self, "WarehouseLoader", value=self.loader.function.function_name)
        CfnOutput(self, "WarehouseSetup", value=self.setup.function.function_name)

    def alarms(self) -> Iterable[AlarmSpec]:
        """Return the alarms of this stack."""
        return warehouse_alarms.define_alarms(self)

    def letters(self) -> Iterable[IQueue]:
        """Return what could not be done, and was given up."""
        return (self.dead_letters,)

    def graphs(self) -> Mapping[str, Sequence[MetricGraph]]:
        """Return the warehouse's column."""
        return warehouse_alarms.define_graphs(self)

    def _role(self) -> WarehouseRole:
        role = WarehouseRole(self, "Role", key=self._foundation.storage.key)
        tables = (SALES, SALE_LINES, DAILY_STORE_SALES, CLOSINGS, PRODUCTS)
        role.grant_read_lake(self._lake.curated, *tables)
        if self.settings.delivery is DeliveryMode.STREAMING:
            role.grant_read_stream(self._foundation.stream.stream)
        return role

    def _workgroup(self) -> Workgroup:
        vpc, subnets = self._network()
        workgroup = Workgroup(
            self,
            "Redshift",
            environment=self.config.environment,
            rpu=self.settings.capacity(self.config),
            query_timeout_seconds=self.settings.query_timeout_seconds,
            key=self._foundation.storage.key,
            role=self.role,
            vpc=vpc,
            subnets=subnets,
            is_public=self.settings.publicly_reachable,
            retain=self.config.retain_data,
        )
        workgroup.node.add_dependency(self.role)
        return workgroup

    def _network(self) -> tuple[IVpc, Sequence[ISubnet]]:
        if self.settings.publicly_reachable:
            public = PublicNetwork(self, "Network", config=self.config)
            return public.vpc, public.vpc.public_subnets
        network = self._foundation.require_network()
        return network.vpc, network.subnets.subnets

    def _functions(self) -> tuple[Setup, Loader]:
        functions, layer = code("warehouse"), Layer(self, "Dependencies")
        shared = {
            "DELIVERY": str(self.settings.delivery),
            "STREAM": self._foundation.stream.stream.stream_name,
            "WORKGROUP": self.workgroup.workgroup.ref,
        }
        setup = Setup(
            self,
            "Setup",
            config=self.config,
            code=functions,
            layer=layer,
            workgroup=self.workgroup,
            key=self._foundation.storage.key,
            environment=shared
            | {
                "BREACH_ACTION": self.settings.breach_action,
                "CATALOG": self._lake.curated.database.database_name,
                "OLDEST_DAY": self.config.oldest_day.isoformat(),
                "USAGE_LIMIT_RPU_HOURS": str(self.usage_limit),
            },
            dead_letters=self.dead_letters,
        )
        loader = Loader(
            self,
            "Loader",
            config=self.config,
            code=functions,
            layer=layer,
            workgroup=self.workgroup,
            environment=shared | {"FRESHNESS_SECONDS": str(self.settings.freshness_seconds)},
            delivery=self.settings.delivery,
            close_hour=self._lake.settings.close_hour,
            nightly=self._lake.settings.nightly,
            dead_letters=self.dead_letters,
        )
        return setup, loader

    def _delivery(self) -> WarehouseDelivery:
        return WarehouseDelivery(
            self,
            "Delivery",
            config=self.config,
            stream=self._foundation.stream.stream,
            storage_key=self._foundation.storage.key,
            access_log=self._foundation.storage.access_log,
            workgroup=self.workgroup,
            setup=self.setup,
        )
