# The plugin on a real WordPress and MariaDB, with the extension loaded, orders in the order tables.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
fresh_site phpunit-hpos --storage hpos --activate
export WAYBILL_STORAGE=hpos
phpunit_in phpunit-hpos --configuration php-tests/phpunit.xml
