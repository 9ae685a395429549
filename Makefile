# Border GIS. `make help` lists the commands. Steps whose inputs are unchanged are skipped (stamps in .venv/stamps).

export PORT ?= 8000
export HOST ?= 127.0.0.1
export DB ?= border_gis
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# uv and npm trust the system's store too, for networks with their own authority
export UV_SYSTEM_CERTS := 1
export NODE_EXTRA_CA_CERTS ?= $(wildcard /etc/ssl/certs/ca-certificates.crt)
ARGS ?=

NEWEST_PYTHON = $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(shell $(p) -c \
  'import sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null)))
PYTHON ?= $(NEWEST_PYTHON)
STAMPS := .venv/stamps
FRONT := map_templates/static/vendor/LICENCES.txt
BUNDLE := map_templates/static/built/built.json
MESSAGES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
# docs/decisions/0024-a-second-try-in-the-browser.md
SECOND_TRY := -raR --reruns 1 --only-rerun 'Locator expected' --only-rerun 'Page expected' --only-rerun 'Timeout [0-9]+ms exceeded'
UV := .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run up down test test-quick test-clients pictures faults lint format bench load messages secrets lock derive

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo '  PORT= picks the port, DB= the database (made if absent), ARGS= goes on to pytest'

run: ready ## serve the register with its demo; Ctrl-C stops all of it
	@bin/cluster run bin/serve

up: ready ## start the private services and a worker in the background, migrated and with the demo
	@bin/cluster up
	@bin/prepare
	@DATABASE_USER=border_gis_web bin/jobs up

down: ## stop the private services
	-@bin/jobs down
	@bin/cluster down

test: ready-to-test ## every test, in a database of its own
	@PG_CLUSTER=tests bin/cluster run pytest -n auto --dist loadgroup $(SECOND_TRY) $(ARGS)

test-quick: ready-to-test ## the tests without a browser, fewer examples for each property
	@HYPOTHESIS_PROFILE=quick PG_CLUSTER=tests bin/cluster run pytest -n auto --dist loadgroup -m "not browser and not slow" $(ARGS)

test-clients: ready-to-test ## reports in QGIS and GDAL's programs, which come by apt
	@bin/system clients
	@PG_CLUSTER=tests bin/cluster run pytest tests/clients --override-ini addopts="-ra --create-db" $(ARGS)

pictures: ready-to-test ## take the pictures of README and guide anew from the pages
	@PG_CLUSTER=tests bin/cluster run pytest tests/browser/pictures.py $(ARGS)

faults: ready-to-test ## many writers, kills, full disk and fuzzing at the counts of the acceptance (20 by 50, 20, 10)
	@FAULTS=full PG_CLUSTER=tests bin/cluster run pytest tests/faults $(ARGS)

lint: ready-to-test ## style, import order, templates, missing migrations, registry addresses
	ruff check
	ruff format --check
	bandit --quiet --configfile pyproject.toml --recursive apps border_gis spatial_data bin manage.py
	lint-imports
	djlint --check --lint map_templates
	python manage.py makemigrations --check --dry-run
	python bin/check_addresses.py

format: ready-to-test ## put code and templates into their standard form
	ruff check --fix
	ruff format
	djlint --quiet --reformat map_templates

bench: ready-to-test ## medians and ratios at 10^3, 10^5 and 10^6 events
	@bin/cluster run python -m tests.bench $(ARGS)

load: ready-to-test ## 50 and 200 people at work on 5,000 segments and 10^6 operations of history
	@bin/cluster run python -m tests.load

messages: ready-to-test ## collect the strings to translate into locale/
	python manage.py makemessages --locale lv --no-obsolete --no-wrap --ignore node_modules --ignore tests

secrets: ## make the random secrets that docker-compose.yml reads
	@bin/secrets

lock: $(STAMPS)/venv ## pin every dependency again, with hashes and without addresses
	@bin/lock

derive: $(STAMPS)/data ## derive the open layers of spatial_data/ again from their pinned sources
	python -m spatial_data.border_line
	python -m spatial_data.context_layers

# ---- what the commands stand on

.PHONY: python system-to-run system-to-test ready ready-to-test
python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: sudo apt-get install -y python3" >&2; exit 2; }

system-to-run: python
	@$(PYTHON) bin/system run

system-to-test: python
	@$(PYTHON) bin/system test

ready: system-to-run $(STAMPS)/run $(FRONT) $(BUNDLE) $(MESSAGES)

ready-to-test: system-to-test ready $(STAMPS)/test

$(STAMPS)/venv: requirements-uv.txt | system-to-run
	@test -x .venv/bin/pip || $(PYTHON) -m venv --clear .venv
	@mkdir -p $(STAMPS)
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(STAMPS)/run: requirements.txt $(STAMPS)/venv
	@echo "Installing Python libraries"
	@$(UV) -r $<
	@touch $@

$(STAMPS)/test: requirements-test.txt $(STAMPS)/run
	@echo "Installing the tests' libraries"
	@$(UV) -r $<
	@touch $@

# Node comes from the system if it is new enough and has npm, else from its wheel
$(STAMPS)/node: requirements-node.txt $(STAMPS)/venv
	@npm --version >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20)' 2>/dev/null \
	  || $(UV) -r $<
	@touch $@

$(STAMPS)/data: requirements-data.txt $(STAMPS)/run
	@$(UV) -r $<
	@touch $@

node_modules/.package-lock.json: package-lock.json $(STAMPS)/node
	@echo "Installing front-end libraries"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(FRONT): bin/vendor.mjs node_modules/.package-lock.json
	@node bin/vendor.mjs

$(BUNDLE): bin/bundle.mjs $(FRONT) $(wildcard map_templates/static/map/*.js map_templates/static/css/*.css)
	@node bin/bundle.mjs

%.mo: %.po $(STAMPS)/run
	@python bin/compile_messages.py $<
