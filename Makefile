# tingmin: `make demo` and `make test` do everything on a machine with Python 3.11, make, git and apt.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
HOME_DIR ?= data
CASES ?= 20000
PORT ?= 8050

.DEFAULT_GOAL := help
.PHONY: help venv demo serve dagster test lint test-fast test-browser reliability fuzz bench bench-statistics lock clean system-packages

help: ## this list / 本列表
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

venv: .venv/installed ## the virtual environment, from requirements.lock / 安装依赖

.venv/installed: requirements.lock pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "需要 Python 3.11 / Python 3.11 is needed"; exit 1; }
	@echo "安装依赖，约一分钟 / installing dependencies, about a minute"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
# By all cores, where pip would take one; some packages carry files that are no Python, hence the true.
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true
	@touch $@

demo: venv ## a made-up county on http://127.0.0.1:8050 / 虚构县演示
	@$(BIN)/tingmin demo --home $(HOME_DIR) --cases $(CASES) --port $(PORT)

serve: venv ## the dashboard of the home in ./data / 打开看板
	@$(BIN)/tingmin serve --home $(HOME_DIR) --port $(PORT) --no-login

dagster: venv ## Dagster's own pages on http://127.0.0.1:3000 (loopback, no telemetry) / 流程界面
	@$(BIN)/tingmin init --home $(HOME_DIR)
	@TINGMIN_HOME="$(abspath $(HOME_DIR))" DAGSTER_HOME="$(abspath $(HOME_DIR))/state/dagster" $(BIN)/dagster dev --host 127.0.0.1 --port 3000 --workspace workspace.yaml

system-packages:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v chromedriver >/dev/null || missing="$$missing chromium-driver"; \
	fc-list :lang=zh 2>/dev/null | grep -q . || missing="$$missing fonts-noto-cjk fontconfig"; \
	if [ -n "$$missing" ]; then \
	  echo "安装测试所需的系统软件 / installing what the tests need:$$missing"; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq $$missing >/dev/null; \
	fi

lint: venv ## ruff, types, walls / 静态检查
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: venv system-packages lint ## everything that CI runs / 全部测试
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder --cov --cov-report=term:skip-covered --cov-fail-under=80

test-fast: venv ## unit, sql and property tests / 快速测试
	@$(BIN)/python -m pytest -n 2 tests/unit tests/sql tests/property

test-browser: venv system-packages ## pages in real Chromium / 浏览器测试
	@$(BIN)/python -m pytest tests/browser

reliability: venv ## a hundred imports killed at random moments, nine weeks rebuilt; about ten minutes / 可靠性
	@TINGMIN_KILLS=$(or $(KILLS),100) TINGMIN_WEEKS=9 $(BIN)/python -m pytest -n 2 --dist load tests/reliability tests/integration/test_history.py

fuzz: venv ## 10,000 damaged files through the importer; about fifteen minutes / 损坏文件
	@TINGMIN_MUTATIONS=$(or $(MUTATIONS),10000) $(BIN)/python -m pytest -n 2 --dist load tests/fuzz

bench: venv ## seconds and memory for 100,000 cases beside a bare DuckDB read / 性能
	@PYTHONPATH=. $(BIN)/python benchmarks/ingest.py
	@PYTHONPATH=. $(BIN)/python benchmarks/xlsx.py
	@PYTHONPATH=. $(BIN)/python benchmarks/paper.py
	@PYTHONPATH=. $(BIN)/python benchmarks/dagster_records.py

bench-statistics: venv ## false alarms, detection delay and speed of the statistics / 统计检验
	@PYTHONPATH=. $(BIN)/python benchmarks/build_statistics.py
	@PYTHONPATH=. $(BIN)/python benchmarks/hotspots.py

lock: ## resolve requirements.lock anew / 重新解析依赖
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	@.venv-lock/bin/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --annotation-style line --quiet -o requirements.lock
	@rm -rf .venv-lock

clean: ## remove the environment and caches / 清理
	@rm -rf .venv .venv-lock *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build
