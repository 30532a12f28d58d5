<?php

/** Sends with a token and seals it; then prints all that phpinfo() says of PHP and its extensions. */

declare(strict_types=1);

require __DIR__ . '/native.php';

deliver('trackingtech', 5000, 1);
$sealed = Waybill\Native\seal(SECRET, 'some salt', 'token');
if (SECRET !== Waybill\Native\open($sealed, 'some salt', 'token')) {
    exit(1);
}
// @mago-expect lint:no-debug-symbols It is what the test is about.
phpinfo(INFO_GENERAL | INFO_CONFIGURATION | INFO_MODULES);
