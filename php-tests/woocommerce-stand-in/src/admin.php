<?php

/** The menu "WooCommerce" in wp-admin, with a list of orders. */

declare(strict_types=1);

namespace WaybillStandIn;

add_action(
    'admin_menu',
    static function (): void {
        add_menu_page('WooCommerce', 'WooCommerce', 'edit_others_shop_orders', 'woocommerce', '', 'dashicons-cart', 55);
        add_submenu_page('woocommerce', 'Orders', 'Orders', 'edit_others_shop_orders', 'wc-orders', static function (): void {
            echo '<div class="wrap"><h1>Orders</h1><table class="widefat striped"><thead><tr><th>Order</th><th>Status</th><th>Total</th></tr></thead><tbody>';
            foreach (wc_get_orders(['limit' => 50]) as $order) {
                echo
                    '<tr><td>#'
                        . esc_html($order->get_order_number())
                        . '</td><td>'
                        . esc_html(wc_get_order_statuses()['wc-' . $order->get_status()] ?? $order->get_status())
                        . '</td><td>'
                        . wp_kses_post(wc_price($order->get_total()))
                        . '</td></tr>'
                ;
            }
            echo '</tbody></table></div>';
        });
        remove_submenu_page('woocommerce', 'woocommerce');
    },
    9,
);
