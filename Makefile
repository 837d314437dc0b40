# Everything one can do here. `make help` lists it.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help up demo test soak bench screenshots lint fmt clean

help:  ## list what one can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: .venv/ready  ## collect from the live platforms, keep collecting, serve http://localhost:8501
	@$(BIN)/modelshare up

demo: .venv/ready  ## the same with synthetic sample data and no network
	@$(BIN)/modelshare demo

test: .venv/ready-dev  ## run every test
	$(BIN)/pytest -n auto

soak: .venv/ready-dev  ## a simulated year of daily collections with random faults (SOAK_DAYS, SOAK_SEED)
	$(BIN)/pytest -m soak tests/soak

bench: .venv/ready-dev  ## measure the speed; BENCH="--only publish --rows 100000" chooses
	$(BIN)/python -m benchmarks $(BENCH)

screenshots: .venv/ready-dev  ## every page of the sample, in both themes and three widths, into screenshots/
	$(BIN)/python -m tests.dashboard.screenshots

lint: .venv/ready-dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fmt: .venv/ready-dev  ## put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove the environment and caches; stored data stay
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "modelshare needs Python 3.11, 3.12 or 3.13 (python3 on the PATH)."; exit 1; }
	@echo "Setting up .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/ready-dev: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
