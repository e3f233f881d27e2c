# Two commands are enough: `make run` opens Causerie, `make test` tests it. Each prepares what it needs first.
SHELL := /bin/sh
BIN := .venv/bin
WORKERS ?= logical
FUZZ_SECONDS ?= 60
MINUTES ?= 10
SEED ?= $(shell date +%s)

.PHONY: run test shake lint fuzz bench soak doctor demo lock clean help

help:
	@echo "make run    open Causerie (with no display: make demo)"
	@echo "make demo   three peers talk with each other and an assistant; screenshots in build/demo/"
	@echo "make test   run the tests          make lint   check style, types, layers, QML and translations"
	@echo "make bench  measure, each figure beside its floor (LONG=1: 10,000 random histories, 100,000 flood messages)"
	@echo "make clean  forget everything made"
	@echo "make soak   eight peers talk through random faults for MINUTES=10, and have to agree in the end"
	@echo "make shake  run the scenarios with threads and frames that take a while at random (SEED=7)"
	@echo "make doctor say why devices on this network do not see each other"
	@echo "make fuzz   throw damaged bytes at whatever takes bytes from outside, FUZZ_SECONDS=60 for each target"

run:
	@packaging/bootstrap.sh run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec $(BIN)/causerie; \
	else \
		echo "There is no display here, so this is the demo instead of the window (make demo)."; \
		exec $(MAKE) --no-print-directory demo; \
	fi

demo:
	@packaging/bootstrap.sh run
	@PYTHONPATH=. $(BIN)/python packaging/demo.py

test:
	@packaging/bootstrap.sh test
	$(BIN)/python -m pytest -n $(WORKERS) $(PYTEST_ARGS)

shake:
	@packaging/bootstrap.sh test
	$(BIN)/python -m pytest -n $(WORKERS) --shake $(SEED) tests/scenarios $(PYTEST_ARGS)

lint:
	@packaging/bootstrap.sh lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	packaging/lint_qml.sh
	$(BIN)/python packaging/translations.py --check

fuzz:
	@packaging/bootstrap.sh test
	$(BIN)/python -m tests.fuzz $(FUZZ_SECONDS)

bench:
	@packaging/bootstrap.sh test
	LONG=$(LONG) $(BIN)/python -m tests.benchmarks

soak:
	@packaging/bootstrap.sh test
	$(BIN)/python -m tests.soak --minutes $(MINUTES) $(SOAK_ARGS)

doctor:
	@packaging/bootstrap.sh run
	@$(BIN)/causerie-peer doctor $(DOCTOR_ARGS)

lock:
	packaging/lock.sh

clean:
	rm -rf .venv build .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
