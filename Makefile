# Everything here needs Go and a shell; "make test" also PostgreSQL, Chromium
# and a C compiler (see scripts/install-test-tools).

.DEFAULT_GOAL := help

# Run by its version and not a dependency of the module, so that the product's
# go.sum holds nothing the product does not use.
STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2

# "exec" where a recipe runs for long: a signal to make then reaches the script,
# which stops what it started, and not a shell in between.

# As many packages are tested at once as there are cores, in this order: what takes
# longest begins first, so that no core waits for it in the end.
LONGEST := ./web ./cmd/omvendt ./internal/storage ./openapi
# Where several goroutines or requests share something, in the same order.
RACE_DIRS := openapi internal/storage web policies registry workflow
# SQLite is C made into Go and none of ours; to watch what it does takes ten times as
# long. What goes between it and us is watched.
UNWATCHED := $(foreach p,modernc.org/sqlite/lib modernc.org/libc modernc.org/memory,-gcflags=$(p)=-race=false)
# Where time is measured.
BENCH_DIRS := policies internal/storage cmd/omvendt
BENCH ?= .
BENCH_TIME ?= 0.3s

patterns = $(foreach dir,$(wildcard $(1)),./$(dir)/...)

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

.PHONY: build
build: ## build bin/omvendt
	CGO_ENABLED=0 go build -trimpath -o bin/omvendt ./cmd/omvendt

.PHONY: test
test: test-tools ## run every test: both databases, the browser, then the race detector
	exec env CGO_ENABLED=0 scripts/with-postgres go test -timeout 30m $(LONGEST) ./...
	$(MAKE) race

.PHONY: race
race: ## run the tests of what is shared under the race detector
	exec env CGO_ENABLED=1 scripts/with-postgres go test -race -short $(UNWATCHED) -timeout 30m $(call patterns,$(RACE_DIRS))

.PHONY: unit
unit: ## run the quick tests: no PostgreSQL, no browser, random tests short
	@# CI is emptied: what is left out here is left out on purpose. The longest packages begin
	@# first, and there is memory to collect garbage less often.
	CI= OMVENDT_TEST_POSTGRES= CGO_ENABLED=0 GOGC=400 go test -short -timeout 5m ./web ./openapi ./cmd/omvendt ./...

.PHONY: check
check: ## format, vet, staticcheck, generated files, go.mod
	@unformatted="$$(gofmt -l .)"; if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	go mod tidy -diff
	go vet ./...
	$(STATICCHECK) ./...
	@echo "openapi/openapi.yaml is what the code says (make generate)"
	@document="$$(mktemp)" && trap 'rm -f "$$document"' EXIT && \
		go run ./cmd/omvendt openapi >"$$document" && diff openapi/openapi.yaml "$$document"

.PHONY: generate
generate: ## write the generated files
	go test ./openapi -run TestAccessTable -update
	go test ./internal/storage -run TestRegisterSchema -update
	@# By way of another file: a program that fails must not empty the document.
	go run ./cmd/omvendt openapi >openapi/openapi.yaml.new && mv openapi/openapi.yaml.new openapi/openapi.yaml || { rm -f openapi/openapi.yaml.new; exit 1; }

.PHONY: fmt
fmt: ## format the Go files
	gofmt -w .

.PHONY: bench
bench: ## measure (docs/measurements.md; BENCH=pattern chooses); PostgreSQL keeps its promises here
	@# One package at a time, so that none disturbs another, and garbage collected as
	@# where the program runs.
	exec env CGO_ENABLED=0 GOGC=100 scripts/with-postgres --durable scripts/speed-table go test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCH_TIME) -p 1 -timeout 60m $(call patterns,$(BENCH_DIRS))

.PHONY: speed
speed: ## measure what policies cost over half a million rules, and say what is met
	$(MAKE) bench BENCH='WhatIf|FilterBySQL|Status|Simulate|PolicyChange' BENCH_DIRS='policies internal/storage' BENCH_TIME=2x

.PHONY: mutate
mutate: ## make every small fault in the built-in policies and say which ones no test notices
	exec env CGO_ENABLED=0 OMVENDT_MUTATE=1 go test ./policies -run '^TestMutants$$' -v -count 1

.PHONY: soak
soak: test-tools ## run every campaign long and every fuzz target for FUZZTIME; hours (docs/soak.md)
	exec env CGO_ENABLED=0 scripts/with-postgres scripts/soak

.PHONY: cover
cover: test-tools ## run every test and say which part of the code it reached
	exec env CGO_ENABLED=0 scripts/with-postgres go test -timeout 30m -coverpkg=./... -coverprofile=coverage.out ./...
	go tool cover -func=coverage.out | tail -n 1

.PHONY: test-tools
test-tools:
	@scripts/install-test-tools
