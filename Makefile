# Two commands do everything: `make atlas` and `make test`. Each makes its own environment in .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: atlas test test-all check docs catalogs scripts bench lock clean

atlas: $(VENV)/.core
	$(BIN)/lianpian atlas --out atlas

test: $(VENV)/.test $(VENV)/.browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

test-all: $(VENV)/.test $(VENV)/.browser
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.test $(VENV)/.scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r geo maps analysis indicators boundaries lianpian
	$(BIN)/python tools/dead_names.py
	npm --prefix maps/scripts run --silent check

# The site, offline: site/index.html in Chinese, site/en in English.
docs: $(VENV)/.docs
	$(BIN)/python tools/site.py

catalogs: $(VENV)/.core
	$(BIN)/python tools/catalogs.py

# The page's scripts: checked and bundled with Node; users need none, the bundle is in maps/assets.
scripts: $(VENV)/.scripts
	npm --prefix maps/scripts run --silent build

$(VENV)/.scripts: maps/scripts/package-lock.json | $(VENV)/bin/python
	npm --prefix maps/scripts ci --silent
	touch $@

bench: $(VENV)/.test $(VENV)/.browser
	$(BIN)/python -m benchmarks

# The lock files: the versions that were tested, with their hashes. `make lock` renews them.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "lianpian needs Python 3.11 or later: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: requirements.lock setup.cfg setup.py pyproject.toml analysis/_engine.c $(wildcard boundaries/locale/*/*.po) | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.core
	$(PIP) install --require-hashes -r requirements-test.lock
	touch $@

$(VENV)/.docs: requirements-docs.lock $(VENV)/.core
	$(PIP) install --require-hashes -r requirements-docs.lock
	touch $@

$(VENV)/.browser: tools/browser.sh | $(VENV)/bin/python
	sh tools/browser.sh
	touch $@

lock: $(VENV)/.test
	$(PIP) install uv
	$(BIN)/python tools/lock.py

clean:
	rm -rf $(VENV) build dist *.egg-info atlas site .pytest_cache .mypy_cache .ruff_cache .hypothesis
