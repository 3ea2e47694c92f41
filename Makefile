# Each target is one command that works on a fresh machine with the .NET SDK; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

RID := $(shell dotnet --info 2>/dev/null | awk '/^ *RID:/ {print $$2; exit}')
SOURCES := $(shell find src -name '*.cs' -not -path '*/obj/*' -o -name '*.csproj' -o -name '*.lock.json') Directory.Build.props Directory.Packages.props

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: bin/janitor ## Build the one executable, bin/janitor

bin/janitor: $(SOURCES)
	dotnet publish src/Janitor.Cli --configuration Release --runtime $(RID) --output artifacts/publish --nologo --verbosity quiet
	@install -D -m 755 artifacts/publish/janitor $@

.PHONY: demo
demo: build ## Show the main job on real files: nothing to install but the .NET SDK
	@eng/demo

.PHONY: test
test: ## Run all tests; installs (apt) or finds every real server they need
	@eng/test

.PHONY: e2e
e2e: ## Install the chart with Helm on a real node, as root, and run the end-to-end tests; CLUSTER=k3d: on k3d
	@CLUSTER=$(CLUSTER) eng/e2e $(ARGS)

.PHONY: up
up: ## Leave a cluster running with Janitor, S3 and PostgreSQL, to play with; CLUSTER=k3d: on k3d
	@CLUSTER=$(CLUSTER) eng/cluster up

.PHONY: down
down: ## End what `make up` raised
	@eng/cluster down

.PHONY: lint
lint: ## Build with analyzers as errors, check formatting, lock files and shell scripts
	@eng/lint

.PHONY: bench
bench: build ## Measure speed and memory side by side with find, rm, rclone and s3cmd, and the operator with 2,000 policies
	@eng/bench $(ARGS)

.PHONY: generate
generate: ## Write the custom resource definitions and roles from the classes
	@eng/generate

.PHONY: image
image: build ## Build the image without Docker, as a docker archive: artifacts/janitor.tar
	@eng/image janitor:$(shell sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props) artifacts/janitor.tar

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin artifacts && find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
