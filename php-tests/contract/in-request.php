<?php

/** Loaded by a site under comparison before its plugins: every request of its web server writes what the Recorder hears to where Shop looks for it. */

declare(strict_types=1);

use Waybill\Tests\Contract\Recorder;
use Waybill\Tests\Contract\Shop;

require_once __DIR__ . '/autoload.php';

// In its first minute a new store moves its scheduled actions from posts into a table, and schedules in another way; a store does not stay so.
add_filter('pre_option_action_scheduler_migration_status', static fn(): string => 'complete');

if ('cli' !== PHP_SAPI) {
    $recorder = new Recorder(Recorder::hooks());
    add_action('shutdown', static fn() => file_put_contents(Shop::heardFile(), json_encode($recorder->take(), JSON_THROW_ON_ERROR)));
}
