"""The operator's command line."""

VERSION = "0.2.0"
