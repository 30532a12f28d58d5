<?php

/** Installs WordPress. */

declare(strict_types=1);

define('WP_INSTALLING', true);
require __DIR__ . '/load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

// Nobody is to be told of the new site by mail.
add_filter('pre_wp_mail', '__return_false');
wp_install('Waybill store', (string) getenv('WAYBILL_ADMIN_USER'), 'admin@example.com', false, '', (string) getenv('WAYBILL_ADMIN_PASSWORD'));
update_option('siteurl', getenv('WAYBILL_SITE_URL'));
update_option('home', getenv('WAYBILL_SITE_URL'));
update_option('permalink_structure', '/%postname%/');
update_option('timezone_string', 'America/Santiago');
