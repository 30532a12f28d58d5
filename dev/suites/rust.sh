# Rust's tests: units, connectors with golden payloads, the sender against the sandbox. Without the feature `php`: they need no PHP.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

ran_on "$(rustc --version)"
out=$(mktemp)
run() {
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --workspace --no-default-features --no-fail-fast --color never 2>&1
    else
        cargo test --workspace --no-default-features --no-fail-fast --color never 2>&1
    fi
}
run | tee "$out"
status=${PIPESTATUS[0]}
# nextest: "Summary [ 1.2s] 80 tests run: 79 passed, 1 failed, 0 skipped"; cargo test: "test result: ok. 12 passed; 0 failed; 0 ignored; …"
for word in passed failed; do
    count=$(sed -nE "s/.*Summary.* ([0-9]+) $word.*/\1/p; s/^test result: .* ([0-9]+) $word;.*/\1/p" "$out" | awk '{ n += $1 } END { print n + 0 }')
    [ "$count" = 0 ] || "$word" "$count"
done
rm -f "$out"
exit "$status"
