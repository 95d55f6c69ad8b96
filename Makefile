# make serve: sets up everything and serves the product on embedded data.
# make test:  sets up everything, checks the code and runs every test.
.DEFAULT_GOAL := help
.PHONY: help setup setup-test serve test lint format bench maps pictures torture fuzz lock

PORT ?= 8000
BIN := .venv/bin

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

setup: ## install everything that the product needs into .venv
	@scripts/setup.sh

setup-test:
	@scripts/setup.sh test

serve: setup ## serve the product on 127.0.0.1 (PORT=8000)
	@$(BIN)/sitematch serve --port $(PORT)

test: setup-test lint ## check the code and run every test
	@$(BIN)/python -m pytest -q

torture: setup-test ## the long runs: more examples of every property
	@SITEMATCH_TORTURE=20 HYPOTHESIS_PROFILE=torture $(BIN)/python -m pytest -q

fuzz: setup-test ## ten thousand mutated site files (SEED= for the same again)
	@$(BIN)/python -W error -m tests.intake.fuzzing 10000 $(SEED)

lint: setup ## formatting, rules, types, and which room may import which
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: setup ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

RIVALS := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-bench.lock

bench: setup ## print a RATIO line for each figure that is promised
	@$(RIVALS)
	@$(BIN)/python -m benchmarks

bench-%: setup ## the same of one part: bench-commands, -reach, -match, -intake
	@$(RIVALS)
	@$(BIN)/python -m benchmarks $*

maps: setup ## make the worked examples' maps in maps/
	@$(BIN)/python scripts/make_maps.py

pictures: setup-test ## make the pictures of README in docs/pictures/
	@$(BIN)/python scripts/make_pictures.py

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

lock: setup ## renew the lock files from pyproject.toml
	@$(LOCK) --extra dev pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml -c requirements.lock -o requirements-run.lock
	@$(LOCK) --extra dev --extra bench pyproject.toml -c requirements.lock -o requirements-bench.lock
