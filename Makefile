# What a developer does with Waybill; `make` alone lists it.

# Of `make chaos`.
MINUTES ?= 5
SEED ?= $(shell date +%s)
# Of `make bench`: all, or those of dev/bench/bench.php that are named.
PARTS ?=

.PHONY: help demo demo-stop build zip test chaos bench bench-quick lint fmt pot languages screenshots clean

help: ## Lists these
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: ## A store on loopback with Waybill active, both platforms' sandbox beside it, and an order that arrives
	@dev/demo.sh up

demo-stop: ## Ends the demo; its data stays
	@dev/demo.sh down

build: ## The extension, target/release/libwaybill.so, and the sandbox
	@dev/needs.sh
	cargo build --release --workspace

zip: ## dist/waybill.zip: the plugin with the extension for this PHP, for WordPress' "Upload plugin"
	@dev/needs.sh
	@dev/zip.sh

test: ## Every suite; `dev/test.sh SUITE…` runs some
	@dev/test.sh

chaos: ## Killed workers, a database that goes away, failing platforms; then what arrived (MINUTES=5 SEED=…)
	@WAYBILL_CHAOS_SEED=$(SEED) WAYBILL_CHAOS_SECONDS=$$(($(MINUTES) * 60)) dev/test.sh chaos; status=$$?; cat .local/artefacts/chaos.log; exit $$status

bench: ## How fast it is, on a million orders, beside the plain way; renews docs/performance.md (PARTS='speed shop'…)
	@dev/bench.sh $(PARTS)

bench-quick: ## The same on small stores, in minutes; prints it
	@dev/bench.sh --quick $(PARTS)

lint: ## The suites that only read
	@dev/test.sh rust-lint deny php-lint languages

fmt: ## Formats Rust and PHP
	cargo fmt --all
	@"$$(dev/tools.sh)/mago" format

pot: ## plugin/languages/waybill.pot from the source, and the translations brought up to it
	@dev/needs.sh
	@dev/languages.sh pot

languages: ## Compiles the translations, as the zip has them, for a WordPress that runs from here
	@dev/needs.sh
	@dev/languages.sh compile plugin/languages

screenshots: ## docs/images, from what the browser suite pictured on a real WooCommerce
	@dev/screenshots.sh

clean: ## Ends the demo and removes what was built and made; downloads stay
	@dev/demo.sh down
	rm -rf target dist .local
