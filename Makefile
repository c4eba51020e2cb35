# SPDX-License-Identifier: MIT OR Apache-2.0
# The entry points: every target is a line or two that call cargo, which calls Kbuild and the lab. `make help` lists
# them.

MSG ?= Hello from user space
# The kernels that the guest tests run on: a series such as 7.3, or all, rt, debug or debug-rt.
K ?= all
# Their architecture: amd64 or arm64. By default this machine's.
A ?=
# One guest test, or all whose names contain this; or one fuzz target.
T ?=
# How long a fuzz target runs, in seconds.
S ?= 600
# The number of datagrams of the abuse campaign, the number of safe calls of a module meanwhile, and the seed of both:
# by default a new one.
N ?= 1000000
CALLS ?= 100000
SEED ?=

LAB = cargo lab

all: modules client ## the modules, for the kernel the lab boots, and the command

modules: ## the kernel modules
	$(LAB) build

client: ## the command: target/release/klink
	cargo build --release --package klink-cli

# `value` keeps dollar signs in the text.
demo: export WORDS := $(value MSG)
demo: ## boot a stock kernel, load klink_echo.ko, send MSG to it, show its log and reply
	@$(LAB) run --only echo --minimal --copy lab/demo.sh -- sh /job/demo.sh "$$WORDS"

fleet: ## two guests that forward their events to a nats-server here, which is killed meanwhile; checks that nothing is missing or there twice
	@tests/tools.sh nats-server:nats-server
	@lab/fleet.sh

chat: ## the same guest, with a prompt for your own messages
	@$(LAB) shell --only echo --minimal -- 'insmod /lib/klink/klink_echo.ko && klink chat'

load: ## load klink_echo.ko into the running kernel
	$(LAB) load

unload: ## unload klink_echo.ko
	$(LAB) unload

# What only computes runs beside what waits: for one thread of a compiler, or for guests, which it must not slow down.
# A seventh of the compiler's time would go into what a second compilation of the same crate might use. What is compiled
# for the tests is checked by clippy at once, which is sooner than to check all crates, and then to compile them.
test: export CARGO_INCREMENTAL = 0
test: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test: export CLIPPY_ARGS = --deny=warnings
test: ## all tests of this project, as run by CI
	tests/beside.sh '$(MAKE) publish-check check-rest' '$(MAKE) check-modules'
	$(MAKE) host
	tests/beside.sh '$(MAKE) guest guest-rt-smoke guest-arm64-smoke' '$(MAKE) forward-newer && nice -n 19 $(MAKE) miri-smoke fuzz-smoke bench-check'

check: publish-check check-programs check-bench check-modules ## checks of formatting, lints and documentation of both halves, and of packages

check-programs: check-rest
	cargo clippy --workspace --all-targets --features klink/tokio -- --deny warnings

# What the tests do not compile.
check-rest:
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo fmt --check --manifest-path bench/Cargo.toml
	cargo fmt --check --manifest-path bench/events/Cargo.toml
	cargo fmt --check --manifest-path bench/programs/Cargo.toml
	cargo clippy --package klink-cli --no-default-features -- --deny warnings
	cargo clippy --package klink --features families,tokio -- --deny warnings
	tests/tools.sh c++:g++
	cargo clippy --manifest-path fuzz/Cargo.toml --target-dir target -- --deny warnings
	cd bench && cargo clippy --no-default-features --target-dir ../target/bench -- --deny warnings
	cd bench/events && cargo clippy --target-dir ../../target/bench-events -- --deny warnings
	RUSTDOCFLAGS='--deny warnings' cargo doc --no-deps --workspace --features klink/tokio

# With the other libraries, which takes minutes the first time and seconds after that; `make test` leaves them out.
check-bench:
	tests/tools.sh /usr/include/libmnl/libmnl.h:libmnl-dev $(or $(CLANG),clang):clang
	cd bench && cargo clippy --target-dir ../target/bench -- --deny warnings
	cd bench/programs && cargo clippy --target-dir ../../target/bench-programs -- --deny warnings

