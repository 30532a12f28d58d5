# The fuzz targets (fuzz/), each for a short while from its seeds, with libFuzzer and coverage to guide it. What it finds is kept in .local/artefacts/fuzz.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

# Of each target; for a longer search: WAYBILL_FUZZ_SECONDS=3600 dev/test.sh fuzz
SECONDS_EACH=${WAYBILL_FUZZ_SECONDS:-15}
FOUND=$LOCAL/artefacts/fuzz
targets=()
for file in fuzz/fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
host=$(rustc -vV | sed -n 's/^host: //p')
# What `cargo fuzz run --sanitizer none` passes; a stable compiler knows all of it, so neither that program nor a nightly compiler is needed.
coverage=(
    -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing
)

# Whether this compiler can count what a program runs through.
can_instrument() {
    echo '#![crate_type = "lib"] pub fn probe(of: u8) -> bool { of > 7 }' |
        rustc --crate-name probe --emit obj -o "$scratch/probe.o" "${coverage[@]}" - && grep -q __sancov "$scratch/probe.o"
}

build_targets() {
    # With --target the flags are for the targets alone, not for build scripts.
    RUSTFLAGS=${coverage[*]} cargo build --release --locked --manifest-path fuzz/Cargo.toml --bins --target "$host"
}

# Ends well only after at least every seed and a thousand inputs more were run, guided by coverage.
fuzz() {
    local target=$1 log=$scratch/$1.log program=fuzz/target/$host/release/$1 runs covered
    mkdir -p "$scratch/$target"
    # What is new goes into the first folder; the seeds are only read.
    "$program" "$scratch/$target" "fuzz/corpus/$target" -dict=fuzz/dictionary -artifact_prefix="$FOUND/$target-" \
        -max_total_time="$SECONDS_EACH" -max_len=16384 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 >"$log" 2>&1 || {
        # The panic and the input, without the frames and the search before them.
        grep -vE '^ +([0-9]+:|at )|^#[0-9]|NEW_FUNC|^0x|^(INFO|NOTE|WARNING|MS|stat)|^[^ ]+ # Uses:|^###' "$log" | tail -20
        echo "Again: $program $(sed -nE 's/.*Test unit written to //p' "$log")"
        return 1
    }
    grep -E '^INFO: Seed|DONE' "$log"
    runs=$(sed -nE 's/^stat::number_of_executed_units: +//p' "$log")
    covered=$(sed -nE 's/.*DONE +cov: ([0-9]+) .*/\1/p' "$log")
    ran_on "$target $runs inputs, $covered edges"
    [ "${runs:-0}" -gt 1000 ] && [ "${covered:-0}" -gt 100 ]
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$FOUND"
check 'format of the targets' cargo fmt --manifest-path fuzz/Cargo.toml --check
if ! can_instrument; then
    skipped ${#targets[@]} "$(rustc --version) cannot instrument for coverage here: nothing was fuzzed"
    exit 0
fi
build_targets || exit 1
for target in "${targets[@]}"; do check "$target" fuzz "$target"; done
