#!/usr/bin/env bash
# Prints WP-CLI: WAYBILL_WP_CLI (a phar, or a directory with one), else one fetched before, else the official release; where none is to be had, nothing, and says so.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

HOME_FILE=$CACHE/wp-cli/wp-cli.phar
# As wp-cli.org/#installing and the handbook ("Installing WP-CLI") name it.
RELEASE=https://raw.githubusercontent.com/wp-cli/builds/gh-pages/phar/wp-cli.phar

from_release() {
    local new=$HOME_FILE.new
    mkdir -p "$(dirname "$HOME_FILE")"
    fetch "$RELEASE" "$new" && fetch "$RELEASE.sha512" "$new.sha512" || return 1
    if [ "$(sha512sum "$new" | cut -d' ' -f1)" != "$(tr -d '[:space:]' <"$new.sha512")" ]; then
        say "WP-CLI's release does not have the checksum that is published beside it: it is not used"
        rm -f "$new" "$new.sha512"
        return 1
    fi
    rm -f "$new.sha512"
    mv "$new" "$HOME_FILE"
}

if [ -f "${WAYBILL_WP_CLI:-}" ]; then
    echo "$WAYBILL_WP_CLI"
elif [ -n "${WAYBILL_WP_CLI:-}" ]; then
    for name in wp-cli.phar php/boot-fs.php; do
        [ ! -f "$WAYBILL_WP_CLI/$name" ] || { echo "$WAYBILL_WP_CLI/$name" && exit; }
    done
    die "There is no WP-CLI in WAYBILL_WP_CLI ($WAYBILL_WP_CLI)"
elif [ -f "$HOME_FILE" ]; then
    echo "$HOME_FILE"
elif from_release; then
    echo "$HOME_FILE"
else
    say "WP-CLI cannot be downloaded"
fi