check-modules:
	$(LAB) doc
	$(LAB) fmt --check
	$(LAB) build --clippy

publish-check: ## checks that the public crates could be published; publishes nothing
	packaging/publish-check.sh

doc: ## documentation of the crates, and of the one that modules are built on; prints the path of its first page
	cargo doc --no-deps --workspace --features klink/tokio
	$(LAB) doc

api: ## the lists of public items in tests/host/api; requires an entry in CHANGELOG.md if items have changed
	KLINK_API=write cargo test --package klink-tests-host --test api

tables: ## what klink-ynl holds, made of specs/ and of the specifications of the lab's current kernel
	KLINK_TABLES=write cargo test --package klink-ynl --lib tables

families: ## the families in klink/src/families, made of what klink-ynl holds, those of the modules, and the numbers that both ends share
	KLINK_TABLES=write cargo test --package klink-ynl --lib the_families_of_klink

site: ## documentation of both halves and the pages of docs/ as one site; prints the path of its first page (the first time builds mdBook)
	docs/site/build.sh

host: ## tests that run on this machine, including the lab's own guests
	tests/tools.sh ip:iproute2 ss:iproute2 strace:strace tshark:tshark udevadm:udev /etc/protocols:netbase \
		hexdump:bsdextrautils xxd:xxd tcpdump:tcpdump zstd:zstd lz4:lz4 \
		"/usr/lib/$$(uname -m)-linux-gnu/libnl-3.so.200:libnl-3-200" \
		nats-server:nats-server openssl:openssl rsyslogd:rsyslog \
		"/usr/lib/$$(uname -m)-linux-gnu/rsyslog/omrelp.so:rsyslog-relp" /usr/lib/systemd/systemd-journald:systemd \
		python3:python3 /usr/lib/python3/dist-packages/yaml:python3-yaml \
		/usr/lib/python3/dist-packages/jsonschema:python3-jsonschema
	tests/beside.sh 'cargo quick-test --features klink/tokio' 'cargo quick-test --features klink/tokio --test guest'

guest: ## tests that run in guests: K=7.3 for one kernel, A=arm64 for another architecture, T=name for some tests
	$(LAB) test $(addprefix --arch ,$(A)) --kernel $(K) $(T)

guest-rt-smoke: ## the storm of events on the real-time kernel, if it is set up: `make test-rt` does that
	$(LAB) test --kernel rt --if-cached storm

guest-arm64-smoke: ## the echo on the kernel for arm64, emulated, if it is set up: `make guest A=arm64` does that
	$(LAB) test --arch arm64 --if-cached greets

forward-newer: ## the tests of klink-forward with the nats-server of Debian stable, which need not be this machine's
	PATH="$$($(LAB) package nats-server)/usr/sbin:$$PATH" cargo quick-test --features klink/tokio --test server

forward-simulation: ## klink-forward with a simulated journal and stream, from a million seeds (a minute of processor time)
	cargo test --package klink-forward --test simulation -- --include-ignored

# Freed memory is poisoned; the debug kernel, which has better checks as well, keeps no list of each object's users.
abuse: ## N hostile datagrams and CALLS safe calls, and a table of what they reached: K=debug for the debug kernel, SEED=1 to repeat a run
	$(LAB) run $(addprefix --kernel ,$(filter-out all,$(K))) --time 24h --check-log --release --program klink-abuse --mem 1024 \
		--kernel-parameter slub_debug=FZP -- \
		klink-abuse --datagrams $(N) --calls $(CALLS) $(addprefix --seed ,$(SEED)) --family klink-demo --family nlctrl \
		/lib/klink/klink_echo.ko /lib/klink/klink_demo.ko

test-debug: ## the guest tests and the abuse campaign on the debug kernel (the first time builds it, 10 to 20 minutes)
	cargo test --package klink-lab --test debug -- --ignored
	$(LAB) test --kernel debug $(T)
	$(MAKE) abuse K=debug N=100000 CALLS=10000

