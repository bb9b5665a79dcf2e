# Everything a person runs here. The virtual environment makes itself.
PYTHON ?= python3
BIN := .venv/bin
RUNTIME = $(shell sed -n 's/.*"runtime": *"\([^"]*\)".*/\1/p' zappa_settings.json)
RUNTIME_PYTHON ?= $(RUNTIME)
READY := .venv/.ready

.PHONY: help demo live screenshots bench-board live-env call serve say music plurals docs bench-phone bench-strangers bench-faults bench-poller bench-history \
  bench-callbacks bench-callback-costs bench-voicemail bench-routing bench-server bench-table bench-accuracy bench-accuracy-plot test test-fast test-lambda \
  package soak-lambda bench-lambda format lock clean

help:  ## these lines
	@sed -n -E 's/^([a-z-]+):[^#]*## (.*)$$/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-26s %s\n", $$1, $$2 }'

demo: $(READY)  ## a minute of a simulated contact centre, with a call: no account, no AWS, no docker
	@$(BIN)/python -m simulator.demo

live: $(READY)  ## the same, polled on its schedule until Ctrl-C
	@$(BIN)/python -m simulator.live

live-env: $(READY)  ## variables for a shell, to try `python -m ops` on `make live`: eval "$$(make -s live-env)"
	@$(BIN)/python -m simulator.live_env

call: $(READY)  ## dial into `make live` and hold; PATIENCE=seconds until the caller hangs up, PRESS=1,1 answers its questions
	@$(BIN)/python -m simulator.call $(if $(LINE),--line $(LINE)) $(if $(PATIENCE),--patience $(PATIENCE)) \
	  $(if $(PRESS),--press '$(PRESS)') $(if $(SAY),--say $(SAY))

screenshots: $(READY)  ## draw assets/wallboard.png again, from the running page (needs chromium)
	@$(BIN)/python -m simulator.screenshots

serve: $(READY)  ## answer a real number from this machine, as .env says, without AWS; PORT=8001 for another port
	@$(BIN)/python -m server $(if $(PORT),--port $(PORT))

say: $(READY)  ## what a caller would hear: LINE= WAIT= AGE= AGENTS= LANGUAGE=, WAV=1 renders it
	@$(BIN)/python -m ops say $(if $(LINE),--line $(LINE)) $(if $(WAIT),--wait $(WAIT)) $(if $(AGE),--age $(AGE)) \
	  $(if $(AGENTS),--agents $(AGENTS)) $(if $(filter command,$(origin LANGUAGE)),--language $(LANGUAGE)) $(if $(WAV),--wav build/say)

music: $(READY)  ## generate the hold loop again
	@$(BIN)/python -m ops.hold_music

plurals: $(READY)  ## write the plural forms and times of every language, after adding one
	@$(BIN)/python -m ops plurals

docs: $(READY)  ## write the tables of settings into README.md and docs/settings.md, after a setting was changed
	@$(BIN)/python -m ops settings

bench-phone: $(READY)  ## a warm call beside a bare Flask route that makes the same GetItem
	@$(BIN)/python -m benchmarks.phone

bench-strangers: $(READY)  ## the CPU time of requests with a wrong signature
	@$(BIN)/python -m benchmarks.strangers

bench-faults: $(READY)  ## calls while the table fails for a moment or hangs: who hears the number, and when
	@$(BIN)/python -m benchmarks.passing_faults

bench-poller: $(READY)  ## the poller against thousands of task queues; OPTIONS="--help" lists its options
	@$(BIN)/python -m benchmarks.poller $(OPTIONS)

bench-history: $(READY)  ## what the history costs beside the pages, and how late it is; OPTIONS="--help" lists its options
	@$(BIN)/python -m benchmarks.history $(OPTIONS)

bench-table: $(READY)  ## what a page costs to read and write in a SQLite file
	@$(BIN)/python -m benchmarks.sqlite_table

bench-server: $(READY)  ## signed calls a second to the server, alone and beside a poll; OPTIONS="--help" lists its options
	@$(BIN)/python -m benchmarks.server $(OPTIONS)

bench-board: $(READY)  ## the wallboard: to render, to send, to keep open for a month, and beside calls; OPTIONS=--alone: without calls
	@$(BIN)/python -m benchmarks.board $(OPTIONS)

bench-callbacks: $(READY)  ## days with callbacks beside the same days without; OPTIONS="--help" lists its options
	@$(BIN)/python -m benchmarks.callbacks $(OPTIONS)

bench-callback-costs: $(READY)  ## what callbacks add to a poll: requests to Twilio, units of the table
	@$(BIN)/python -m benchmarks.callback_costs

bench-voicemail: $(READY)  ## what voicemail costs a call, and what a message costs in the table and at Twilio
	@$(BIN)/python -m benchmarks.voicemail

bench-routing: $(READY)  ## what it costs to find a caller's task queue in a workflow of 200 filters
	@$(BIN)/python -m benchmarks.routing

bench-accuracy: $(READY)  ## how accurate the estimates are, in simulated contact centres; QUICK=1 is CI's gate of a minute
	@$(BIN)/python -m benchmarks.accuracy $(if $(QUICK),--quick) $(OPTIONS)

bench-accuracy-plot: $(READY)  ## draw assets/announced-and-experienced.svg again
	@$(BIN)/python -m benchmarks.accuracy.picture $(OPTIONS)

test: $(READY)  ## every check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

test-fast: $(READY)  ## the inner loop, under 40 s on two cores: no test marked slow, few examples of each property
	@$(BIN)/pytest -m "not slow and not on_lambda" --hypothesis-profile few $(OPTIONS)

test-lambda: $(READY)  ## docs/deploy.md typed into a terminal, against an AWS on this machine that enforces permissions
	$(BIN)/pytest -m on_lambda -p no:randomly -n 0 -x tests/on_lambda

package:  ## build/package.zip for STAGE=production, with the Python that it runs on, or RUNTIME_PYTHON=its/path
	@command -v $(RUNTIME_PYTHON) > /dev/null || { echo "zappa_settings.json says $(RUNTIME): install it, or make package RUNTIME_PYTHON=its/path"; exit 1; }
	$(RUNTIME_PYTHON) -m venv --clear build/deploy
	build/deploy/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	VIRTUAL_ENV=$(CURDIR)/build/deploy build/deploy/bin/zappa package $(or $(STAGE),production) --output build/package.zip

soak-lambda: $(READY)  ## a deployment on this machine, its schedule firing and calls arriving: MINUTES=15 long
	$(BIN)/python -m benchmarks.soak $(if $(MINUTES),--minutes $(MINUTES))

bench-lambda: $(READY)  ## the package's size and its cold start, side by side with Zappa's own package
	$(BIN)/python -m benchmarks.cold_start

format: $(READY)  ## fix what the style checks can fix by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(READY): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "Making the virtual environment (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $(READY)

lock:  ## write requirements*.txt from requirements*.in (needs uv)
	for each in requirements requirements-dev requirements-runtime requirements-server; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	    --no-emit-find-links --annotation-style line --output-file $$each.txt $$each.in; done

clean:  ## remove the virtual environment and every cache
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
