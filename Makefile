# Two commands: `make` does the main job on the shipped dataset, `make test` runs every check.

PYTHON ?= python3
BIN := .venv/bin
CLAIMGRAPH := $(BIN)/claimgraph

RECORDS := $(shell find data ontology -name '*.ttl')
INPUTS := $(RECORDS) claimgraph.toml $(shell find src -name '*.py')

.DELETE_ON_ERROR:
.PHONY: all test earl lock clean

all: build/validation.txt build/derived.ttl build/answer.txt build/dataset.jsonld build/dataset.nq build/site/index.html
	@echo
	@echo "validated:  $$(tail -n 1 build/validation.txt)"
	@echo "derived:    what is new, in Turtle                      build/derived.ttl"
	@echo "answered:   fronts-and-affiliates, in full              build/answer.txt"
	@echo "exported:   JSON-LD                                     build/dataset.jsonld"
	@echo "            N-Quads                                     build/dataset.nq"
	@echo "published:  the site                                    build/site/index.html"
	@echo "Next: $(CLAIMGRAPH) --help"

test: .venv/dev .packages tests/browser/node_modules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest $(TOGETHER)

# Two at a time, each file by one of them: many tests wait for other processes, and more would each start the servers. Files
# are begun in their order, which has short ones at its end.
TOGETHER := --numprocesses 2 --dist loadfile --no-loadscope-reorder

# What is tested against: a remote store, servers, a browser. Where one cannot be installed, its tests skip, or fail if
# nothing may skip.
PACKAGES := virtuoso-opensource-7-bin nginx-light apache2-bin caddy chromium chromium-driver
PROGRAMS := virtuoso-t nginx apache2 caddy chromium chromedriver

.PHONY: .packages
.packages:
	@export PATH="$$PATH:/usr/sbin"; missing=; \
	for name in $(PROGRAMS); do command -v $$name > /dev/null || missing=1; done; \
	[ -z "$$missing" ] || ! command -v apt-get > /dev/null || \
	    { root=; [ "$$(id -u)" = 0 ] || root="sudo -n"; \
	      $$root apt-get update -qq && \
	      DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq --no-install-recommends \
	          $(PACKAGES) > /dev/null; } || echo "not all of these could be installed: $(PACKAGES)"

tests/browser/node_modules: tests/browser/package.json
	@npm install --silent --no-package-lock --prefix tests/browser && touch $@ || echo "what tests need from npm could not be installed"

# The outcome of the W3C SHACL suite (../shared/w3c/shacl) with both engines, in EARL: docs/earl/shacl.ttl.
earl: .venv/dev
	CLAIMGRAPH_RENEW_EARL=1 $(BIN)/pytest tests/validate/test_w3c.py

# Resolve the versions anew; every other target installs exactly what is locked.
lock: .venv/dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --extra build --output-file requirements/run.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --extra build --extra dev --constraint requirements/run.txt \
	    --output-file requirements/dev.txt pyproject.toml

clean:
	rm -rf build .venv

# ---------------------------------------------------------------- the environment

.venv/run: requirements/run.txt pyproject.toml
	@echo "installing into .venv, at the versions of $<"
	@$(PYTHON) -m venv .venv || { apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

# ---------------------------------------------------------------- the main job

build:
	@mkdir -p build

build/validation.txt: .venv/run $(INPUTS) $(wildcard shapes/*.ttl) | build
	@echo "$(CLAIMGRAPH) validate"
	@$(CLAIMGRAPH) validate --output $@ || { code=$$?; cat $@ 2>/dev/null; exit $$code; }

build/derived.ttl: .venv/run $(INPUTS) $(wildcard rules/*) | build
	$(CLAIMGRAPH) infer --output $@

build/answer.txt: .venv/run $(INPUTS) $(wildcard queries/*.rq) | build
	$(CLAIMGRAPH) query fronts-and-affiliates --output $@
	@$(CLAIMGRAPH) query fronts-and-affiliates

build/dataset.jsonld: .venv/run $(INPUTS) | build
	$(CLAIMGRAPH) export --format jsonld --output $@

build/site/index.html: .venv/run $(INPUTS) $(wildcard queries/*.rq rules/* shapes/*.ttl docs/ethics.md) CHANGELOG.md \
    $(shell find src/claimgraph/publish -type f) | build
	$(CLAIMGRAPH) build

build/dataset.nq: .venv/run $(INPUTS) | build
	$(CLAIMGRAPH) export --format nquads --output $@

# ---------------------------------------------------------------- benchmarks

.PHONY: bench-validate
bench-validate: .venv/peers | build
	$(BIN)/python -m benchmarks.validate.compare --runs 3 > build/bench-validate.md
	$(BIN)/python -m benchmarks.validate.sizes > build/bench-validate-sizes.md
	@cat build/bench-validate.md build/bench-validate-sizes.md

# A peer that cannot be installed here is left out of the table, which says so.
.venv/peers: .venv/dev benchmarks/validate/package.json
	-$(BIN)/pip install --quiet --disable-pip-version-check pyrudof reasonable
	-npm install --silent --no-package-lock --prefix benchmarks/validate
	-test -e /usr/share/java/jena-core.jar || { apt-get update -qq && apt-get install -y -qq libapache-jena-java; }
	@touch $@

.PHONY: bench-reason
bench-reason: .venv/peers | build
	$(BIN)/python -m benchmarks.reason.compare --grow 10000000 > build/bench-reason.md
	@cat build/bench-reason.md

.PHONY: bench-query
bench-query: .venv/peers | build
	$(BIN)/python -m benchmarks.query.compare --grow 30000000 > build/bench-query.md
	@cat build/bench-query.md

# What the tests do with samples, in full: 2,000 generated ontologies, 200 killed runs and builds.
.PHONY: agreement
agreement: .venv/dev
	CLAIMGRAPH_EXAMPLES=2000 CLAIMGRAPH_KILLS=200 $(BIN)/pytest tests/reason/test_agreement.py tests/reason/test_renewal.py tests/query/test_cache.py tests/publish/test_build.py

.PHONY: bench-export
bench-export: .venv/dev | build
	$(BIN)/python -m benchmarks.export.compare > build/bench-export.md
	@cat build/bench-export.md

.PHONY: bench-site
bench-site: .venv/dev | build
	$(BIN)/python -m benchmarks.site.compare > build/bench-site.md
	@cat build/bench-site.md
