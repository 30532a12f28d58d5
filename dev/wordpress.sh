#!/usr/bin/env bash
# Prints a directory with WordPress: WAYBILL_WORDPRESS (a directory or zip), else one fetched before, else the latest from wordpress.org, else the newest that Debian offers.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

HOME_DIR=$CACHE/wordpress
# Debian 12's own is too old for the plugin.
SUITES=(sid trixie)
# What Debian's package links to.
PARTS=(libphp-phpmailer php-getid3 libjs-cropper libjs-jquery-ui libjs-lodash libjs-underscore wordpress-theme-twentytwentyfive)

from_zip() {
    local into=$1 zip=$2
    unzip -q "$zip" -d "$into.new"
    mv "$into.new/wordpress" "$into"
    rm -rf "$into.new"
}

from_wordpress_org() {
    fetch https://wordpress.org/latest.zip "$CACHE/wordpress.zip" && from_zip "$HOME_DIR" "$CACHE/wordpress.zip"
}

# An apt state of our own for one suite, from this machine's own sources: the system's packages stay as they are.
apt_conf() {
    local suite=$1 dir=$2
    mkdir -p "$dir"/{etc/apt.conf.d,etc/preferences.d,etc/sources.list.d,lists/partial,cache/archives/partial}
    cp -r /etc/apt/trusted.gpg.d "$dir/etc/" 2>/dev/null || true
    sources_for "$suite" >"$dir/etc/sources.list.d/suite.list"
    cat >"$dir/apt.conf" <<CONF
Dir::Etc "$dir/etc"; Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "$dir/etc/sources.list.d";
Dir::State "$dir"; Dir::State::status "/var/lib/dpkg/status"; Dir::Cache "$dir/cache";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false"; APT::Sandbox::User "root";
// A mirror that stands still serves as well.
Acquire::Check-Valid-Until "false";
CONF
}

# One line for this suite from the first Debian archive that this machine uses, in whichever of apt's two formats it is written.
sources_for() {
    local key=/usr/share/keyrings/debian-archive-keyring.gpg uri
    uri=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed -nE 's#^(URIs: *|deb +(\[[^]]*\] +)?)(https?://[^ ]+/debian)/?( .*)?$#\3#p' | head -1)
    [ -n "$uri" ] || die "No Debian archive is set up in apt's sources"
    echo "deb [signed-by=$key] $uri $1 main"
}

from_debian() {
    local suite=$1 dir
    dir=$(mktemp -d)
    apt_conf "$suite" "$dir"
    (
        export APT_CONFIG=$dir/apt.conf
        mkdir "$dir/debs" && cd "$dir/debs"
        apt-get update --quiet >/dev/null && apt-get download --quiet wordpress "${PARTS[@]}" >/dev/null
    ) || return 1
    local deb
    for deb in "$dir"/debs/*.deb; do dpkg-deb --extract "$deb" "$dir/root"; done
    # Through the links; Debian's own configuration leads out of the tree and is not wanted.
    rm -f "$dir/root/usr/share/wordpress/.htaccess"
    cp --recursive --dereference "$dir/root/usr/share/wordpress" "$HOME_DIR"
    rm -f "$HOME_DIR/wp-config.php"
    rm -rf "$dir"
}

get() {
    mkdir -p "$CACHE"
    from_wordpress_org && return
    say "wordpress.org is out of reach: taking Debian's WordPress"
    local suite
    for suite in "${SUITES[@]}"; do from_debian "$suite" && return; done
    die "There is no WordPress to be had: set WAYBILL_WORDPRESS to a directory or zip"
}

if [ -n "${WAYBILL_WORDPRESS:-}" ]; then
    if [ -d "$WAYBILL_WORDPRESS" ]; then
        echo "$WAYBILL_WORDPRESS"
    else
        given=$LOCAL/wordpress-given
        rm -rf "$given" && mkdir -p "$LOCAL" && from_zip "$given" "$WAYBILL_WORDPRESS"
        echo "$given"
    fi
else
    [ -f "$HOME_DIR/wp-load.php" ] || get
    echo "$HOME_DIR"
fi
