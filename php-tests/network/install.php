<?php

/** Turns a site into a network of sites in folders; from the next process on it is one. */

declare(strict_types=1);

require __DIR__ . '/../../dev/php/load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/network.php';

global $wpdb;
foreach ($wpdb->tables('ms_global') as $table => $name) {
    $wpdb->$table = $name;
}
$domain = (string) preg_replace('#^https?://#', '', (string) getenv('WAYBILL_SITE_URL'));
install_network();
$done = populate_network(1, $domain, 'admin@example.com', 'Network', '/', false);
if (is_wp_error($done)) {
    fwrite(STDERR, $done->get_error_message() . "\n");
    exit(1);
}
file_put_contents(ABSPATH . 'wp-config-extra.php', sprintf(
    "<?php\ndefine('MULTISITE', true);\ndefine('SUBDOMAIN_INSTALL', false);\ndefine('DOMAIN_CURRENT_SITE', '%s');\ndefine('PATH_CURRENT_SITE', '/');\ndefine('SITE_ID_CURRENT_SITE', 1);\ndefine('BLOG_ID_CURRENT_SITE', 1);\n",
    $domain,
));
