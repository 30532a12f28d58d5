<?php

/** Makes the store what a test begins with: no orders, both connections made and open, the background seen lately. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';
require __DIR__ . '/../../unit/Support/Store.php';

// What this process does is no shopper's request.
remove_all_actions('shutdown');

$wpdb->query("DELETE FROM {$wpdb->prefix}actionscheduler_actions WHERE hook LIKE 'waybill%' AND status = 'failed'");
Waybill\Tests\Support\Store::reset();

(new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->lifecycle->catchUp();
require __DIR__ . '/../../../dev/php/demo-connect.php';
$plugin->worker->run();
$plugin->watchdog->ticked();
