# A real Chromium through all that a merchant does, orders in the order tables: the package uploaded, both platforms set up, orders placed by guests, the connection ended, the plugin deleted.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
browser_on hpos
