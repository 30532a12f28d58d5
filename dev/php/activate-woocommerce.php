<?php

/** Activates WooCommerce, or its stand-in. */

declare(strict_types=1);

require __DIR__ . '/load.php';

add_filter('pre_wp_mail', '__return_false');
$error = activate_plugin('woocommerce/woocommerce.php');
if (is_wp_error($error)) {
    fwrite(STDERR, $error->get_error_message() . "\n");
    exit(1);
}
// The next page of wp-admin is whichever was asked for, not WooCommerce's own welcome.
delete_transient('_wc_activation_redirect');
