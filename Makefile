# Each target sets up what it needs, once. Needed beforehand: Python 3.11 or newer, and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ENVIRONMENT ?= dev
ARGS ?=

export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

# Every domain beside the repository's own: each is tested and checked in a process of its own.
DOMAINS := $(patsubst %/domain/__init__.py,%,$(wildcard examples/*/domain/__init__.py))
# Whose events are played and deployed: make demo DOMAIN=examples/sensors. The default is cdk.json's, as it is
# of `cdk deploy`. Tests and checks are of the repository's own domain, and of each beside it, whatever the default.
ifeq ($(strip $(DOMAIN)),)
override DOMAIN := $(shell sed -nE 's/^ *"domain": "([^"]*)".*/\1/p' cdk.json)
endif
ifneq ($(words $(wildcard $(DOMAIN)/domain/__init__.py $(DOMAIN)/environments.py)),2)
$(error DOMAIN is $(DOMAIN): it needs $(DOMAIN)/domain/__init__.py and $(DOMAIN)/environments.py, see docs/forking.md)
endif
demo twin synth bootstrap deploy destroy: export PYTHONSAFEPATH := 1
demo twin synth bootstrap deploy destroy: export PYTHONPATH := $(abspath $(DOMAIN)):$(CURDIR)

READY := .venv/ready node_modules/ready

.PHONY: help demo twin figures lake test prove history memory spark look lint synth bench costs permissions sources bootstrap deploy destroy clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 11

demo: $(READY) ## play real days of events through the template, on this machine (DOMAIN=examples/sensors)
	@python -m demo $(ARGS)

twin: $(READY) ## deploy to this machine, and move whatever any AWS client sends (ENVIRONMENT=starter)
	@python -m demo.twin_command --environment $(ENVIRONMENT) $(ARGS)

figures: $(READY) ## play the demo, and write its figures into README.md
	@python -m demo $(ARGS)
	@python -m demo.readme

lake: $(READY) .venv/spark ## all of 2017 through stream and lake, the jobs on Spark
	@python -m demo --engine spark --without fraud,orders,recover $(or $(ARGS),--from 2017-01-01 --days 366)

test: $(READY) ## everything that must hold, in a few minutes
	@python -m pytest -n 2 --dist worksteal $(ARGS)
	@for domain in $(DOMAINS); do python -m pytest -o "pythonpath=$$domain ." $$domain tests/conformance || exit 1; done

prove: $(READY) ## what holds in every order and after every death, by thousands of tries that differ each time
	@python -m pytest $(shell find tests -name 'prove_*.py') -n 2 --dist worksteal --hypothesis-profile=random $(ARGS)
	@python -m pytest -m hypothesis -n 2 --dist worksteal --hypothesis-profile=random $(ARGS)

history: $(READY) ## a year of history brought in by jobs that are killed at random: five minutes
	@python -m pytest tests/jobs/backfill/year_backfill.py $(ARGS)

memory: $(READY) ## that the worst store files stay within 256 MiB, each in a process of its own: a quarter of an hour
	@python -m pytest tests/jobs/retail/landing/worst_files.py -n 2 --dist worksteal $(ARGS)

spark: $(READY) .venv/spark ## that Spark and DuckDB make the same of everything
	@python -m pytest $(shell find tests -name 'spark_*.py') -n 1 $(ARGS)

look: $(READY) ## the demo's page and the report in a real browser; needs Chromium
	@python -m pytest tests/demo/look_page.py tests/report/look_report.py $(ARGS)

lint: $(READY) .venv/spark ## style, types, and the walls between packages
	@ruff check . && ruff format --check . && mypy . && lint-imports
	@for domain in $(DOMAINS); do \
	  (cd $$domain && MYPYPATH=$(CURDIR) mypy --config-file $(CURDIR)/pyproject.toml --exclude '^$$' .) || exit 1; done

synth: $(READY) ## write the CloudFormation templates to cdk.out (ENVIRONMENT=dev|prod|full|starter)
	@rm -rf cdk.out
	@cdk synth --quiet -c environment=$(ENVIRONMENT) -c domain=$(DOMAIN)

bench: $(READY) .venv/spark ## measure ours beside what is usual, into build/bench*.json
	@python -m benchmarks $(ARGS)
	@python -m benchmarks.lake
	@python -m benchmarks.decisions
	@python -m benchmarks.cdc

costs: $(READY) ## write docs/costs.md, what the environments cost, and docs/choosing.md, when to use what
	@cdk synth --quiet -c environment=dev -c domain=. -o build/costs/dev
	@cdk synth --quiet -c environment=prod -c domain=. -o build/costs/prod
	@cdk synth --quiet -c environment=full -c domain=. -o build/costs/full
	@cdk synth --quiet -c environment=starter -c domain=. -o build/costs/starter
	@python -m review bill --assembly=build/costs/{dev,prod,full,starter} --write docs/costs.md
	@python -m review choosing --write docs/choosing.md

permissions: $(READY) ## write docs/permissions.md, what is permitted and what needs it, from a run of the demo
	@python -m demo $(ARGS)
	@cp build/permissions.md docs/permissions.md

sources: $(READY) ## write docs/sources.md, where events come from, from the table of sources
	@python -m tools.sources_page

bootstrap: $(READY) ## prepare the AWS account and region of your credentials, once
	@cdk bootstrap -c domain=$(DOMAIN)

deploy: $(READY) ## deploy to the AWS account of your credentials (ENVIRONMENT=dev|prod)
	@cdk deploy --all -c environment=$(ENVIRONMENT) -c domain=$(DOMAIN)

destroy: $(READY) ## take it down again; prod keeps its data
	@cdk destroy 'Sluice-$(ENVIRONMENT)-!(Storage)' -c environment=$(ENVIRONMENT) -c domain=$(DOMAIN)
	@sluice empty $(ENVIRONMENT)
	@cdk destroy --all -c environment=$(ENVIRONMENT) -c domain=$(DOMAIN)

clean: ## remove what the targets made
	@rm -rf .venv node_modules build cdk.out .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/ready: requirements.txt constraints.txt lambdas/requirements.txt tools/setup.sh
	@bash tools/setup.sh python
	@touch $@

.venv/spark: requirements-spark.txt constraints.txt .venv/ready
	@bash tools/setup.sh spark
	@touch $@

node_modules/ready: package.json package-lock.json .venv/ready
	@bash tools/setup.sh node
	@touch $@
