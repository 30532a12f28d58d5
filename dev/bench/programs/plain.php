<?php

/** Sends the store's first orders as a plain plugin does: plain.php PLATFORM ORDERS SANDBOX_URL */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;
use Waybill\Bench\PlainPlugin;
use Waybill\Plugin;

[, $platform, $orders, $url] = $argv;
$token = (new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->trackingTech->request()['secrets']['token'];
$plain = new PlainPlugin($url, $token);
$measured = new Measured();
$measured->begin();
$sent = $plain->send($platform, (int) $orders);
Measured::print(['orders' => $sent] + $measured->end());
