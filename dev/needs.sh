#!/usr/bin/env bash
# Installs what the project needs and this Debian lacks, and the packages that are named. Starts none of the distribution's services.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

log=$(mktemp)
trap 'rm -f "$log"' EXIT

packages=(
    "php$PHP_VERSION-cli" "php$PHP_VERSION-dev" "php$PHP_VERSION-fpm" "php$PHP_VERSION-mysql" "php$PHP_VERSION-xml" "php$PHP_VERSION-mbstring"
    "php$PHP_VERSION-curl" "php$PHP_VERSION-zip" "php$PHP_VERSION-gd" "php$PHP_VERSION-intl"
    mariadb-server mariadb-client nginx-light chromium
    build-essential clang libclang-dev curl ca-certificates zip unzip phpunit shellcheck gettext
    "$@"
)

missing() {
    local package
    for package in "${packages[@]}"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done
    command -v npm >/dev/null || echo npm
    command -v node >/dev/null || echo nodejs
}

# While we install, no service of the distribution is started: ours run on ports and sockets of their own.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d ours=no
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        ours=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@" >>"$log" 2>&1 || ours=failed-$ours
    case $ours in *yes) as_root rm -f "$policy" ;; esac
    case $ours in failed-*)
        cat "$log" >&2
        return 1
        ;;
    esac
}

mapfile -t wanted < <(missing)
if [ ${#wanted[@]} -gt 0 ]; then
    say "Installing: ${wanted[*]}"
    as_root apt-get update --quiet >"$log" 2>&1
    install_quietly "${wanted[@]}"
fi
command -v cargo >/dev/null || die "Rust is needed: see https://rustup.rs"
