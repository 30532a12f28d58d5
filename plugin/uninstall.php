<?php

/** Called by WordPress when the merchant deletes the plugin: takes leave of the platforms and removes what Waybill stored. */

declare(strict_types=1);

if (!defined('WP_UNINSTALL_PLUGIN')) {
    exit();
}

if (PHP_VERSION_ID >= 80200) {
    require_once __DIR__ . '/autoload.php';
    (new Waybill\Plugin(__DIR__ . '/waybill.php'))->uninstall();
}
