<?php

/** Connects the store to both platforms of the sandbox anew: it has forgotten who it let in. */

declare(strict_types=1);

require dirname(__DIR__, 2) . '/php/load.php';

(new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->trackingTech->close();

require dirname(__DIR__, 2) . '/php/demo-connect.php';
