<?php

/** Makes the dataset's templates in the order storage that is on, and keeps their rows aside: templates.php hpos|posts */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Catalogue;
use Waybill\Bench\Multiplier;
use Waybill\Bench\Templates;

const TEMPLATES = 48;

add_filter('pre_wp_mail', '__return_false');
// The same time everywhere: then SQL can move dates without knowing of summer time.
update_option('timezone_string', 'UTC');
$orders = (new Templates((new Catalogue())->fill()))->make(TEMPLATES);
(new Multiplier($GLOBALS['wpdb']))->capture($orders, 'posts' === $argv[1]);
