<?php

/** Says what it runs on, and what can be bought there. */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Plugin;

$isWooCommerce = !defined('WAYBILL_WOOCOMMERCE_STAND_IN');
Measured::print([
    'isWooCommerce' => $isWooCommerce,
    'WooCommerce' => $isWooCommerce ? WC()->version : 'the project\'s stand-in',
    'WordPress' => get_bloginfo('version'),
    'PHP' => PHP_VERSION,
    'MariaDB' => $GLOBALS['wpdb']->db_server_info(),
    'Waybill' => Plugin::VERSION,
    'product' => wc_get_product_id_by_sku('BENCH-001'),
]);
