<?php

/** Loads a site's wp-admin for the scripts of this folder, as its administrator. */

declare(strict_types=1);

$url = (string) getenv('WAYBILL_SITE_URL');
$_SERVER['HTTP_HOST'] = preg_replace('#^https?://#', '', $url);
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/wp-admin/';
define('WP_ADMIN', true);

require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

if (!wp_installing()) {
    wp_set_current_user((int) (get_user_by('login', (string) getenv('WAYBILL_ADMIN_USER'))->ID ?? 0));
}