test-rt: ## the guest tests on the real-time kernel (the first time sets it up)
	$(LAB) test --kernel rt $(T)

test-families: ## klink's families in types against the descriptions: random, damaged and written messages of each operation
	cargo test --package klink-ynl --features families --lib families::
	cargo test --package klink --features families,tokio families
	cargo test --package klink --features families,tokio --test families --test mirror

test-mirror: ## copies of what this kernel has, in namespaces that come and go, through a million changes
	cargo test --package klink-tests-host --test mirror -- --ignored --nocapture

fuzz: ## mutates inputs for S seconds per target: T=attr for one target
	fuzz/run $(S) $(T)

fuzz-smoke: ## the same for 5 seconds per target, of those for bytes only
	fuzz/run 5 header attr extack dump exchange map

miri: ## the tests of the byte formats under Miri, or under AddressSanitizer if there is no Miri
	fuzz/miri

miri-smoke: ## the same, or nothing if the toolchain has neither
	fuzz/miri --if-there

test-big-endian: ## the tests of the byte formats on an emulated s390x (the first time downloads 350 MB of packages)
	$(LAB) big-endian

figures: ## the README's figures: a set-up with an empty cache, and a change of the module
	lab/figures.sh

packages: ## Debian packages of the command (klink), of klink-forward and of the modules (klink-dkms), in target/packages
	packaging/build.sh

test-packages: packages ## the packages, `cargo install` and the static command, in a fresh Debian 13 (root; builds the Rust crates of two kernels)
	tests/packages.sh

test-bare: ## the demo and the tests, starting from fresh installations of Debian 12 and 13 (root; 15 minutes)
	tests/bare.sh bookworm
	tests/bare.sh trixie

picture: ## docs/watch.svg: klink events watch during a burst of forks, from a run in a guest
	$(LAB) run --release --program klink-picture -- klink-picture >target/watch.svg
	mv target/watch.svg docs/watch.svg

bench: bench-programs ## klink compared with other netlink libraries: time, instructions, system calls, memory (root; 15 minutes)
	tests/tools.sh ip:iproute2 strace:strace valgrind:valgrind /usr/include/libmnl/libmnl.h:libmnl-dev
	cd bench && cargo run --release --target-dir ../target/bench

bench-check: ## checks that klink and the bare system calls do the same work in the benchmark, without the other libraries (root)
	tests/tools.sh ip:iproute2
	cd bench && cargo run --release --no-default-features --target-dir ../target/bench -- check

bench-programs: check-bench ## the examples of klink's families, written with other libraries: compiles them and counts lines (2 minutes)
	wc -l bench/programs/src/bin/*.rs $$(ls bench/programs/src/bin | sed 's|^|klink/examples/|')

bench-costs: ## what netlink libraries cost their users: time and memory to compile, lines, unsafe code (15 minutes)
	bench/costs.py

bench-events: ## the journal, the proc connector, a BPF ring buffer and audit during a burst of processes, in a guest (6 minutes per kernel)
	tests/tools.sh $(or $(CLANG),clang):clang
	cd bench/events && cargo build --release --target-dir ../../target/bench-events
	$(LAB) run $(addprefix --kernel ,$(filter-out all,$(K))) --count-instructions --smp 1 --time 3h \
		--copy target/bench-events/x86_64-unknown-linux-gnu/release/klink-bench-events -- /job/klink-bench-events

clean: ## removes build results, but not the lab's cache (`cargo lab clean`)
	cargo clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: all modules client demo fleet chat load unload test check check-programs check-bench check-modules publish-check doc api families site host guest guest-rt-smoke guest-arm64-smoke forward-newer forward-simulation abuse test-debug test-rt test-families test-mirror fuzz fuzz-smoke miri miri-smoke test-big-endian packages test-packages test-bare picture bench bench-check bench-programs bench-costs bench-events clean help
