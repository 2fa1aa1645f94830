# SPDX-License-Identifier: GPL-3.0-or-later
# What editors run; each target calls one command. P= and L= narrow a target to a publication and a language.
PYTHON ?= $(shell command -v python3 || echo /usr/bin/python3)
PIPELINE = @.venv/bin/python -m pipeline
LOCK = @.venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.13 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml
NARROW = $(if $(P),--publication $(P)) $(if $(L),--language $(L))
.DEFAULT_GOAL := all
.PHONY: all html pdf update check progress serve test test-all bench lock clean help

all: .venv/ready-to-run  ## all editions, HTML and PDF, and the download site, into build/site
	$(PIPELINE) build $(NARROW)
html: .venv/ready-to-run  ## the HTML editions alone
	$(PIPELINE) build --format html $(NARROW)
pdf: .venv/ready-to-run  ## the PDF editions alone
	$(PIPELINE) build --format pdf $(NARROW)
update: .venv/ready-to-run  ## extract the messages, then bring every catalogue up to date
	$(PIPELINE) update $(NARROW)
check: .venv/ready-to-run  ## proofread the catalogues; exit code 1 where something is found
	$(PIPELINE) check $(NARROW)
progress: .venv/ready-to-run  ## how far each translation is, in words and messages
	$(PIPELINE) progress $(NARROW)
serve: .venv/ready-to-run  ## show build/site in a browser of this machine
	$(PIPELINE) serve
test: .venv/ready-to-test  ## lint, types and tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy
	@.venv/bin/python -m pytest --numprocesses auto --dist loadscope -m "not slow"
test-all: .venv/ready-to-test  ## the same, and the slow tests too
	@$(MAKE) --no-print-directory test
	@.venv/bin/python -m pytest -m slow
bench: .venv/ready-to-test  ## speed, as ratios against stock tools in the same run
	@.venv/bin/python -m tests.bench
lock: .venv/ready-to-test  ## renew the lists of Python packages with their hashes
	$(LOCK) --extra setup --output-file requirements.txt
	$(LOCK) --extra setup --extra test --output-file requirements-test.txt --constraint requirements.txt
clean:  ## empty build/
	@find build -mindepth 1 ! -name .gitignore -delete
help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##  */  make \1:/p' $(MAKEFILE_LIST) | column -t -s:

.venv/ready-to-run: requirements.txt pyproject.toml pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py
.venv/ready-to-test: requirements-test.txt pyproject.toml pipeline/bootstrap.py
	@$(PYTHON) pipeline/bootstrap.py test
