<?php

/** Fills an order storage with so many orders, made of the templates: multiply.php ORDERS hpos|posts */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

(new Waybill\Bench\Multiplier($GLOBALS['wpdb']))->multiply((int) $argv[1], 'posts' === $argv[2]);
