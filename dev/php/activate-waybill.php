<?php

/** Activates Waybill. */

declare(strict_types=1);

require __DIR__ . '/load.php';

$error = activate_plugin('waybill/waybill.php');
if (is_wp_error($error)) {
    fwrite(STDERR, $error->get_error_message() . "\n");
    exit(1);
}
