# SPDX-License-Identifier: GPL-3.0-or-later
# What editors run; each target calls one command. P= and L= narrow a target to publications and languages; V=1 says all,
# JSON=1 says it to machines. `make help` prints what stands behind ##, under the headings ##@.
PYTHON ?= $(shell command -v python3 || echo /usr/bin/python3)
PIPELINE = @.venv/bin/python -m pipeline $(if $(V),--verbose) $(if $(JSON),--json)
LOCK = @.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.13 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml
# One more than there are cores: while a test waits for a browser, a lock or a build, another goes on.
WORKERS = $(shell expr $$(nproc) + 1)
# --max-worker-restart 0: where a process of the tests dies, they end, and do not wait for it for ever.
# Where the environment forbids it, the pipeline would be compiled anew by each command.
unexport PYTHONDONTWRITEBYTECODE
NARROW = $(if $(P),--publication $(P)) $(if $(L),--language $(L))
.DEFAULT_GOAL := all
.PHONY: all html pdf epub plan update check kit settle progress preview release serve setup test test-all fuzz campaign growth check-pdf bench bench-scale corpus lock clean help

##@ Daily
all: .venv/ready-to-run  ## all editions, HTML, PDF and EPUB, and the download site, into build/site
	$(PIPELINE) build $(NARROW)
html: .venv/ready-to-run  ## the HTML editions alone
	$(PIPELINE) build --format html $(NARROW)
pdf: .venv/ready-to-run  ## the PDF editions alone; make pdf PRINT=1: files for the printer, into build/print
	$(PIPELINE) $(if $(PRINT),print,build --format pdf) $(NARROW)
epub: .venv/ready-to-run  ## the EPUB editions alone
	$(PIPELINE) build --format epub $(NARROW)
plan: .venv/ready-to-run  ## what make would make, why, and for how long
	$(PIPELINE) plan $(NARROW)
update: .venv/ready-to-run  ## extract the messages, then bring every catalogue up to date
	$(PIPELINE) update $(NARROW)
check: .venv/ready-to-run  ## proofread the catalogues; exit code 1 for errors and warnings; V=1: each notice; IN=sq: in that language
	$(PIPELINE) check $(NARROW) $(if $(IN),--in $(IN))
progress: .venv/ready-to-run  ## how far each translation is, in words and messages
	$(PIPELINE) progress $(NARROW)
preview: .venv/ready-to-run  ## an edition in the browser, renewed as you save: make preview L=sq P=usual-procedures
	$(PIPELINE) preview $(NARROW)
##@ Translating
kit: .venv/ready-to-run  ## work in the language L=… for a translator without git, as one .zip in build/kits
	$(PIPELINE) kit make $(NARROW)
settle: .venv/ready-to-run  ## what was translated on both sides; TAKE=hers (or ours) AT=FILE.po:LINE settles it, without AT all of L=…
	$(PIPELINE) settle $(or $(TAKE),list) $(if $(filter hers ours,$(TAKE)),$(or $(AT),--all)) $(if $(L),--language $(L))
##@ Publishing
release: .venv/ready-to-run  ## freeze the editions that are ready: archive/ and releases.toml
	$(PIPELINE) release $(NARROW)
serve: .venv/ready-to-run  ## show build/site in a browser of this machine
	$(PIPELINE) serve
##@ Maintaining
setup:  ## install what is missing, in the versions that are pinned
	@$(PYTHON) pipeline/bootstrap.py
test: .venv/ready-to-test  ## lint, types and tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy & types=$$!; .venv/bin/python -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder --max-worker-restart 0 -m "not slow"; tests=$$?; \
		wait $$types && exit $$tests
test-all: .venv/ready-to-test .venv-weblate/ready  ## the same, and the slow tests too
	@$(MAKE) --no-print-directory test
	@.venv/bin/python -m pytest -m slow
fuzz: .venv/ready-to-test  ## random books, each checked: make fuzz BOOKS=1000 SECONDS=900 SEED=0
	@.venv/bin/python -m tests.fuzz.run $(if $(BOOKS),--books $(BOOKS)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))
campaign: .venv/ready-to-test  ## faults, lives and random books until the time is over, for docs/guarantees.md: make campaign SECONDS=3600
	@EXAMPLES=$(or $(EXAMPLES),500) .venv/bin/python -m pytest -q -m "hypothesis and not slow" -n auto --hypothesis-profile=campaign
	@.venv/bin/python -m tests.faults --seconds $$(($(or $(SECONDS),3600) / 3)) --figures docs/campaigns/faults.json
	@.venv/bin/python -m tests.laws --seconds $$(($(or $(SECONDS),3600) / 3)) --figures docs/campaigns/laws.json
	@.venv/bin/python -m tests.fuzz.run --seconds $$(($(or $(SECONDS),3600) / 3)) --books 1000000 --seed $$(date +%s) --figures docs/campaigns/books.json
	@RENEW=1 .venv/bin/python -m pytest tests/test_guarantees.py
growth: .venv/ready-to-test  ## how the time for one text grows with its length, check by check: make growth ROW=broken-markup
	@.venv/bin/python -m tests.growth $(if $(ROW),--row '$(ROW)')
check-pdf: .venv/ready-to-test  ## every PDF of build/site through veraPDF and the structural checker
	@.venv/bin/python -m tests.check_pdf
bench: .venv/ready-to-test  ## what work costs, against stock tools in the same run; ROW=html: rows of that name
	@.venv/bin/python -m tests.bench $(if $(ROW),--row '$(ROW)')
bench-scale: .venv/ready-to-test  ## how time and memory grow with documents, messages, languages, pages and editions, into docs/scaling.svg
	@.venv/bin/python -m tests.bench.scale
corpus: .venv/ready-to-test  ## public projects, adopted and built, into docs/corpus.md: make corpus MIRROR=DIR ROW=tiled RESERVE=1
	@.venv/bin/python -m tests.corpus $(if $(MIRROR),--mirror '$(MIRROR)') $(if $(ROW),--row '$(ROW)') $(if $(RESERVE),--reserve)
lock: .venv/ready-to-test  ## renew the lists of Python packages with their hashes
	$(LOCK) --extra setup --output-file requirements.txt
	$(LOCK) --extra setup --extra test --output-file requirements-test.txt --constraint requirements.txt
	@cd tests/weblate && ../../.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.13 --generate-hashes \
		--custom-compile-command "make lock" requirements.in --output-file requirements.txt
clean:  ## empty build/
	@find build -mindepth 1 ! -name .gitignore -delete
help:  ## this list
	@awk -F ':.*## ' '/^##@ / { print substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'P=… and L=… narrow a target, also to several: make html P="a b" L=de. V=1 says all; JSON=1 is for machines.'
	@echo 'All else: west-pipeline --help'

.venv/ready-to-run: requirements.txt pyproject.toml pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py
.venv/ready-to-test: requirements-test.txt pyproject.toml pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py test
.venv-weblate/ready: tests/weblate/requirements.txt pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py weblate
