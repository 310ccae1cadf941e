# make run: the demo on this machine. make test: everything that the tests need, and the tests.
.DEFAULT_GOAL := run
.PHONY: run test prepare prepare-test bench bench-peers fuzz fault lint lock clean

RETURNFLOW := .venv/bin/returnflow
export RETURNFLOW_DEMO ?= 1

run: prepare
	@exec $(RETURNFLOW) up --demo

prepare:
	@.ci/bootstrap requirements.lock
	@.venv/bin/python .ci/ui.py build

prepare-test:
	@.ci/bootstrap requirements-dev.lock
	@.ci/services
	@.venv/bin/python .ci/ui.py build

# Two processes, a file at a time: what a module sets up is set up once. tests/conftest.py puts the longest first.
SIDE_BY_SIDE := -n 2 --dist loadfile --no-loadscope-reorder
test: export RETURNFLOW_DEMO =
test: prepare-test
	@.venv/bin/python .ci/ui.py test
	@.venv/bin/python -m pytest -q $(SIDE_BY_SIDE) $(PYTEST)

bench: prepare-test
	@.venv/bin/python -m benchmarks

# Installs the other engines beside the benchmark and lets them do the standard return in turns with ours.
bench-peers: prepare-test
	@.venv/bin/python -m benchmarks.peers.installation
	@.venv/bin/python -m benchmarks peers

# 100,000 expressions and 2,000 DMN files; make fuzz FUZZ="--seed 7" repeats a run.
fuzz: prepare-test
	@.venv/bin/python -m tests.fuzz $(FUZZ)

# Kills, faults and crashes on SQLite, PostgreSQL and Celery; make fault FAULT="--seed 7 --minutes 5" repeats a run.
fault: prepare-test
	@.venv/bin/python -m tests.fault $(FAULT)

lint: prepare-test
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/python .ci/ui.py check

# Locks for every platform, with hashes and without the addresses of registries.
LOCK := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
lock: prepare-test
	@$(LOCK) pyproject.toml --group install -o requirements.lock
	@$(LOCK) pyproject.toml --extra otel --extra parquet -c requirements.lock -o requirements-extras.lock
	@$(LOCK) pyproject.toml --group install --group dev --extra otel --extra parquet -c requirements.lock -o requirements-dev.lock
	@$(LOCK) --group pyproject.toml:node -o requirements-node.lock
	@$(LOCK) benchmarks/peers/requirements.in -o benchmarks/peers/requirements.lock

clean:
	@rm -rf var dist build designer/static/dist designer/ui/node_modules benchmarks/peers/node_modules benchmarks/peers/.venv .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
