# Waybill in real PHP processes: PHP-FPM behind nginx, its reload and its dying workers, pcntl_fork, signals, memory, and PHP without the extension.
# shellcheck shell=bash
. "$(dirname "$0")/lib.sh"

build
# Not activated, and without the extension: the first test begins there.
fresh_site process --without-extension
phpunit_in process --configuration php-tests/process/phpunit-process.xml
