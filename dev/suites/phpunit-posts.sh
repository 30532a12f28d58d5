# The plugin on a real WordPress and MariaDB, with the extension loaded, orders in posts.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
fresh_site phpunit-posts --storage posts --activate
export WAYBILL_STORAGE=posts
phpunit_in phpunit-posts --configuration php-tests/phpunit.xml
