<?php

/** Loads a site for the programs of this folder, as a process of the command line: WordPress, WooCommerce and, where it is active, Waybill; nothing of wp-admin. */

declare(strict_types=1);

$_SERVER['HTTP_HOST'] = preg_replace('#^https?://#', '', (string) getenv('WAYBILL_SITE_URL'));
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';

// What goes wrong is said where the program was started, and not as a page.
define('WP_DISABLE_FATAL_ERROR_HANDLER', true);

require __DIR__ . '/autoload.php';
require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';
// @mago-expect lint:no-ini-set WordPress has just set it for pages.
ini_set('display_errors', 'stderr');
