<?php

/** Prints the ids of all orders of the statuses in the arguments, ascending. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

$statuses = array_slice($argv, 1);
$ids = array_map(intval(...), wc_get_orders(['status' => $statuses, 'type' => 'shop_order', 'limit' => -1, 'return' => 'ids']));
sort($ids);

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo json_encode($ids, JSON_THROW_ON_ERROR);
