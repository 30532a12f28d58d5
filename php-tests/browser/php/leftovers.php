<?php

/** Prints whatever of Waybill's is in the store: tables, options, actions to come, keys of the REST API, files. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

global $wpdb;

$actions = array_merge(...array_map(static fn(string $status): array => as_get_scheduled_actions([
    'group' => 'waybill',
    'status' => $status,
], 'ids'), ['pending', 'in-progress']));

$leftovers = [
    'tables' => $wpdb->get_col("SHOW TABLES LIKE '%waybill%'"),
    // The stand-in's carts are no affair of the plugin's.
    'options' => $wpdb->get_col("SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%waybill%' AND option_name NOT LIKE '%waybill_stand_in%'"),
    'actions' => $actions,
    'keys' => $wpdb->get_col("SELECT description FROM {$wpdb->prefix}woocommerce_api_keys"),
    'files' => glob(WP_PLUGIN_DIR . '/waybill*'),
];

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo json_encode($leftovers, JSON_THROW_ON_ERROR);
