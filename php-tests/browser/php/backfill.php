<?php

/** Prints how many deliveries a worker has in its hands now, and how many existing orders are sent. */

declare(strict_types=1);

use Waybill\Connection\Logistos;
use Waybill\Plugin;

require __DIR__ . '/../../../dev/php/load.php';

$plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo
    json_encode(['under_way' => $plugin->figures->queue(Logistos::ID)['under_way'], 'sent' => $plugin->backfill->progress()['delivered']], JSON_THROW_ON_ERROR)
;
