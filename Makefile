# scriptnb: `make lab`, `make demo` and `make test` do their own set-up and then their work.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help lab demo test check clean

help:
	@echo "make lab    JupyterLab on the quickstart notebook"
	@echo "make demo   the same without a browser, for one script: make demo SCRIPT=draft.fountain"
	@echo "make test   every check and test"

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

lab: $(STAMP)
	$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 notebooks/quickstart.ipynb

demo: $(STAMP)
	@$(BIN)/python notebooks/demo.py $(if $(SCRIPT),"$(SCRIPT)")

check: $(STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(BIN)/python -m pytest

clean:
	rm -rf build $(VENV)
