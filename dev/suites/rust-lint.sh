# Format, clippy with both feature sets, and nothing unsafe outside php.rs.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

only_php_is_unsafe() { ! grep -rnE '\bunsafe\b' src sandbox/src --include='*.rs' | grep -v '^src/php\.rs:'; }

check format cargo fmt --all --check
check 'clippy with PHP' cargo clippy --workspace --all-targets -- -D warnings
check 'clippy without PHP' cargo clippy --package waybill --all-targets --no-default-features -- -D warnings
check 'unsafe in php.rs only' only_php_is_unsafe
ran_on "$(rustc --version)"
