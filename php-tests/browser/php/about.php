<?php

/** Prints what runs here. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

echo
    json_encode([
        'wordpress' => get_bloginfo('version'),
        'wooCommerce' => WC_VERSION,
        'standIn' => defined('WAYBILL_WOOCOMMERCE_STAND_IN'),
        'php' => PHP_VERSION,
    ], JSON_THROW_ON_ERROR)
;
