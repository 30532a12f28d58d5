<?php

/** Prints the id of the demo's first product. */

declare(strict_types=1);

require __DIR__ . '/load.php';

printf('%d', wc_get_product_id_by_sku('MUG-1'));
