"""Java for tests: they are over before more compiling would pay. A MERGE of a few rows takes half as long."""

QUICK = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
