# faultbook: everything a person types. `make help` lists it. Needs make, a POSIX shell and Python 3.11 to 3.13; the rest is installed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
PY := $(VENV)/bin/python
# The environment is made again when what it is made from changes (its content, not its date).
INSTALLED := $(VENV)/.installed-$(shell cat pyproject.toml samples/pyproject.toml requirements-dev.txt requirements-lock.txt | cksum | tr ' ' '-')
WORKERS ?= 2

define FIND_PYTHON
found=""; \
for candidate in $(if $(PYTHON),"$(PYTHON)",python3.12 python3.13 python3.11 python3 $$(ls -d "$$HOME"/.pyenv/versions/3.1[123].*/bin/python \
  /opt/homebrew/bin/python3.1[123] /usr/local/bin/python3.1[123] /usr/bin/python3.1[123] 2>/dev/null)); do \
  if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12), (3, 13)))' >/dev/null 2>&1; \
  then found="$$candidate"; break; fi; \
done; \
if [ -z "$$found" ]; then \
  echo "No Python 3.11, 3.12 or 3.13 with venv found$(if $(PYTHON), at PYTHON=$(PYTHON))." >&2; \
  echo "Install one (Debian: apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3.12" >&2; \
  exit 3; \
fi
endef

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(INSTALLED) ## Virtual environment with everything (PYTHON=... chooses the interpreter)

$(INSTALLED):
	@if ! $(PY) -c 'import sys' >/dev/null 2>&1; then \
	  $(FIND_PYTHON); \
	  echo "Making $(VENV) with $$("$$found" --version) ($$found)"; \
	  "$$found" -m venv --clear $(VENV); \
	fi
	@echo "Installing (some minutes the first time, without output)"
	@$(PY) -m pip install --disable-pip-version-check -r requirements-dev.txt -c requirements-lock.txt \
	  -e '.[local,serve,workspace,azure,aws,gcp,mcp,console,receive,demo]' -e ./samples >$(VENV)/pip.log 2>&1 || { \
	  grep -i error $(VENV)/pip.log | tail -n 1 >&2; \
	  echo "pip could not install; its output is in $(VENV)/pip.log. A network is needed once, then no more." >&2; exit 3; }
	@rm -f $(VENV)/.installed-* && touch $@

.PHONY: demo
demo: setup ## A minute's look: log files, jobs, tables, answers (FRESH=1 starts over)
	@FAULTBOOK_CLASS_ARCHIVE=$${FAULTBOOK_CLASS_ARCHIVE:-record} $(VENV)/bin/faultbook demo $(if $(FRESH),--fresh)

.PHONY: lint
lint: setup ## ruff check, ruff format --check, mypy --strict
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

# Files stay in one process each (they share fixtures), and the longest begin (tests/conftest.py).
# A test that hangs ends its process, with the stacks of all threads: an exception in the middle of a call to Java would
# leave the connection waiting for the answer, and the next call would hang for ever.
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --timeout-method thread
# Thousands of tests share a Java: with the heap of a laptop's job it would spend its time on collecting garbage.
test verify kinds: export FAULTBOOK_DRIVER_MEMORY ?= 3g
UNIT := tests/faults tests/costs tests/routing tests/catalog tests/formatting tests/bundle tests/rules tests/test_fixture_files.py

.PHONY: unit
unit: setup ## Seconds: pure Python without Spark and tables, few examples of each property
	$(PYTEST) -m "not spark and not slow and not verify and not prove" --hypothesis-profile=unit $(UNIT)

.PHONY: test
test: setup ## All tests but the slow proofs; tests/transforms also under Spark Connect
	$(PYTEST) -m "not verify and not prove"
	SPARK_API_MODE=connect $(PYTEST) -m "spark and not verify and not prove" tests/transforms

.PHONY: verify
verify: setup ## The slow proofs: kills, simulations, large parity
	$(PYTEST) -m "verify and not prove" --timeout 3600

SEED ?= $(shell date +%Y%m%d)

.PHONY: prove
prove: setup ## By hand, an hour and more: many kills and examples from a SEED; figures go to docs/proofs.md
	$(PYTEST) -m prove --timeout 7200
	$(PYTEST) -m "not spark and not verify and not prove" --hypothesis-profile=prove --hypothesis-seed=$(SEED) --timeout 7200 \
	  tests/faults tests/costs tests/formatting tests/bundle

.PHONY: kinds
kinds: setup ## Runs make test with reports, and writes the table of tests by kind into docs/tests.md
	$(PYTEST) -m "not verify and not prove" --junitxml=.reports/test.xml
	SPARK_API_MODE=connect $(PYTEST) -m "spark and not verify and not prove" --junitxml=.reports/connect.xml tests/transforms
	$(PY) -m tests.kinds .reports/test.xml connect=.reports/connect.xml --into docs/tests.md

.PHONY: generate
generate: setup ## Writes the generated files (view SQL, Genie spaces, dashboard) anew
	$(PY) -m faultbook.publish

