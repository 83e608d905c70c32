# `make demo` processes the sample session; `make test` runs the tests; both set everything up.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The tests start the program hundreds of times: it must not be compiled each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint bench catalogues messages constraints clean

$(VENV)/.run: constraints.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r constraints.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: constraints-dev.txt $(VENV)/.run
	$(PIP) install --quiet --require-hashes -r constraints-dev.txt
	touch $@

demo: $(VENV)/.run
	$(BIN)/archiver demo

# Most of the time is spent waiting for feeds in real time: more processes than processors do no harm.
# The files that take longest come first, so that no process is left alone with one at the end.
test: $(VENV)/.dev catalogues
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

check: lint test

lint: $(VENV)/.dev catalogues
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

catalogues: $(VENV)/.dev
	$(BIN)/python -c "from pathlib import Path; from hatch_build import compile_catalogues; compile_catalogues(Path('archiver/locale'))"

# Extracts the messages anew and merges them into the French catalogue; then translate what is empty.
messages: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k ngettext:1,2 --no-location --sort-output --no-wrap -o archiver/locale/archiver.pot archiver
	$(BIN)/pybabel -q update -D archiver -i archiver/locale/archiver.pot -d archiver/locale -l fr --no-fuzzy-matching --ignore-obsolete --no-wrap
	sed -i -E '/^"(Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):/d' archiver/locale/fr/LC_MESSAGES/archiver.po

# Needs pip-tools. Hashes, no addresses.
constraints:
	pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --all-build-deps -o constraints.txt pyproject.toml
	pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --all-build-deps --extra dev -c constraints.txt -o constraints-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache
