#!/usr/bin/env bash
# Makes dist/waybill.zip: the plugin, with the built extension for this PHP under native/. The same content gives the same file.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

cd "$ROOT"
cargo build --release
version=$(sed -nE "s/.*const VERSION = '([^']+)'.*/\1/p" plugin/src/Plugin.php)
# As PIE (the PHP Installer for Extensions) names an extension's file.
# shellcheck disable=SC2016
build=$("php$PHP_VERSION" -r 'printf("php%d.%d-%s-linux-%s-%s", PHP_MAJOR_VERSION, PHP_MINOR_VERSION, php_uname("m"), glob("/lib/ld-musl-*") ? "musl" : "glibc", PHP_ZTS ? "zts" : "nts");')

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p dist "$stage/waybill/native"
# What git knows of the plugin, and nothing that lies about.
git ls-files -z --cached --others --exclude-standard plugin | (cd plugin && sed -z 's#^plugin/##' | tar --create --null --files-from=- ) | tar --extract --directory "$stage/waybill"
cp "$EXTENSION" "$stage/waybill/native/php_waybill-$version-$build.so"
dev/languages.sh compile "$stage/waybill/languages"
cp LICENSE CHANGELOG.md "$stage/waybill/"
find "$stage" -exec touch --date=@315532800 {} +
rm -f dist/waybill.zip
(cd "$stage" && find waybill -type f | LC_ALL=C sort | TZ=UTC zip --quiet -X -@ "$ROOT/dist/waybill.zip")
say "dist/waybill.zip: Waybill $version for $build"
