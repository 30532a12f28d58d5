# A real Chromium through what a merchant does with orders, while they are stored as posts.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
browser_on posts
