"""The deployed settings, as far as they can stay, and what differs on this machine."""

import shlex
import subprocess
from pathlib import Path

import pytest

from twin.errors import NotInstalled
from twin.lake import spark_conf
from twin.lake.spark_conf import configuration, require_spark, spark_environment

CONF = (
    "spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog"
    " --conf spark.sql.catalog.lake.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog"
    " --conf spark.sql.catalog.lake.warehouse=s3://curated/a=b"
    " --conf spark.sql.session.timeZone=UTC"
)
ENDPOINT = "http://127.0.0.1:4566"


def test_keeps_what_is_deployed_and_finds_iceberg_in_the_wheel() -> None:
    settings = configuration(CONF, ENDPOINT)

    assert settings["spark.sql.session.timeZone"] == "UTC"
    assert settings["spark.sql.catalog.lake.warehouse"] == "s3://curated/a=b"
    assert settings["spark.sql.catalog.lake"] == "smfs.shaded.org.apache.iceberg.spark.SparkCatalog"
    assert settings["spark.sql.catalog.lake.catalog-impl"].startswith("smfs.shaded.")
    assert Path(settings["spark.jars"]).exists()


def test_points_every_catalog_at_the_emulator() -> None:
    settings = configuration(CONF, ENDPOINT)

    assert settings["spark.sql.catalog.lake.glue.endpoint"] == ENDPOINT
    assert settings["spark.sql.catalog.lake.s3.endpoint"] == ENDPOINT
    assert not any("warehouse.s3.endpoint" in name for name in settings)


def test_a_child_process_gets_these_settings_whole() -> None:
    variables = spark_environment(CONF, ENDPOINT)
    words = shlex.split(variables["PYSPARK_SUBMIT_ARGS"])

    given = dict(word.split("=", 1) for word in words if "=" in word)
    assert given == configuration(CONF, ENDPOINT)
    assert words[-1] == "pyspark-shell"
    assert variables["AWS_ENDPOINT_URL"] == ENDPOINT


def test_its_java_is_that_of_glue() -> None:
    """https://docs.aws.amazon.com/glue/latest/dg/migrating-version-51.html."""
    java = Path(spark_environment(CONF, ENDPOINT)["JAVA_HOME"]) / "bin/java"

    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr

    assert '"17.' in told


def test_refuses_another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    require_spark()

    monkeypatch.setitem(spark_conf.RELEASES, "pyspark", "4.1.1")

    with pytest.raises(NotInstalled, match=r"pyspark 4\.1\.1"):
        require_spark()


def test_refuses_to_start_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(spark_conf.RELEASES, "no-such-package", "1")

    with pytest.raises(NotInstalled, match="no-such-package"):
        require_spark()
