# gorae: every command of the README. `make help` lists them.
PYTHON ?= python3
# The order of the tests: the same until it is changed (`make test SEED=7`, `SEED=last`).
SEED ?= 1565981728
# The examples of the property tests: the same each time, or others (`make test EXAMPLES=new`).
EXAMPLES ?= same
# Processes that run the tests: more than cores, since tests wait for engines and clocks longer than they compute.
WORKERS ?= $(shell echo $$((5 * $$(nproc) / 2)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
# A lock names all there is. Asked for dependencies, older pips look past it: for `coverage[toml]` they took a newer
# release than the locked one, and stopped.
LOCKED := $(PIP) --no-deps --require-hashes -r
export GORAE_DATA ?= .gorae
# Packages from apt, without questions and without a word unless something fails.
APT := export DEBIAN_FRONTEND=noninteractive; apt-get update -qq && apt-get install -y -qq --no-install-recommends

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-backup chat serve test escape lint format bench soak stale discord browser prometheus systemd images audit sbom lock clean

help: ## 쓸 수 있는 명령을 보여 줘요 / list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: $(VENV)/.run .ready/made ## 준비만 해요: 가상환경과 라이브러리 / the set-up alone
setup-dev: $(VENV)/.dev

setup-backup: setup ## 백업을 암호화하거나 S3에 두는 꾸러미를 더해요 / what encrypted and distant backups need
	@$(LOCKED) requirements/backup.lock

chat: setup ## 터미널에서 대화해요 (처음에는 연습 엔진까지 준비해요) / talk in the terminal
	@$(BIN)/gorae chat

serve: setup ## 디스코드 봇을 켜요 (DISCORD_TOKEN) / run the Discord bot
	@$(BIN)/gorae serve

# The leader's page is looked at in Debian's own Chromium.
browser:
	@command -v chromium >/dev/null || { \
	  echo "웹 페이지를 살펴볼 브라우저를 설치해요 (apt: chromium, fonts-noto-cjk) …" >&2; \
	  $(APT) chromium fonts-noto-cjk >/dev/null; }

# Figures, dashboard and alerts are tried with Debian's own Prometheus. Unpacked, not installed: nothing is to start it.
prometheus: $(VENV)/bin/python
	@command -v prometheus >/dev/null || [ -x $(VENV)/prometheus/usr/bin/prometheus ] || { \
	  echo "지표를 살펴볼 프로메테우스를 받아요 (apt: prometheus) …" >&2; \
	  mkdir -p $(VENV)/prometheus && cd $(VENV)/prometheus && apt-get update -qq \
	  && apt-get download -qq -o APT::Sandbox::User=root prometheus && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb; }

# systemd says itself whether it understands the service's unit.
systemd:
	@command -v systemd-analyze >/dev/null || { \
	  echo "서비스 유닛을 살펴볼 systemd를 설치해요 (apt: systemd) …" >&2; \
	  $(APT) systemd >/dev/null; }

test: setup-dev .ready/made browser prometheus systemd ## 모든 시험을 진짜 엔진으로 돌리고, 강의의 명령도 모두 실행해 봐요 / every test and every command of the course
	@$(BIN)/python -m bot engine prepare
	@echo "배포용 이미지를 만들어요 (있으면 그대로 써요) …" >&2
	@$(BIN)/python -m sandbox.build bot engine registry prometheus >/dev/null
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --randomly-seed=$(SEED) --hypothesis-profile=$(EXAMPLES)
	@$(BIN)/python -m bot content replay

escape: setup-dev ## 탈출 시험을 돌리고 docs/escape.md를 다시 써요 / the escape suite, and the page of what came back
	@$(BIN)/python -m pytest -q tests/engine/test_escape.py tests/engine/test_escape_policy.py tests/engine/test_races.py
	@$(BIN)/python -m tests.engine.told

lint: setup-dev ## 형식, 타입, 가져오기 규칙, 강의 검사 / style, types, import rules, course
	@$(BIN)/python -m pip --disable-pip-version-check check
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/gorae content lint

format: setup-dev ## 코드 형식을 맞춰요 / format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup-dev ## 빠르기와 성적을 재서 표로 보여 줘요 / measure
	@$(BIN)/python -m bench

# How long the group of 200 stays: half an hour, or `make soak SECONDS=120`.
SECONDS ?= 1800
soak: setup-dev ## 회원 200명이 30분 동안 쓰게 하고, 잃은 것과 빠르기와 메모리를 표로 보여 줘요 / 200 members for half an hour
	@$(BIN)/python -m bot engine prepare
	@$(BIN)/python -m tests.e2e.load $(SECONDS)

STALE ?= 1000
stale: setup-dev ## 버려진 컨테이너 1,000개를 두고 봇을 켜 봐요 / start the bot before 1,000 stale containers
	@$(BIN)/python -m bot engine prepare
	@GORAE_STALE=$(STALE) $(BIN)/python -m pytest -q -s tests/e2e/test_faults_outlived.py -k stale

discord: setup-dev ## 디스코드 시험을 두 번, 그때마다 다른 순서로 돌려요 / the Discord tests twice, in two random orders
	@for run in 1 2; do \
	  $(BIN)/python -m pytest -n 2 --dist loadfile -p xdist -q -m "not engine" \
	    tests/fake_discord tests/discord_face tests/together/test_through_discord.py tests/together/test_after_a_week.py \
	    tests/together/test_quiz_components.py tests/together/test_typed_answers.py tests/talk/test_line_completion.py \
	    tests/e2e || exit 1; done

images: setup ## 배포용 이미지를 모두 만들어서 이 컴퓨터의 도커에 넣어요 (허브에 닿지 않는 곳에서) / build the images of the deployment, load them
	@$(BIN)/python -m sandbox.build all $(if $(wildcard /var/run/docker.sock),--load)

audit: setup-dev ## 알려진 취약점이 있는 라이브러리를 찾아요 (인터넷이 필요해요) / known vulnerabilities
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/backup.lock || { \
	  echo "취약점이 있거나, 취약점 목록을 받을 수 없어요. 위의 말을 읽어 주세요. / see above: a finding, or no network" >&2; exit 1; }

sbom: setup-dev ## 들어가는 라이브러리의 목록을 만들어요 (CycloneDX) / a bill of materials
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml -o $(GORAE_DATA)/sbom.json requirements/backup.lock
	@echo "$(GORAE_DATA)/sbom.json"

lock: ## 의존성을 다시 잠가요 (uv가 필요해요) / lock the dependencies again
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build pyproject.toml -o requirements/run.lock
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build --extra backup pyproject.toml -o requirements/backup.lock
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --extra build --extra backup --extra dev pyproject.toml -o requirements/dev.lock

clean: ## 이 폴더가 만든 것을 모두 지워요 / remove all that was made here
	@if [ -x $(BIN)/gorae ]; then $(BIN)/gorae engine stop; fi
	@rm -rf $(VENV) $(GORAE_DATA) .ready *.egg-info

# One environment for both; the second lock holds all of the first.
$(VENV)/bin/python:
	@echo "가상환경을 만들고 있어요 (.venv) …" >&2
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
	  echo "python3-venv 가 없어서 설치해요 (apt) …" >&2; \
	  $(APT) python3-venv >/dev/null && $(PYTHON) -m venv $(VENV); }

$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@echo "라이브러리를 받고 있어요 (잠긴 버전, 해시 확인) …" >&2
	@# What fails first is a library without a wheel for this Python; it says so in a hundred lines, which are kept apart.
	@$(LOCKED) requirements/run.lock 2>$(VENV)/first-try.log || { \
	  echo "이 파이썬에는 맞는 꾸러미가 없는 라이브러리가 있어서, 직접 만들 도구를 설치하고 다시 해 봐요 (apt: g++ python3-dev libmecab-dev. 처음의 말: $(VENV)/first-try.log) …" >&2; \
	  $(APT) g++ python3-dev libmecab-dev >/dev/null \
	  && $(LOCKED) requirements/run.lock; }
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

# Read and learned before anybody waits for it, and again when the course or its readers have changed.
.ready/made: $(VENV)/.run $(shell find content bot/answers bot/lessons -name '*.md' -o -name '*.yaml' -o -name '*.py')
	@echo "강의를 읽어 두고 있어요 …" >&2
	@$(BIN)/gorae content prepare >/dev/null
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	@echo "개발 도구를 받고 있어요 (잠긴 버전, 해시 확인) …" >&2
	@$(LOCKED) requirements/dev.lock
	@touch $@
