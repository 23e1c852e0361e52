# Everything a fresh machine needs: `make demo` and `make test` set up what they use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Python keeps what it has compiled, whatever the shell says, since tests start many processes of it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check-tests stories bench check-style golden handbook clean

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Remit needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# an older pip writes commands that import what takes them six milliseconds more to start
	-$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $(READY)

demo: $(READY)  ## check the example portfolio and show what is found
	@cd examples/portfolio && ../../$(BIN)/remit check --as-of 2026-11-23; \
	status=$$?; test $$status -le 1 || exit $$status; \
	echo; \
	echo "That is what a portfolio office would see. The check ended with status $$status: in CI, a finding"; \
	echo "that blocks stops the change. The demonstration ends with 0, since findings are what it shows."

test: $(READY)  ## style, types, and all tests but the stories, beside each other
	@$(MAKE) --no-print-directory --jobs=2 check-style check-tests

check-tests: $(READY)
	$(BIN)/python -m pytest -n auto -m 'not story'

stories: $(READY)  ## builds, installs, browsers, servers, fresh environments
	$(BIN)/python -m pytest -n auto --dist loadfile -m story

bench: $(READY)  ## Remit beside other engines on the same work; takes a quarter of an hour
	$(BIN)/python -m pip install --quiet --upgrade pip  # the scripts that it writes start sooner than those of old ones
	$(BIN)/python -m pip install --quiet --force-reinstall --no-deps --editable .
	$(BIN)/python -m benchmarks.peers

check-style: $(READY)
	$(BIN)/ruff check engine tests examples benchmarks
	$(BIN)/ruff format --check engine tests examples benchmarks
	$(BIN)/mypy --strict engine/remit
	$(BIN)/remit fmt --check rules examples benchmarks

golden: $(READY)  ## rewrite the golden files and the table of functions
	REMIT_GOLDEN=rewrite $(BIN)/python -m pytest tests/reports tests/test_language_reference.py tests/test_transcripts.py

handbook: $(READY)  ## write rules/README.md anew from the rules and their tests
	$(BIN)/remit docs rules --title "The standard policies" --preface rules/preface.md --no-waivers --output rules/README.md

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache
