# make help lists what can be made.

SHARED   ?= ../shared
FUZZTIME ?= 3s
PKG      ?= ./...
MAILS    ?= 2000
RUNS     ?= 3
# Without HTTP/2, and without the driver's table for types that it is not told of:
# nothing of ours uses them, and they are 2 MB of the program.
LEAN     := nethttpomithttp2,nopgxregisterdefaulttypes
# Without tables for debuggers, and with functions one behind the other, not at
# multiples of 32 bytes: what lies between them is 0.5 MB of the program.
LINK     := -s -w -funcalign=1
# What runs once, at a start, in a demonstration, for a scrape, for a connection or
# for one letter of many, need not be inlined: 1.1 MB.
SELDOM   := inquiryd/cmd/inquiryd inquiryd/internal/mailtest/... inquiryd/internal/export inquiryd/internal/health \
  github.com/alecthomas/kong github.com/pelletier/go-toml/v2/... github.com/pressly/goose/v3/... github.com/schollz/progressbar/v3 \
  github.com/emersion/go-imap/v2/... github.com/VictoriaMetrics/metrics github.com/prometheus/procfs \
  github.com/microcosm-cc/bluemonday/... codeberg.org/go-pdf/... github.com/emersion/go-ical github.com/teambition/rrule-go \
  github.com/rickar/cal/v2/... encoding/gob encoding/xml go/... \
  github.com/aws/... golang.org/x/oauth2/... inquiryd/internal/drop inquiryd/internal/webhook inquiryd/internal/language \
  github.com/standard-webhooks/... github.com/robfig/cron/v3 github.com/coreos/go-systemd/... github.com/fsnotify/... \
  github.com/yuin/goldmark/... regexp/syntax log/slog golang.org/x/text/internal/language/... golang.org/x/text/language \
  html/template encoding/json github.com/emersion/go-smtp github.com/emersion/go-sasl github.com/emersion/go-msgauth/... \
  archive/zip encoding/csv net/http/... crypto/tls crypto/x509 encoding/asn1 text/template/parse math/big encoding/pem mime/multipart database/sql/driver inquiryd/internal/objects inquiryd/internal/cpr \
  inquiryd/internal/statistics inquiryd/internal/outside inquiryd/internal/paper inquiryd/internal/secretfile \
  inquiryd/internal/announce inquiryd/internal/catchup inquiryd/internal/external inquiryd/internal/presence inquiryd/internal/retention \
  inquiryd/internal/retry inquiryd/internal/sentmail inquiryd/internal/threading inquiryd/internal/precedent inquiryd/internal/outbox \
  github.com/jackc/pgx/v5/pgconn/... github.com/jackc/pgx/v5/pgtype/... github.com/jackc/pgx/v5/pgproto3 crypto/internal/fips140/mlkem crypto/internal/fips140/rsa net mime golang.org/x/crypto/... golang.org/x/sys/... net/textproto path/filepath
# What reckons and shares nothing: SQLite, which is C that was translated to Go,
# stems, letters of alphabets, compression, PDF. The race detector makes it several
# times slower and finds nothing of ours in it. What has atomics or a sync.Map of its
# own, as reflect and pgx, must not be here: the detector would see races that are none.
RECKONS  := modernc.org/sqlite/lib modernc.org/libc modernc.org/memory github.com/klauspost/compress/... \
  github.com/blevesearch/snowballstem/... github.com/pressly/goose/v3/internal/sqlparser codeberg.org/go-pdf/fpdf \
  golang.org/x/text/... golang.org/x/net/html/... golang.org/x/image/...
RACED    := -race $(RECKONS:%=-gcflags=%=-race=false)
# Without the race detector, which makes a test six times slower: what one thread does
# after the other, or what another test does with it. The program as it ships,
# killed and starved; its verbs; a model of the desk; conversations on PostgreSQL; what
# one thread reads, and how fast; how texts are matched, and bombs in files.
UNRACED  := ^Test(Program|Model|HostileMails|ScreenIsLinear|NewText.*Fast|Linear$$|Speed$$|Scripts$$|Readme|TalkOnPostgres$$|RoundCosts|PhrasesFind|MarksFind|SimplePath$$|Bombs$$)
# One conversation in ten is held with the race detector, all of them without.
SAMPLED  := ^TestTalk$$/[1-9]-
# Of these, what waits for most of its time, so that others can work; and so do many
# rooms: three of them at a time keep two processors busy.
WAITS    := ^TestProgram
# What takes longest begins first.
LONG     := ./internal/clerk ./cmd/inquiryd
# Vetted by lint.
TEST     := go test -vet=off -shuffle=on -timeout 20m
OUT      ?= bin/
SCRATCH  := $(shell mktemp -u -d /tmp/inquiryd.XXXXXX)

.DEFAULT_GOAL := help
.PHONY: plots growth tenants keywords help build test servers lint fuzz bench microbench crash pictures cover score score-rules vuln clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the program, as bin/inquiryd
	CGO_ENABLED=0 go build -trimpath -tags=$(LEAN) -ldflags="$(LINK)" $(SELDOM:%=-gcflags=%=-l) -o $(OUT) ./cmd/inquiryd

test: servers lint ## all that must hold: format, vet, staticcheck, tests with race and shuffle; fuzzing when CI=true
	$(TEST) -run '$(WAITS)' ./cmd/inquiryd & waits=$$!; \
	  $(TEST) -p 3 $(RACED) -skip '$(UNRACED)|$(SAMPLED)' $(if $(filter ./...,$(PKG)),$(LONG)) $(PKG); raced=$$?; \
	  wait $$waits && exit $$raced
	$(TEST) -run '$(UNRACED)|^TestTalk$$' -skip '$(WAITS)' ./cmd/inquiryd ./internal/clerk ./internal/paper ./intake ./classify
	@if [ "$(CI)" = true ]; then $(MAKE) --no-print-directory fuzz; fi

servers: ## the servers that tests run against, from Debian's packages
	@.ci/servers

lint: ## gofmt, go vet and staticcheck
	@bad=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "gofmt would change:" $$bad >&2; exit 1; }
	go vet $(PKG)
	go tool staticcheck $(PKG)

