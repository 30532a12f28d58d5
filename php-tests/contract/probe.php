<?php

/** Prints, as JSON, what this site's WooCommerce (or its stand-in) declares, or what it does with the storage that the site has: probe.php declarations | behaviour. */

declare(strict_types=1);

use Waybill\Tests\Contract\Api;
use Waybill\Tests\Contract\Behaviour;
use Waybill\Tests\Contract\Declarations;
use Waybill\Tests\Contract\Schedules;
use Waybill\Tests\Contract\Shop;
use Waybill\Tests\Contract\Tables;
use Waybill\Tests\Contract\Uses;

require __DIR__ . '/autoload.php';

// As a page of the shop, not of wp-admin: there WooCommerce saves every new order twice, to note where it came from.
$_SERVER['HTTP_HOST'] = preg_replace('#^https?://#', '', (string) getenv('WAYBILL_SITE_URL'));
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';
wp_set_current_user(get_user_by('login', (string) getenv('WAYBILL_ADMIN_USER'))->ID);

// WordPress would put a page of its own in the document's place.
set_exception_handler(static function (Throwable $error): never {
    fwrite(STDERR, "$error\n");
    exit(1);
});

$root = dirname(__DIR__, 2);
$document = match ($argv[1] ?? '') {
    'declarations' => [
        'declarations' => (new Declarations(new Uses(["$root/plugin", "$root/dev/php", "$root/php-tests/unit"])))->observe(),
        'tables' => Tables::observe(),
    ],
    'behaviour' => array_merge_recursive(['schedules' => Schedules::observe()], Behaviour::observe(), Shop::observe(), Api::observe()),
};

// @mago-expect lint:no-unescaped-output A document, not a page.
echo json_encode($document, JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
