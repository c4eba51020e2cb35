# SPDX-License-Identifier: MIT OR Apache-2.0
#
# The front door: every target is a line or two that call cargo, which calls Kbuild and the lab. `make help` lists them.

MSG ?= Hello from user space
# The kernels that the guest tests run on: a series such as 7.3, or all.
K ?= all
# One guest test, or all whose name contains this; or one fuzz target.
T ?=
# How long a fuzz target runs, in seconds.
S ?= 600
# How many datagrams the abuse campaign sends, how many safe calls a module makes meanwhile, and what all follows from: a
# new seed by default.
N ?= 1000000
CALLS ?= 100000
SEED ?=

LAB = cargo lab

all: modules client ## the modules, for the kernel the lab boots, and the command

modules: ## the kernel modules
	$(LAB) build

client: ## the command: target/release/klink
	cargo build --release --package klink-cli

# `value`: a dollar in the words is a dollar.
demo: export WORDS := $(value MSG)
demo: ## boot a stock kernel, load klink_echo.ko, send MSG to it, show what it logged and answered
	@$(LAB) run --copy lab/demo.sh -- sh /job/demo.sh "$$WORDS"

chat: ## the same guest with the prompt in your hands
	@$(LAB) shell -- 'insmod /lib/klink/klink_echo.ko && klink chat'

load: ## load klink_echo.ko into the running kernel
	$(LAB) load

unload: ## take it out again
	$(LAB) unload

test: check host miri-smoke fuzz-smoke bench-check guest ## everything this project tests; what CI runs

check: publish-check ## formats, lints, documentation of both halves, packages
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo fmt --check --manifest-path bench/Cargo.toml
	cargo fmt --check --manifest-path bench/events/Cargo.toml
	cargo clippy --workspace --all-targets --features klink/tokio -- --deny warnings
	cd bench && cargo clippy --no-default-features --target-dir ../target/bench -- --deny warnings
	cd bench/events && cargo clippy --target-dir ../../target/bench-events -- --deny warnings
	RUSTDOCFLAGS='--deny warnings' cargo doc --no-deps --workspace --features klink/tokio
	$(LAB) doc
	$(LAB) fmt --check
	$(LAB) build --clippy

publish-check: ## whether the crates that are meant for others could be published; publishes nothing
	packaging/publish-check.sh

doc: ## documentation of the crates, and of the one that modules are built on; where it begins is printed
	cargo doc --no-deps --workspace --features klink/tokio
	$(LAB) doc

api: ## the lists of public items in tests/host/api; takes an entry in CHANGELOG.md if items have changed
	KLINK_API=write cargo test --package klink-tests-host --test api

tables: ## what klink-ynl holds, made of specs/ and of the specifications of the lab's current kernel
	KLINK_TABLES=write cargo test --package klink-ynl --lib tables

site: ## documentation of both halves and the pages of docs/ as one site; where it begins is printed (the first time builds mdBook)
	docs/site/build.sh

# One thread more than there are processors: tests wait for guests.
host: ## tests that run on this machine, the lab's own guests included
	tests/tools.sh ip:iproute2 ss:iproute2 strace:strace tshark:tshark udevadm:udev /etc/protocols:netbase \
		python3:python3 /usr/lib/python3/dist-packages/yaml:python3-yaml
	RUST_TEST_THREADS=$$(($$(nproc) + 1)) cargo test --features klink/tokio

guest: ## tests that run in guests: K=7.3 for one kernel, T=name for some tests
	$(LAB) test --kernel $(K) $(T)

# A stock kernel is told to poison what is freed; the debug kernel has better means.
abuse: ## N hostile datagrams and CALLS safe calls, a table of what they reached: K=debug for the kernel that finds bugs, SEED=1 for the same again
	$(LAB) run $(addprefix --kernel ,$(filter-out all,$(K))) --time 24h --check-log --program klink-abuse --mem 1024 \
		$(if $(filter debug,$(K)),,--kernel-parameter slub_debug=FZPU) -- \
		klink-abuse --datagrams $(N) --calls $(CALLS) $(addprefix --seed ,$(SEED)) --family klink-demo --family nlctrl \
		/lib/klink/klink_echo.ko /lib/klink/klink_demo.ko

test-debug: ## the guest tests and the campaign on a kernel that finds bugs (the first time builds it, 10 to 20 minutes)
	cargo test --package klink-lab --test debug -- --ignored
	$(LAB) test --kernel debug $(T)
	$(MAKE) abuse K=debug N=100000 CALLS=10000

fuzz: ## mutates inputs for S seconds a target: T=attr for one
	fuzz/run $(S) $(T)

fuzz-smoke: ## the same for 10 seconds a target
	fuzz/run 10

miri: ## the tests of the bytes under Miri, or under AddressSanitizer where there is none
	fuzz/miri

miri-smoke: ## the same, and nothing where the toolchain has neither
	fuzz/miri --if-there

test-big-endian: ## the tests of the bytes on an emulated s390x (the first time 350 MB of packages)
	$(LAB) big-endian

figures: ## the README's figures: a set-up from nothing, and a change of the module
	lab/figures.sh

packages: ## Debian packages of the command (klink) and of the modules (klink-dkms), in target/packages
	packaging/build.sh

test-packages: packages ## the packages, `cargo install` and the static command, in a fresh Debian 13 (root; builds the Rust crates of two kernels)
	tests/packages.sh

test-bare: ## the demo and the tests from nothing, in fresh installations of Debian 12 and 13 (root; 15 minutes)
	tests/bare.sh bookworm
	tests/bare.sh trixie

picture: ## docs/watch.svg: klink events watch in a storm, from a run in a guest
	$(LAB) run --program klink-picture -- klink-picture >target/watch.svg
	mv target/watch.svg docs/watch.svg

bench: ## klink beside other netlink libraries: time, instructions, system calls, memory (root; 15 minutes)
	tests/tools.sh ip:iproute2 strace:strace valgrind:valgrind /usr/include/libmnl/libmnl.h:libmnl-dev
	cd bench && cargo run --release --target-dir ../target/bench

bench-check: ## whether klink and the bare system calls run there and do the same work, without the other libraries (root)
	cd bench && cargo run --release --no-default-features --target-dir ../target/bench -- check

bench-events: ## a storm of processes before the journal, the proc connector, a BPF ring buffer and audit, in a guest (6 minutes a kernel)
	tests/tools.sh $(or $(CLANG),clang):clang
	cd bench/events && cargo build --release --target-dir ../../target/bench-events
	$(LAB) run $(addprefix --kernel ,$(filter-out all,$(K))) --count-instructions --smp 1 --time 3h \
		--copy target/bench-events/x86_64-unknown-linux-gnu/release/klink-bench-events -- /job/klink-bench-events

clean: ## what was built, but not the lab's cache (`cargo lab clean`)
	cargo clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: all modules client demo chat load unload test check publish-check doc api site host guest abuse test-debug fuzz fuzz-smoke miri miri-smoke test-big-endian packages test-packages test-bare picture bench bench-check bench-events clean help
