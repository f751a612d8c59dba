# Everything a developer or CI runs.  Needs Python 3.11 or later, make and git; the rest is installed into .venv.
#
#   make demo    build a knowledge base from corpus/ and ask it three questions
#   make test    ruff, mypy --strict and pytest
#   make eval    score the answers and the clauses on the golden sets; make eval-statutes: finding among 58,590 articles
#   make bench   measure time and memory
#   make lock    choose the newest versions anew and write requirements.lock

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEMO   := build/demo.kb
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := test
.DELETE_ON_ERROR:
.PHONY: demo test lint types check eval eval-statutes bench lock clean

# The stamp is newer than the lock and the metadata, or the environment is brought up to date.
# Installing is exact: the lock first, then the project itself without looking for dependencies.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "cannot make a virtual environment (on Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@echo "installing requirements.lock into $(VENV) ..." >&2
	@$(PIP) install --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP)
	@mkdir -p build
	$(BIN)/kb --kb $(DEMO) build corpus
	$(BIN)/kb --kb $(DEMO) ask 上班时间玩游戏罚多少
	$(BIN)/kb --kb $(DEMO) ask 盘点报告交给谁
	$(BIN)/kb --kb $(DEMO) ask 忘记打卡怎么办

test: check
	$(BIN)/python -m pytest

check: lint types

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy --strict

eval: $(STAMP)
	$(BIN)/python -m bench.evaluate

# Some minutes: the statutes are built into a knowledge base first.
eval-statutes: $(STAMP)
	$(BIN)/python -m bench.statutes

bench: $(STAMP)
	$(BIN)/python bench/speed.py

# A fresh environment, so that nothing that was tried out by hand slips into the lock.
lock:
	@rm -rf build/lock && mkdir -p build/lock
	@$(PYTHON) -m venv build/lock/venv
	@build/lock/venv/bin/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb")); \
	  print(*p["project"]["dependencies"], *p["dependency-groups"]["dev"], sep="\n")' > build/lock/wanted.txt
	@build/lock/venv/bin/python -m pip --disable-pip-version-check --quiet install --requirement build/lock/wanted.txt
	@build/lock/venv/bin/python -m pip --disable-pip-version-check freeze > requirements.lock
	@rm -rf build/lock
	@git --no-pager diff --stat requirements.lock

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
