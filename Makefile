# Two commands: `make live` puts the demo shop on air, `make test` checks everything.
# Both set up what they need in .venv, once. `make voices` adds the engines that need torch or large models,
# `make evals` what judges conversations offline, `make photo` an environment of its own that `nightshift avatar photo`
# prepares pictures with.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PHOTO := .venv-photo
PHOTO_PYTHON ?= $(shell for p in python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' >/dev/null 2>&1 && { echo $$p; break; }; done)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
ARGS ?=

.PHONY: live test voices photo evals lock clean

live: $(VENV)/.live
	@$(BIN)/nightshift live $(ARGS)

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Nightshift needs Python 3.11, 3.12 or 3.13; install one or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.live: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Nightshift into $(VENV) (once, about 800 MB) ..."
	@$(INSTALL) -r requirements.lock
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing Nightshift and its test tools into $(VENV) (once) ..."
	@$(INSTALL) -r requirements-dev.lock
	@$(INSTALL) --editable .
	@touch $@ $(VENV)/.live

voices: $(VENV)/.voices

$(VENV)/.voices: requirements-voices.lock | $(VENV)/.live
	@echo "Installing sherpa-onnx, coqui-tts and torch into $(VENV) (once, about 1.6 GB) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 -c requirements-voices.lock
	@$(INSTALL) -r requirements-voices.lock
	@touch $@

photo: $(PHOTO)/.ready

$(PHOTO)/.ready: requirements-photo.lock
	@test -n "$(PHOTO_PYTHON)" || { echo "Preparing photos needs Python 3.11 or 3.12 (mediapipe has no newer); name one: make photo PHOTO_PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Installing mediapipe into $(PHOTO), to prepare photos with (once, about 460 MB) ..."
	@rm -rf $(PHOTO)
	@$(PHOTO_PYTHON) -m venv $(PHOTO)
	@$(PHOTO)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-photo.lock
	@touch $@

evals: $(VENV)/.evals

$(VENV)/.evals: requirements-evals.lock | $(VENV)/.live
	@echo "Installing Inspect AI into $(VENV) (once, about 100 MB) ..."
	@$(INSTALL) -r requirements-evals.lock
	@touch $@

lock:
	sh docs/lock.sh

clean:
	rm -rf $(VENV) $(PHOTO) *.egg-info
