<?php

/** Prints how many deliveries a worker has in its hands now. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

global $wpdb;

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo json_encode((int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->prefix}waybill_deliveries WHERE state = 'claimed'"), JSON_THROW_ON_ERROR);
