# Each target sets up the environment if necessary, then does its work.
# The first Python of version 3.11 or newer builds the environment; PYTHON=... chooses another one.
NEW_ENOUGH = -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p $(NEW_ENOUGH) && echo $$p && break; done)
VENV ?= .venv
# Further arguments of pytest, for instance PYTEST='-m "not browser"'.
PYTEST ?=
# Further arguments of bench-corpus, for instance BENCH='--films 40 --memory 60 --flat 100 400'.
BENCH ?=
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help lab demo test check check-js tests clean \
	bench-readers bench-sentiment bench-structure bench-queue bench-corpus bench-panel bench-celery

# Real scripts and labelled data, if they lie beside this checkout.
DATA := $(wildcard ../shared/data)

help:
	@echo "make lab    JupyterLab, open on the quickstart notebook"
	@echo "make demo   the same without a browser; for one script of yours: make demo SCRIPT=draft.fountain"
	@echo "make test   every check and test"
	@echo "make bench-readers, -sentiment, -structure, -queue, -corpus, -panel, -celery   speed and accuracy, measured here"

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "scriptnb needs Python 3.11 or newer; name one with PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

lab: $(STAMP)
	$(if $(SCRIPT),SCRIPT="$(abspath $(SCRIPT))") $(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 \
		$(if $(filter 0,$(shell id -u)),--allow-root) notebooks/quickstart.ipynb

demo: $(STAMP)
	@$(BIN)/python notebooks/demo.py $(if $(SCRIPT),"$(SCRIPT)")

check: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-js; \
		else echo "npm is not installed: the widgets' JavaScript is not checked"; fi

# The types and the style of the widgets' JavaScript; the tests of tests/js run with pytest.
check-js: node_modules/.installed
	node_modules/.bin/tsc
	node_modules/.bin/biome check --error-on-warnings

node_modules/.installed: package.json
	@echo "Setting up node_modules (once)"
	@npm install --silent --no-progress
	@touch $@

test: check tests

# The tests alone; PYTEST selects some of them.
tests: $(STAMP)
	$(BIN)/python -m pytest $(PYTEST)

bench-readers: $(STAMP)
	@$(BIN)/python benchmarks/readers.py

bench-sentiment: $(STAMP)
	@$(BIN)/python benchmarks/sentiment.py $(wildcard $(DATA)/dialogue_emotions)

bench-structure: $(STAMP)
	@$(BIN)/python benchmarks/structure.py $(wildcard $(DATA)/scripts)

bench-queue: $(STAMP)
	@$(BIN)/python benchmarks/queue_speed.py

bench-corpus: $(STAMP)
	@$(BIN)/python benchmarks/corpus.py $(BENCH)

bench-panel: $(STAMP)
	@$(BIN)/python benchmarks/panel.py

bench-celery: $(STAMP)
	@$(BIN)/python benchmarks/celery_engine.py

clean:
	rm -rf build node_modules $(VENV)
