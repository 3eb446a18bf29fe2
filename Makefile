# What is done with Newsroom every day. `make` alone lists it.
# Needs only make and Python 3.11 or later; uses uv where it is on the path, pip otherwise.

PORT ?= 8000
ARGS ?=
VENV ?= .venv
CHROMIUM ?= /usr/bin/chromium

# A version manager's shims stand on the path and may not work: run each one to know.
usable = $(shell for python in $(2); do "$$python" -c \
	'import sys; sys.exit(sys.version_info < (3, $(1)))' 2>/dev/null && echo "$$python" && break; done)
PYTHON ?= $(call usable,11,python3.13 python3.12 python3.11 python3)
PYTHON6 ?= $(call usable,12,python3.13 python3.12 python3 $(wildcard $(HOME)/.pyenv/versions/3.1[23]*/bin/python))
UV = $(shell uv --version >/dev/null 2>&1 && echo uv)

PY = $(VENV)/bin/python
INSTALL = $(if $(UV),uv pip install --python $(PY),$(PY) -m pip install --disable-pip-version-check)
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --generate-hashes
PYTEST = $(PY) -m pytest -n 2 --ignore=tests/browser --ignore=tests/benchmarks
SOURCES = find articles newsroom tests manage.py -name '*.py'

.PHONY: help run test test-sqlite test-postgresql test-django6 browser coverage lint format types requirements

help:
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.installed ## start the newspaper (PORT=8000 ARGS=--no-demo)
	@$(PY) manage.py serve --port $(PORT) $(ARGS)

test: $(VENV)/test.installed ## the suite on SQLite, then on PostgreSQL (ARGS="-k byline")
	@status=0; for database in sqlite postgresql; do \
		$(MAKE) --no-print-directory test-$$database || status=1; done; exit $$status

test-sqlite: $(VENV)/test.installed ## the suite on SQLite
	@echo "== The suite on SQLite"
	@env -u DATABASE_URL $(PYTEST) $(ARGS)

test-postgresql: $(VENV)/test.installed ## the suite on a PostgreSQL of its own
	@echo "== The suite on PostgreSQL"
	@$(PY) -m tests.postgresql -- $(PYTEST) $(ARGS)

test-django6: ## the suite on the newest Django, where Python 3.12 or later is found
	@if [ -n "$(PYTHON6)" ]; then \
		$(MAKE) --no-print-directory test-sqlite VENV=.venv-django6 PYTHON="$(PYTHON6)"; \
	else echo "Skipped: Django 6 needs Python 3.12 or later, and none works here."; fi

browser: $(VENV)/test.installed ## the tests in Chromium (CHROMIUM=/usr/bin/chromium)
	@test -x "$(CHROMIUM)" || { echo "No browser at $(CHROMIUM): install chromium, or say where: make browser CHROMIUM=…" >&2; exit 1; }
	@test -d tests/browser || { echo "There is no folder tests/browser: nothing was tested." >&2; exit 1; }
	@env -u DATABASE_URL CHROMIUM="$(CHROMIUM)" $(PY) -m pytest tests/browser $(ARGS)
	@echo "== Two people at one story, on PostgreSQL"
	@CHROMIUM="$(CHROMIUM)" $(PY) -m tests.postgresql -- $(PY) -m pytest tests/browser/test_saving.py

coverage: $(VENV)/test.installed ## what the suite reaches, branches included
	@env -u DATABASE_URL $(PY) -m coverage run -m pytest -n 2 --ignore=tests/browser --ignore=tests/benchmarks $(ARGS)
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report

lint: $(VENV)/test.installed ## style and spelling of code and templates
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	find articles templates -name '*.html' -print0 | xargs -0 --no-run-if-empty $(VENV)/bin/djade --check --target-version 5.2
	$(SOURCES) -print0 | xargs -0 $(VENV)/bin/django-upgrade --check --target-version 5.2
	$(VENV)/bin/typos

format: $(VENV)/test.installed ## put code and templates into the house style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	find articles templates -name '*.html' -print0 | xargs -0 --no-run-if-empty $(VENV)/bin/djade --target-version 5.2

types: $(VENV)/test.installed ## types, strict where they are documentation
	$(VENV)/bin/mypy

requirements: ## resolve requirements/ again from pyproject.toml (ARGS=--upgrade), needs uv
	$(COMPILE) $(ARGS) pyproject.toml -o requirements/run.txt
	$(COMPILE) $(ARGS) pyproject.toml --extra c2pa -o requirements/c2pa.txt
	$(COMPILE) $(ARGS) pyproject.toml --group test -o requirements/test.txt

# Installed again only when the file of requirements is newer than the last time.
$(VENV)/%.installed: requirements/%.txt | $(VENV)/pyvenv.cfg
	$(INSTALL) --quiet --require-hashes -r $<
	@touch $@

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Newsroom needs Python 3.11 or later and found none: install it, or say where: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(if $(UV),uv venv --quiet --python "$(PYTHON)" $(VENV),"$(PYTHON)" -m venv $(VENV)) || { rm -rf $(VENV); \
		echo "No virtual environment could be made: install python3-venv (on Debian: apt install python3-venv), then try again." >&2; exit 1; }
