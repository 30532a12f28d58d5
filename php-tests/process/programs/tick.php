<?php

/** One run of Waybill's worker, as its tick starts it. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

(new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php'))->worker->run();
