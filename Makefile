# Two commands: `make run` starts the bot (the demo, as long as there is nothing else), `make test` checks everything.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := bot handlers flows storage locales tests
CHROMIUM := /usr/bin/chromium
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Where Python is told to keep no bytecode, every process would compile everything again.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help run test covered lint style types bench bench-delivery bench-province crash kills walks attack mutants lock clean chromium

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/runtime.stamp ## start the bot; without a token and a database of your own: the demo
	@$(BIN)/tusoi run

test: chromium style ## everything: lint, types beside all tests, then what measures waiting times
	@$(MAKE) --no-print-directory -j2 types covered
	@$(BIN)/pytest tests/bench

covered: $(VENV)/development.stamp # all tests that may run side by side (many wait for something), with the rules' coverage
	@$(BIN)/pytest -n 3 --dist worksteal --ignore tests/bench --cov --cov-report=term-missing:skip-covered --cov-fail-under=95

lint: style types ## ruff, mypy --strict, the layers

style: $(VENV)/development.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/development.stamp
	@$(BIN)/mypy -n 2
	@$(BIN)/lint-imports

bench: $(VENV)/development.stamp ## measure; the table and build/bench.json
	@$(BIN)/python -m tests.bench

bench-delivery: $(VENV)/development.stamp ## measure delivery and planning; the table and build/delivery.json
	@$(BIN)/python -m tests.bench.delivery

bench-province: $(VENV)/development.stamp ## every screen of a province of 100,000; the table and build/province.json
	@$(BIN)/python -m tests.bench.province

kills: $(VENV)/development.stamp ## kill the bot a hundred times on each kind of database, on Telegram and on Zalo; what is lost
	@KILLS=100 $(BIN)/pytest tests/robustness/test_kills.py tests/robustness/test_zalo_kills.py

crash: $(VENV)/development.stamp ## kill a delivery of 10,000 messages twenty times; build/crash.json
	@CRASH=10000,500,20 $(BIN)/pytest tests/robustness/test_crashes.py

walks: $(VENV)/development.stamp ## long walks at random through the review; about an hour
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -n 3 tests/robustness/test_walk.py

attack: $(VENV)/development.stamp ## attack the published figures; the table and build/attack.json
	@$(BIN)/python -m tests.attack

mutants: $(VENV)/development.stamp ## change the rules bit by bit and see which tests notice
	@$(BIN)/mutmut run

lock: $(VENV)/development.stamp ## new lock files from pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
		--no-emit-index-url --no-strip-extras --upgrade pyproject.toml -o requirements.lock
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes \
		--no-emit-index-url --no-strip-extras --upgrade pyproject.toml --group dev -o requirements-dev.lock

clean: ## all that can be made again; data/ and .env stay
	rm -rf $(VENV) build mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -not -path './data/*' -prune -exec rm -rf {} +

# The development lock holds the runtime lock's packages in the same versions: either serves `make run`.
$(VENV)/runtime.stamp: requirements.lock | $(BIN)/tusoi
	@test -e $(VENV)/development.stamp -a ! requirements.lock -nt $(VENV)/development.stamp \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/development.stamp: requirements-dev.lock | $(BIN)/tusoi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The programme runs from where it lies: no build, nothing to fetch for one.
$(BIN)/tusoi: | $(BIN)/python
	@printf '#!/bin/sh\nexec env PYTHONPATH="%s" "%s/python" -m bot.cli "$$@"\n' "$(CURDIR)" "$(CURDIR)/$(BIN)" > $@
	@chmod +x $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@$(PYTHON) -m venv $(VENV)

# Browser tests use Debian's chromium; where it cannot be installed they are reported as skipped.
chromium:
	@if [ ! -x $(CHROMIUM) ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; fi
