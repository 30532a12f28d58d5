<?php

/** Does all that Waybill could still have to do, as its tick each minute does; where the plugin is not active, that is nothing. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

do_action('waybill_tick');

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo json_encode(true, JSON_THROW_ON_ERROR);
