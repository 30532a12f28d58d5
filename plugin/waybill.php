<?php

/**
 * Plugin Name: Waybill
 * Description: Carries your WooCommerce orders to your logistics platform: Logistos or TrackingTech. Nothing is lost, nothing is sent twice, and nothing leaves the store before you agree.
 * Version: 0.1.0
 * Requires at least: 6.4
 * Requires PHP: 8.2
 * Requires Plugins: woocommerce
 * WC requires at least: 8.2
 * WC tested up to: 11.0
 * Author: The Waybill developers
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: waybill
 * Domain Path: /languages
 *
 * This file alone is read by every PHP that WordPress runs on: it holds nothing newer than PHP 7.
 */

declare(strict_types=1);

if (!defined('ABSPATH')) {
    exit();
}

if (version_compare(PHP_VERSION, '8.2', '<')) {
    add_action('admin_notices', function () {
        // translators: %s: the PHP version of this server.
        $message = __('Waybill needs PHP 8.2 or newer; this server runs %s. Ask your host to switch it. Until then Waybill does nothing.', 'waybill');
        echo '<div class="notice notice-error"><p>' . esc_html(sprintf($message, PHP_VERSION)) . '</p></div>';
    });
    return;
}

require_once __DIR__ . '/autoload.php';

(new Waybill\Plugin(__FILE__))->boot();
