# Each target sets up what it needs, once: the virtual environment, the packages, a browser.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# More than the cores of a small machine: much of a browser test is waiting.
WORKERS ?= 4
# Of thousands of tests with browsers, clocks and mail servers, one may lose a race on a busy machine. Whatever passes
# only the second time is listed as RERUN at the end; `make test RERUNS=0` lets it fail.
RERUNS ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup tutorial test nightly allure guide verify-tests example portal bench soak person lint format cases \
	messages durations pins schema clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/browser.done ## Set up everything (the other targets do so by themselves)

tutorial: setup ## Play the journey and make the illustrated tutorial (ARGS="--journey dispense")
	$(BIN)/parcours tutorial $(ARGS)

test: setup ## Pass all tests (ARGS="-k sign_in")
	$(BIN)/pytest --numprocesses $(WORKERS) --reruns $(RERUNS) --durations 15 $(ARGS)

guide: setup ## Be led through the bundled portal in a window (ARGS="--journey dispense")
	$(BIN)/parcours setup --headed
	$(BIN)/parcours guide $(ARGS)

nightly: setup ## Run everything, compare with the last good night, and write a summary
	$(BIN)/parcours nightly $(ARGS)

allure: setup ## Pass all tests and make one page of Allure from them (needs Node)
	@# A red run gets its report all the same.
	-$(BIN)/pytest --numprocesses $(WORKERS) --alluredir reports/out/allure/results --clean-alluredir $(ARGS)
	$(BIN)/python -m reports.allure

verify-tests: setup ## Run new and changed tests ten times, five of them in fresh browsers
	$(BIN)/python -m tests.verify $(ARGS)

example: setup ## Make the published example anew
	$(BIN)/parcours tutorial --journey connexion --scale 1 --out reports/example

portal: $(VENV)/packages.done ## Serve the bundled portal, to try it by hand
	$(BIN)/parcours portal $(ARGS)

bench: setup ## Measure, print a table and write reports/out/bench.json
	$(BIN)/python -m tests.benchmarks $(ARGS)

soak: N = 200
soak: setup ## Play N=200 journeys under random scenarios, and count what goes wrong
	$(BIN)/python -m tests.soak $(N) $(ARGS)

person: N = 20
person: setup ## Have a person with mouse and keyboard follow the guide N=20 times
	$(BIN)/python -m tests.person $(N) $(ARGS)

lint: $(VENV)/packages.done ## Check style, types and the directions of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/packages.done ## Put the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

cases: $(VENV)/packages.done ## Write the table of edge cases, scenarios and tests anew
	$(BIN)/python -m tests.scenarios.cases

messages: $(VENV)/packages.done ## Bring the catalogues of translations up to date
	$(BIN)/python -m tests.languages.messages

schema: $(VENV)/packages.done ## Write the published schemas (record, check, difference) anew
	$(BIN)/python -m reports.schema

durations: setup ## Measure how long each test takes, for shards of equal length
	$(BIN)/pytest --numprocesses $(WORKERS) -p no:randomly --store-durations --clean-durations

pins: ## Take the newest packages and pin them in constraints.txt
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable . --group dev
	$(BIN)/pip freeze --all --exclude-editable > constraints.txt

clean: ## Remove what was set up and what was made
	rm -rf $(VENV) reports/out .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@# Debian keeps the venv module in a package of its own.
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); apt-get update && apt-get install --yes python3-venv && $(PYTHON) -m venv $(VENV); }

$(VENV)/packages.done: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	@touch $@

$(VENV)/browser.done: $(VENV)/packages.done
	$(BIN)/parcours setup
	@touch $@
