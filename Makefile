# Two commands on a fresh machine: `make run` and `make test`. Everything goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
SPECS ?= ../shared/specs

.PHONY: run test test-real test-specs lint fix docs messages bench lock clean

run: .venv/ready
	$(BIN)/sar export ann@example.com --sandbox

test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2

# real servers on 127.0.0.1; says so and skips where they cannot be installed
test-real: .venv/ready .make/browser/node_modules
	SAR_BROWSER="$(abspath .make/browser)" $(BIN)/pytest tests/real -o addopts="-q -rs -p no:cacheprovider"

# the vendors' own API descriptions as referees: SPECS is a folder that is not part of this project
test-specs: .venv/ready .make/prism/node_modules
	SAR_SPECS="$(abspath $(SPECS))" SAR_PRISM="$(abspath .make/prism)" $(BIN)/pytest tests/specs -o addopts="-q -rs -p no:cacheprovider"

.make/prism/node_modules:
	mkdir -p .make/prism
	-cd .make/prism && npm install --no-audit --no-fund --silent @stoplight/prism-cli@5.14.2

.make/browser/node_modules:
	mkdir -p .make/browser
	-cd .make/browser && npm install --no-audit --no-fund --silent playwright-core@1.65.1 axe-core@4.14.1

lint: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

fix: .venv/ready
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

docs: .venv/ready
	$(BIN)/python docs/generate.py

# after a change of what is said: new sentences into the catalogues of translations
messages: .venv/ready
	$(BIN)/python docs/messages.py

bench: .venv/ready
	@for one in bench/*.py; do echo "== $$one"; PYTHONPATH=. $(BIN)/python $$one || exit 1; done

# after a change of pyproject.toml: pins and hashes, no index named
lock: .venv/ready
	$(BIN)/pip-compile -q --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --extra dev --extra postgres --allow-unsafe -o requirements/dev.txt pyproject.toml

.venv/ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("sar needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .venv out dist
