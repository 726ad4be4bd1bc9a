# One target per task; each sets up what it needs. PYTHON chooses another interpreter (3.11 or newer).
PYTHON ?= python3
VENV ?= .venv
PY = $(VENV)/bin/python
# Bytecode beside the environment, not in the tree: the tests start the program some hundred times.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX = $(abspath $(VENV))/pycache

.PHONY: help setup vnu run test check soak bench lock format messages browser clean
help: ## What can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 12

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@rm -f $(VENV)/bin/malvakten  # `setup` installs it anew: it finds only the packages that pyproject.toml named then
	@touch $@

setup: $(VENV)/.ready ## The virtual environment with exact versions, the command and the catalogues
	@$(PY) -m i18n compile
	@test -x $(VENV)/bin/malvakten || $(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e .

run: setup ## The demonstration at http://127.0.0.1:8010/demo
	$(VENV)/bin/malvakten demo

browser: # Debian's Chromium for the browser tests; without it, and without root, they are skipped with a line
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }; } \
		|| echo "Chromium is missing, so the browser tests are skipped: apt-get install chromium"

vnu: setup # The Nu HTML checker for the report's test; without npm or java it is skipped with a line
	@command -v npm >/dev/null && { test -d $(VENV)/vnu || npm install --silent --prefix $(VENV)/vnu vnu-jar@26.9.27 >/dev/null 2>&1; } \
		|| echo "The Nu HTML checker is missing, so its test is skipped: npm and java are needed"

test: setup browser vnu ## The tests, on SQLite and PostgreSQL, and which ten took longest
	$(PY) -m pytest -n 3 --dist worksteal -q --durations=10

check: setup ## Format, lint, types, import contracts, catalogues
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m i18n check

format: setup # Formats and mends what ruff can
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

messages: setup # Brings the catalogues up to date with the texts in the code
	$(PY) -m i18n update

soak: setup ## Processes killed at random while every third call fails, and many simulated years: nothing may be lost, doubled or stuck
	$(PY) -m tests.soak $(SOAK)
	$(PY) -m tests.soak --sqlite --prompts 200 --seconds 45 --life 6 $(SOAK)
	FULL=1 $(PY) -m pytest -n 2 -q tests/scheduler/test_asking.py tests/scheduler/test_simulation.py tests/scheduler/test_wheel.py tests/scheduler/test_ladder.py tests/handlers/rounds/test_histories.py

bench: setup ## The benchmarks, each a ratio to a floor measured in the same run
	$(PY) -m bench

lock: setup # New exact versions
	$(PY) -m pip install --quiet uv
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --no-header --no-annotate --no-emit-index-url -q -o requirements.lock

clean: # Removes what the other targets made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
