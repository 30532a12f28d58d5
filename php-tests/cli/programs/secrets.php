<?php

/** Prints what no command may print: the token of TrackingTech, and the secrets as they are stored. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

$plugin = new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$token = $plugin->trackingTech->options->secret('token');
// @mago-expect lint:no-unescaped-output The test reads it, no browser does.
echo json_encode([$token, ...array_values((array) get_option('waybill_trackingtech_secrets')), AUTH_SALT, SECURE_AUTH_SALT], JSON_THROW_ON_ERROR);
