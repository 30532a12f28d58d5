<?php

/**
 * Plugin Name: WooCommerce (Waybill's stand-in)
 * Description: Just those functions, classes, hooks and tables of WooCommerce that Waybill uses, for tests and the demo where WooCommerce cannot be downloaded. Never for a real store.
 * Version: 11.0.1
 * Requires at least: 6.4
 * Requires PHP: 8.2
 * License: GPL-2.0-or-later
 *
 * What is here is held to the real WooCommerce by the same test suite, and by php-tests/contract.
 */

declare(strict_types=1);

defined('ABSPATH') || exit();

/** The release whose behaviour it shows. */
define('WC_VERSION', '11.0.1');
define('WC_PLUGIN_FILE', __FILE__);
define('WAYBILL_WOOCOMMERCE_STAND_IN', true);

foreach ([
    'schema',
    'data',
    'storage',
    'posts',
    'items',
    'totals',
    'abstract-order',
    'order',
    'product',
    'functions',
    'utilities',
    'action-scheduler',
    'rest',
    'cart',
    'shop',
    'admin',
] as $part) {
    require __DIR__ . "/src/$part.php";
}

register_activation_hook(__FILE__, [WaybillStandIn\Schema::class, 'install']);

WC();
