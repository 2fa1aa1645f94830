# SPDX-License-Identifier: GPL-3.0-or-later
# What editors run; each target calls one command. P= and L= narrow a target to publications and languages; V=1 says all,
# JSON=1 says it to machines. `make help` prints what stands behind ##, under the headings ##@.
PYTHON ?= $(shell command -v python3 || echo /usr/bin/python3)
PIPELINE = @WEST_PIPELINE_BY_MAKE=1 .venv/bin/python -m pipeline $(if $(V),--verbose) $(if $(JSON),--json)
# One more than there are cores: while a test waits for a browser, a lock or a build, another goes on.
WORKERS = $(shell expr $$(nproc) + 1)
# --max-worker-restart 0: where a process of the tests dies, they end, and do not wait for it for ever.
# Where the environment forbids it, the pipeline would be compiled anew by each command.
unexport PYTHONDONTWRITEBYTECODE
NARROW = $(if $(P),--publication $(P)) $(if $(L),--language $(L))
.DEFAULT_GOAL := all
.PHONY: all html pdf epub update check progress preview kit release serve test bench accessibility docs clean help

##@ Daily
all: .venv/ready-to-run  ## all editions, HTML, PDF and EPUB, and the download site, into build/site
	$(PIPELINE) build $(NARROW)
html: .venv/ready-to-run  ## only the HTML editions
	$(PIPELINE) build --format html $(NARROW)
pdf: .venv/ready-to-run  ## only the PDF editions
	$(PIPELINE) build --format pdf $(NARROW)
epub: .venv/ready-to-run  ## only the EPUB editions
	$(PIPELINE) build --format epub $(NARROW)
update: .venv/ready-to-run  ## extract the messages, then bring every catalogue up to date
	$(PIPELINE) update $(NARROW)
check: .venv/ready-to-run  ## find mistakes in catalogues and sources; exit code 1 for errors and warnings; V=1: each notice; IN=sq: in that language
	$(PIPELINE) check $(NARROW) $(if $(IN),--in $(IN))
progress: .venv/ready-to-run  ## show how far each translation is, in words and messages
	$(PIPELINE) progress $(NARROW)
preview: .venv/ready-to-run  ## an edition in the browser, updated as you save: make preview L=sq P=usual-procedures
	$(PIPELINE) preview $(NARROW)
##@ Translating
kit: .venv/ready-to-run  ## work in the language L=… for a translator without git, as one .zip in build/kits
	$(PIPELINE) kit make $(NARROW)
##@ Publishing
release: .venv/ready-to-run  ## freeze the editions that are ready: archive/ and releases.toml
	$(PIPELINE) release $(NARROW)
serve: .venv/ready-to-run  ## show build/site in a browser on this machine
	$(PIPELINE) serve
##@ Maintaining
test: .venv/ready-to-test  ## lint, types and tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy & types=$$!; .venv/bin/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder --max-worker-restart 0 -m "not slow"; tests=$$?; \
		wait $$types && exit $$tests
bench: .venv/ready-to-test  ## measure the cost of work, against stock tools in the same run; ROW=html: only these rows
	@.venv/bin/python -m tests.bench $(if $(ROW),--row '$(ROW)')
accessibility: .venv/ready-to-test  ## check every page with axe-core and every PDF with veraPDF, and record it for the site's statement
	@.venv/bin/python -m tests.accessibility
docs: .venv/ready-to-run  ## the handbook, HTML, PDF and EPUB, into build/docs; two of its books in four languages
	$(PIPELINE) --project docs build $(NARROW)
clean:  ## empty build/
	@find build -mindepth 1 ! -name .gitignore -delete
help:  ## this list
	@awk -F ':.*## ' '/^##@ / { print substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'P=… and L=… narrow a target, also to several: make html P="a b" L=de. V=1 prints details, JSON=1 prints JSON.'
	@echo 'More commands: .venv/bin/west-pipeline --help'

.venv/ready-to-run: requirements.txt pyproject.toml pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py
.venv/ready-to-test: requirements.txt requirements-test.txt tests/machine.toml pyproject.toml pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py test
