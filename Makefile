# The commands of this repository. Each says in one sentence what it misses; the work is in tools/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.PHONY: help run test quick check fmt lock translations reference bench drill fuzz clean

PYTHON := .venv/bin/python
export PYTHONPATH := src

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 20

run: ## install what is missing, load the demo, serve on PORT (8000): the first command of a newcomer
	@tools/python-env base
	tools/node-env .
	tools/frontend
	NGO2_DEMO=$${NGO2_DEMO:-1} exec $(PYTHON) -m ngo2 start

test: ## the whole suite, on SQLite and then on PostgreSQL, with a real browser
	@tools/test

quick: ## the suite on SQLite without a browser; ARGS="-k name" narrows it
	@tools/python-env dev
	$(PYTHON) -m pytest -q -m "not browser" -n $${NGO2_TEST_WORKERS:-2} $(ARGS)

check: ## style, types, layers, templates, migrations, translations, reference pages, deployment
	@tools/python-env dev
	tools/check

fmt: ## let ruff and djade put the code in order
	@tools/python-env dev
	.venv/bin/ruff check --fix-only -q .
	.venv/bin/ruff format -q .
	git ls-files 'src/**/templates/**/*.html' | xargs -r .venv/bin/djade --target-version 5.2 || true

lock: ## write the hashed requirements anew from the .in files
	@tools/lock

translations: ## collect the texts of code and templates, compile the Chinese; ARGS="--merge FILE"
	@$(PYTHON) tools/translations.py $(ARGS)

reference: ## write docs/reference and the last column of docs/acceptance.md anew from the code
	@$(PYTHON) tools/reference.py
	$(PYTHON) tools/acceptance.py

bench: ## the figures of benchmarks/
	@tools/python-env base
	tools/node-env .
	tools/frontend
	$(PYTHON) -m benchmarks.pages $(ARGS)
	$(PYTHON) -m benchmarks.start
	$(PYTHON) -m benchmarks.imports
	$(PYTHON) -m benchmarks.exports
	$(PYTHON) -m benchmarks.backup
	$(PYTHON) -m benchmarks.duplicates
	$(PYTHON) -m benchmarks.matching

drill: ## kills, restarts, a full disk, restores under load; ARGS="--kills 20" shortens it
	@tools/python-env dev
	PYTHONPATH=src:. env -u DATABASE_URL $(PYTHON) -m tests.drills $(ARGS)
	export NGO2_TEST_POSTGRES=$${NGO2_TEST_POSTGRES:-synced}
	PYTHONPATH=src:. $(PYTHON) tools/postgres.py $(PYTHON) -m tests.drills $(ARGS)

fuzz: ## asks the API 300 times an operation what its own description allows, on SQLite and PostgreSQL
	@tools/python-env dev
	export NGO2_FUZZ_EXAMPLES=$${NGO2_FUZZ_EXAMPLES:-300}
	env -u DATABASE_URL $(PYTHON) -m pytest -q src/ngo2/api/tests/test_schemathesis.py
	$(PYTHON) tools/postgres.py $(PYTHON) -m pytest -q src/ngo2/api/tests/test_schemathesis.py

clean: ## remove what the commands above made (not your data: that is in NGO2_DATA_DIR)
	@rm -rf .venv .boot node_modules tests/browser/node_modules tests/browser/.chromium src/ngo2/kernel/ui/static/build src/ngo2/kernel/documents/fonts
	rm -rf .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools -name __pycache__ -prune -exec rm -rf {} +
