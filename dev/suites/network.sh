# Waybill on a network of sites.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
fresh_site network
"$ROOT/dev/site.sh" php network php-tests/network/install.php || exit 1
phpunit_in network --configuration php-tests/network/phpunit.xml
