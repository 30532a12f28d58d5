<?php

/** Called by WordPress when the merchant deletes the plugin: takes leave of the platforms and removes what Waybill stored. */

declare(strict_types=1);

if (!defined('WP_UNINSTALL_PLUGIN')) {
    exit();
}

if (version_compare(PHP_VERSION, '8.2', '>=')) {
    require_once __DIR__ . '/autoload.php';
    (new Waybill\Plugin(__DIR__ . '/waybill.php'))->uninstall();
}
