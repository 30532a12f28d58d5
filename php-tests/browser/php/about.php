<?php

/** Prints what runs here. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

use Automattic\WooCommerce\Utilities\OrderUtil;

$about = [
    'wordpress' => get_bloginfo('version'),
    'wooCommerce' => WC_VERSION,
    'standIn' => defined('WAYBILL_WOOCOMMERCE_STAND_IN'),
    'storage' => OrderUtil::custom_orders_table_usage_is_enabled() ? 'hpos' : 'posts',
    'php' => PHP_VERSION,
];

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo json_encode($about, JSON_THROW_ON_ERROR);
