"""What AWS DMS makes of a PostgreSQL source for a Kinesis target, by rules that cite its documentation.

No DMS runs here: a stand-in (twin/database) reads a real PostgreSQL, and what it writes is decided here. What
the documentation leaves open is said to be modelled.

Sources that modules name in short:
Kinesis target: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
PostgreSQL source: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html
Task settings: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.html
Capture: records that DMS wrote from a PostgreSQL source, in the tests of github.com/crate/commons-codec
"""
