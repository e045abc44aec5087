# `make` or `make help` lists the commands.
SHELL := /bin/sh
.DEFAULT_GOAL := help
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --no-sync
PORT ?= 8000

.PHONY: help demo test check bench soak format assets system clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: .venv/demo assets system ## build the demonstration world and serve it on http://127.0.0.1:$(PORT)
	$(RUN) portal demo --port $(PORT)

test: .venv/dev assets system ## install what the tests need and run them all
	@$(RUN) python scripts/system_packages.py chromium
	$(RUN) pytest -q -n auto --dist worksteal -m "not browser"
	$(RUN) pytest -q -n 2 --dist worksteal -m browser

check: .venv/dev ## lint, format, types, import contracts, templates, spelling, migrations against models
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports --no-logo
	$(RUN) djlint --quiet --lint portal plugins
	$(RUN) codespell
	$(RUN) portal db check

bench: .venv/dev assets system ## measure, each figure as a ratio against a floor or a peer in the same run
	$(RUN) python -m bench

soak: .venv/dev ## kill web, worker and database at random under load, then count what was promised
	$(RUN) python -m soak

format: .venv/dev ## let the formatter have its way
	$(RUN) ruff check --fix-only --quiet .
	$(RUN) ruff format .

assets: portal/web/static/vendor/.made

portal/web/static/vendor/.made: package.json package-lock.json scripts/assets.py | .venv/base
	$(RUN) python scripts/assets.py

system: | .venv/base
	@$(RUN) python scripts/system_packages.py pango

.venv/base: $(UV)
	@test -e .venv/dev || $(UV) sync -q --frozen --no-dev --no-python-downloads
	@touch .venv/base

# Where the tests' packages are installed they stay: a plain sync then, for what changed in pyproject.toml.
.venv/demo: pyproject.toml uv.lock | $(UV)
	@if test -e .venv/dev; then $(UV) sync -q --frozen --no-python-downloads && touch .venv/dev; \
	else $(UV) sync -q --frozen --no-dev --no-python-downloads; fi
	@touch .venv/demo .venv/base

.venv/dev: pyproject.toml uv.lock | $(UV)
	$(UV) sync -q --frozen --no-python-downloads
	@touch .venv/dev .venv/base

.tools/bin/uv:
	python3 -m pip install -q --disable-pip-version-check --target .tools uv

clean: ## remove what the commands made, the demonstration world included
	rm -rf .venv .tools .bench node_modules portal/web/static/vendor instance .mypy_cache .ruff_cache .pytest_cache
