# PHP's own syntax check, mago (format, lint, analysis), shellcheck, and the version in one place.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
tools=$("$ROOT/dev/tools.sh") || exit 1
WORDPRESS=$("$ROOT/dev/wordpress.sh") || exit 1

syntax() {
    local file bad=0
    while read -r file; do "php$PHP_VERSION" -l "$file" >/dev/null || bad=1; done < <(git ls-files '*.php')
    return $bad
}

# The version stands in Plugin.php; the rest must agree.
versions() {
    local version
    version=$(sed -nE "s/.*const VERSION = '([^']+)'.*/\1/p" plugin/src/Plugin.php)
    grep -qE "^ \* Version: $version\$" plugin/waybill.php && grep -qE "^Stable tag: $version\$" plugin/readme.txt &&
        grep -qE "^version = \"$version\"\$" Cargo.toml && grep -qE "^## \[$version\]" CHANGELOG.md
}

# mago reads WordPress and WooCommerce for their declarations; the path differs from machine to machine.
mago() {
    mkdir -p "$LOCAL"
    ln -sfn "$WORDPRESS" "$LOCAL/wordpress-for-mago"
    "$tools/mago" "$@"
}

stub_drift() { "php$PHP_VERSION" -d "extension=$EXTENSION" php-tests/stub-drift.php; }

check syntax syntax
check 'mago format' mago format --check
check 'mago lint' mago lint
check 'mago analyze' mago --config mago-analyze.toml analyze
check shellcheck shellcheck -x dev/*.sh dev/suites/*.sh .ci/run
check 'the version in one place' versions
check 'the stub and the extension agree' stub_drift
ran_on "$("php$PHP_VERSION" -r 'echo "PHP ", PHP_VERSION;'), $("$tools/mago" --version)"