# Each folder is compiled once. Go's fuzzing takes the end of its time for a failure
# now and then ("context deadline exceeded"). An input that fails is kept, and fails
# the second time too.
fuzz: ## every fuzz target for FUZZTIME (3s)
	@mkdir $(SCRATCH); trap 'rm -rf $(SCRATCH)' EXIT; cache=$$(go env GOCACHE)/fuzz; \
	for p in $$(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -r -n1 dirname | sort -u); do \
	  go test -c -fuzz . -o $(SCRATCH)/fuzz $$p || exit 1; \
	  for f in $$(cat $$p/*_test.go | sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' | sort -u); do \
	    run="$(SCRATCH)/fuzz -test.run ^$$ -test.fuzz ^$$f$$ -test.fuzztime $(FUZZTIME) -test.fuzzcachedir $$cache/$$(go list $$p)"; \
	    echo "fuzz $$p $$f"; (cd $$p && { $$run || $$run; }) || exit 1; \
	  done; \
	done

bench: ## files and acknowledges MAILS=2000 mails RUNS=3 times beside a bare pipeline; a table, and bench.json
	INQUIRYD_BENCH_MAILS=$(MAILS) INQUIRYD_BENCH_RUNS=$(RUNS) INQUIRYD_BENCH_JSON=$(CURDIR)/bench.json \
	  go test -run '^$$' -bench . -benchtime 1x -timeout 60m ./internal/bench

microbench: ## the benchmarks of the parts, with allocations, as benchstat reads them (PKG=./notify for one room)
	go test -run '^$$' -bench . -benchmem $$(go list $(PKG) | grep -v /internal/bench)

crash: ## 500 times kill -9 over 2,000 mails, on our server and on Dovecot, and what is left of them (minutes)
	INQUIRYD_CRASH_MAILS=2000 INQUIRYD_CRASH_KILLS=500 go test -count=1 -v -run '^TestProgramCrash' -timeout 60m ./cmd/inquiryd

pictures: ## the pictures of letters in docs/img, by Chromium and poppler
	go test -count=1 -run '^TestPictures$$' ./notify -pictures $(CURDIR)/docs/img

SIZES   ?= 1000 10000 100000
growth: ## how filing and reading change as a register grows, on both databases, and the program with it: tables (SIZES="1000 … 1000000" for the million)
	@INQUIRYD_GROWTH="$(SIZES)" go test -count=1 -v -run '^TestCurve$$' -timeout 240m ./internal/register/growth | grep '^|'
	@INQUIRYD_GROWTH="$(SIZES)" go test -count=1 -v -run '^TestProgramGrown$$' -timeout 60m ./cmd/inquiryd | grep '^|'

TENANTS ?= 1 3 10 30 98
tenants: ## what tenants cost, in files and in PostgreSQL: a table (minutes)
	@INQUIRYD_IDLE=15 INQUIRYD_TENANTS="$(TENANTS)" go test -count=1 -v -run '^TestProgramManyTenants$$' -timeout 60m ./cmd/inquiryd | grep '^|'

plots: ## the pictures of docs/performance.md, drawn from its tables
	go test -count=1 -run '^TestPicturesShowTheTables$$' ./internal/plot -update

KEYWORDS ?= 100 1000 10000 100000
keywords: ## how deciding grows with the number of keywords: a table
	@INQUIRYD_KEYWORDS="$(KEYWORDS)" go test -count=1 -v -run '^TestCurve$$' ./classify | grep '^|'

cover: ## the share of statements that tests reach, by package
	go test -coverprofile=$(SCRATCH).cover $(PKG)
	@go tool cover -func=$(SCRATCH).cover | tail -1; rm -f $(SCRATCH).cover

score: ## how well mails are read, over the suites in ../shared
	@[ -d $(SHARED)/data/mail ] || { echo "make score: $(SHARED)/data/mail is not here: set SHARED to the folder with the mail suites" >&2; exit 1; }
	@mkdir -p $(SCRATCH)
	@go build -o $(SCRATCH)/inquiryd ./cmd/inquiryd
	@cd $(SHARED)/tools/score && go build -o $(SCRATCH)/score .
	@find $(SHARED)/data/mail \( -path '*/msgs/*' -o -path '*/verdict/*/*' \) -type f | LC_ALL=C sort \
	  | xargs -d '\n' $(SCRATCH)/inquiryd explain --json >$(SCRATCH)/results.jsonl || echo "make score: some mails could not be read" >&2
	@$(SCRATCH)/score -root $(SHARED)/data/mail -results $(SCRATCH)/results.jsonl -fails $(SCRATCH)/fails.tsv
	@echo "what was expected and what came: $(SCRATCH)/fails.tsv; all results: $(SCRATCH)/results.jsonl"
	@INQUIRYD_SHARED=$(abspath $(SHARED)) go test ./intake -run '^$$' -bench '^BenchmarkSuites$$/^(msgs|all)$$' -benchtime 20x \
	  | awk '/rate\/bare/ { for (i = 2; i <= NF; i++) if ($$i == "rate/bare") printf "speed, as a share of go-message alone, %s: %s\n", $$1, $$(i-1) }'

score-rules: ## how well rules file labelled questions, in ../shared and our own (EVERYDAY=more.jsonl), with speed and memory
	@[ -f $(SHARED)/data/questions-da-dev.jsonl ] || { echo "make score-rules: $(SHARED)/data/questions-da-dev.jsonl is not here: set SHARED to the folder with the questions" >&2; exit 1; }
	@printf '| %-34s | %-28s | %9s | %8s | %-7s | %-6s | %5s |\n' "questions" "figure" "reference" "ours" "target" "" "n"
	@INQUIRYD_SCORE=$(abspath $(SHARED))/data INQUIRYD_EVERYDAY=$(if $(EVERYDAY),$(abspath $(EVERYDAY))) \
	  go test -count=1 -v -run '^(TestScoreRules|TestSpeed|TestMemory)$$' ./classify >$(SCRATCH).rules 2>&1 || { cat $(SCRATCH).rules; rm -f $(SCRATCH).rules; exit 1; }
	@grep '^|' $(SCRATCH).rules
	@awk 'function row(set, figure, value, want, met) { printf "| %-34s | %-28s | %9s | %8s | %-7s | %-6s | %5s |\n", set, figure, "-", value, want, met ? "met" : "missed", "" } \
	  /of a bare pass over/ { for (i = 2; i <= NF; i++) { if ($$i == "of" && $$(i+1) == "a") pace = $$(i-1); if ($$i == "times") times = $$(i-1) } } \
	  /dense keywords:/ { for (i = 2; i <= NF; i++) { if ($$i == "of" && $$(i+1) == "a") densepace = $$(i-1); if ($$i == "times") densetimes = $$(i-1) } } \
  /MB for 10,000/ { for (i = 2; i <= NF; i++) if ($$i == "MB") memory = $$(i-1) } \
	  END { if (pace == "" || times == "" || memory == "") { print "make score-rules: speed and memory were not measured" >"/dev/stderr"; exit 1 } \
	    few = "10,000 keywords"; many = "10,000, half begin as the texts do"; \
    row(few, "speed, of a bare pass", pace, ">= 0.4", pace >= 0.4); row(few, "time, of that with 100", times, "<= 1.5", times <= 1.5); \
    row(many, "speed, of a bare pass", densepace, ">= 0.4", densepace >= 0.4); row(many, "time, of that with 100", densetimes, "<= 1.5", densetimes <= 1.5); \
    row(few, "memory, MB", memory, "< 20", memory < 20) }' $(SCRATCH).rules
	@rm -f $(SCRATCH).rules

vuln: ## known vulnerabilities in what is used (needs the Go vulnerability database)
	@go tool govulncheck $(PKG) || { s=$$?; [ $$s = 3 ] || echo "make vuln: the vulnerability database could not be read; nothing is known" >&2; exit $$s; }

clean: ## remove what was built
	rm -rf bin