.PHONY: check-generated
check-generated: setup ## Fails if the generated files are not what `make generate` writes
	$(PY) -m faultbook.publish --check

.PHONY: bench
bench: setup ## Ratios against Spark's csv reader and DuckDB; view times (ONLY=shell,lines SCALE=0.1 ROUNDS=1 BEFORE=DIR), into docs/bench.md
	$(PY) bench/run.py --write $(if $(ONLY),--only $(ONLY)) $(if $(SCALE),--scale $(SCALE)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(BEFORE),--before "$(BEFORE)") $(if $(READ_WITH),--read-with $(READ_WITH))

.PHONY: accuracy
accuracy: setup ## Patterns against Loghub's labels, beside drain3 (LOGHUB=DIR where the sets lie, COSTS=1 what it costs)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(PY) bench/accuracy.py $(if $(LOGHUB),--loghub "$(LOGHUB)") $(if $(COSTS),--costs)

.PHONY: redaction
redaction: setup ## Secrets planted by kind and surrounding: what is left, what is taken for nothing (LOGHUB=DIR, SHOW=1)
	$(PY) bench/redaction.py $(if $(LOGHUB),--loghub "$(LOGHUB)") $(if $(SHOW),--show)

.PHONY: build
build: setup ## Both wheels: dist/faultbook (goes to Databricks), dist/samples/faultbook_samples (stays)
	@# Jobs take every wheel of dist/, so that the samples have a folder of their own; wheels of `faultbook vendor` stay.
	@rm -rf dist/faultbook-*.whl dist/*.tar.gz dist/samples
	@$(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .
	@$(PY) -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist/samples ./samples
	@ls dist/*.whl dist/samples/*.whl

.PHONY: check-build
check-build: build ## Source distributions too; twine checks all four; an unpacked one passes its own tests
	@$(PY) -m pip install --quiet --disable-pip-version-check 'build>=1.2' 'twine>=6'
	@$(PY) -m build --quiet --sdist --no-isolation --outdir dist .
	@$(PY) -m build --quiet --sdist --no-isolation --outdir dist/samples samples
	@$(PY) -m twine check --strict dist/*.whl dist/*.tar.gz dist/samples/*.whl dist/samples/*.tar.gz
	$(PY) -m pytest -m verify tests/packaging

.PHONY: lock
lock: setup ## Rewrites requirements-lock.txt: the newest versions that pyproject.toml and requirements-dev.txt allow
	@$(PY) -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@$(PY) -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate --upgrade \
	  --no-emit-package faultbook --no-emit-package faultbook-samples \
	  --extra local --extra serve --extra workspace --extra azure --extra aws --extra gcp --extra mcp --extra console --extra receive --extra demo \
	  pyproject.toml requirements-dev.txt --output-file $(VENV)/lock.txt
	@{ head -n 1 requirements-lock.txt; cat $(VENV)/lock.txt; } >$(VENV)/lock.new && mv $(VENV)/lock.new requirements-lock.txt

# What setup needs, and what it runs in. The rest of the bundle needs the tables and views that setup makes.
BASE := schemas.answers,schemas.raw,volumes.landing,volumes.checkpoints,jobs.setup
TARGET ?= dev

.PHONY: deploy
deploy: ## Deploys to a workspace: base, tables and views, all (TARGET=prod VARS="--var catalog=..." PROFILE=...)
	databricks bundle deploy --target $(TARGET) $(if $(PROFILE),--profile $(PROFILE)) $(VARS) --select $(BASE)
	databricks bundle run setup --target $(TARGET) $(if $(PROFILE),--profile $(PROFILE)) $(VARS)
	databricks bundle deploy --target $(TARGET) $(if $(PROFILE),--profile $(PROFILE)) $(VARS)

.PHONY: archive
archive: setup ## Java's class-data archive now (make demo makes it on the way): every start of Spark 2 s shorter
	@folder=$$(mktemp -d) && FAULTBOOK_CLASS_ARCHIVE=record $(VENV)/bin/faultbook demo --dir "$$folder/demo" | cat >/dev/null; rm -rf "$$folder"

.PHONY: clean
clean: ## Removes what was made here but the virtual environment (ALL=1: that too)
	rm -rf dist build .demo .bench .reports .pytest_cache .mypy_cache .ruff_cache .hypothesis spark-warehouse metastore_db derby.log
	find src samples tests -name __pycache__ -type d -prune -exec rm -rf {} +
	$(if $(ALL),rm -rf $(VENV))

.PHONY: board
board: setup ## Draws the dashboard's pages from its datasets, into docs/pictures (FOLDER=DIR keeps the demonstration)
	$(PY) -m pages.board $(if $(FOLDER),--folder "$(FOLDER)")

.PHONY: readme
readme: setup ## Writes tables, outputs and the picture of README.md and docs/ anew (QUICK=1: but for make test)
	$(PY) -m pages $(if $(QUICK),--without-tests)
