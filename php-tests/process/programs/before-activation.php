<?php

/** Puts the site before Waybill's first activation: never activated, and its Logistos at the sandbox. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

deactivate_plugins('waybill/waybill.php');
delete_option('waybill');
require_once WP_PLUGIN_DIR . '/waybill/autoload.php';
$sandbox = (string) getenv('WAYBILL_SANDBOX_URL');
$logistos = (new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->logistos;
$logistos->options->delete();
$logistos->options->set([
    'credentials_url' => "$sandbox/logistos/integration/integrate_woo_commerce",
    'orders_url' => "$sandbox/logistos/integration/woo_commerce_orders",
]);
