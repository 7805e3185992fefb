# Every target sets up what it needs. Parameters of `up` come from the environment: `PORT=9000 make up`.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
# Runs a command with throwaway servers.
SERVED := $(PYTHON) -m tests.support.servers.services

.DEFAULT_GOAL := help
.PHONY: help up ready test quick check fix hooks messages architecture lock outdated bench weight screenshots icons drill

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

up: $(VENV)/.embedded ## Start everything on http://127.0.0.1:8000; PORT, HOST and DATA_DIR change where
	@$(PYTHON) manage.py up

ready: $(VENV)/.embedded ## Install what runs into .venv, and start nothing

test: check ## All checks, then all tests, a file of them at a time
	$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder

quick: $(VENV)/.dev ## Lint, and the tests of what changed since main, without browsers; ONLY=tests/lessons/search for those of a feature
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(PYTHON) -m tests.support.commands.quick $(ONLY)

check: $(VENV)/.dev ## Lint, types, layers, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint --deny-warnings static
	$(BIN)/oxfmt --check static
	$(BIN)/djlint --check --quiet templates
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(SERVED) $(BIN)/mypy
	$(SERVED) $(PYTHON) manage.py makemigrations --check --dry-run
	$(SERVED) $(PYTHON) manage.py check_translations

fix: $(VENV)/.dev ## Repair what can be repaired by itself
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	$(BIN)/oxfmt static
	$(BIN)/djlint --reformat --quiet templates || true  # it calls a change a failure

hooks: $(VENV)/.dev ## Let git ask `make check` its quick questions before each commit
	$(BIN)/pre-commit install

messages: $(VENV)/.dev ## Bring the texts to translate up to date
	$(SERVED) $(PYTHON) manage.py update_translations

architecture: $(VENV)/.dev ## Draw docs/architecture.svg from the import contracts
	$(PYTHON) -m tests.support.commands.architecture

bench: $(VENV)/.dev ## What pages cost; fails if that is more than it may be. ROWS=200000, QUICK=1 for the counts alone
	$(PYTHON) -m bench $(if $(QUICK),--quick) $(if $(ROWS),--rows $(ROWS))

drill: $(VENV)/.embedded ## Restore a backup beside the living memory, check it, and throw it away
	@$(PYTHON) manage.py drill

weight: $(VENV)/.dev ## What each page costs over the wire; fails if one is too heavy
	$(PYTHON) -m pytest -q -s tests/journeys/pages/test_weight.py

screenshots: $(VENV)/.dev ## Photograph every page
	$(PYTHON) -m tests.support.commands.screenshots

icons: $(VENV)/.dev ## Draw icons and preview anew, after the mark has changed
	$(PYTHON) -m tests.support.commands.icons

lock: ## Lock the dependencies of pyproject.toml; UPGRADE=--upgrade for newer versions; needs uv
	uv pip compile $(LOCK) -o requirements/prod.txt
	uv pip compile $(LOCK) -o requirements/embedded.txt --extra embedded -c requirements/prod.txt
	uv pip compile $(LOCK) -o requirements/dev.txt --extra embedded --extra dev -c requirements/embedded.txt

outdated: $(VENV)/.dev ## Which dependencies have newer versions; needs uv
	uv pip list --outdated --python $(PYTHON)

LOCK = pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

# --- setup: with uv if it is there, else with venv and pip ---------------------

# The pins of dev.txt include those of embedded.txt, so that whoever has the one has the other.
$(VENV)/.dev: requirements/dev.txt | $(PYTHON)
	@$(call install,$<)
	@touch $@ $(VENV)/.embedded

$(VENV)/.embedded: requirements/embedded.txt | $(PYTHON)
	@$(call install,$<)
	@touch $@

define install
	echo "Installing $(1) …"; \
	if uv --version >/dev/null 2>&1; \
	then uv pip install --quiet --python $(PYTHON) --require-hashes -r $(1); \
	else $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); fi
endef

$(PYTHON):
	@rm -rf $(VENV)
	@if uv --version >/dev/null 2>&1; then uv venv --quiet --python '>=3.11' $(VENV); else $(venv); fi

define venv
	for python in python3 python3.14 python3.13 python3.12 python3.11 none; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done; \
	if [ "$$python" = none ]; then echo "Python 3.11 or newer is needed: install it, or uv." >&2; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; \
	then echo "$$python lacks its venv module: install it (Debian: apt install python3-venv)." >&2; exit 1; fi; \
	"$$python" -m venv $(VENV)
endef
