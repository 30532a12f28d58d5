<?php

/** The tables, options and roles, as WooCommerce creates them. */

declare(strict_types=1);

namespace WaybillStandIn;

final class Schema
{
    private const CAPABILITIES = [
        'manage_woocommerce',
        'view_woocommerce_reports',
        'edit_shop_order',
        'read_shop_order',
        'delete_shop_order',
        'edit_shop_orders',
        'edit_others_shop_orders',
        'publish_shop_orders',
        'read_private_shop_orders',
        'delete_shop_orders',
        'edit_products',
        'edit_published_products',
    ];

    /** On activation. */
    public static function install(): void
    {
        global $wpdb;
        foreach (self::tables($wpdb->prefix, $wpdb->get_charset_collate()) as $statement) {
            $wpdb->query($statement);
        }
        update_option('woocommerce_version', WC_VERSION);
        update_option('woocommerce_db_version', WC_VERSION);
        foreach ([
            'woocommerce_custom_orders_table_enabled' => 'yes',
            'woocommerce_currency' => 'USD',
            'woocommerce_price_num_decimals' => '2',
            'woocommerce_weight_unit' => 'kg',
        ] as $option => $value) {
            add_option($option, $value);
        }
        add_role('customer', 'Customer', ['read' => true]);
        add_role('shop_manager', 'Shop manager', ['read' => true, 'edit_posts' => true] + array_fill_keys(self::CAPABILITIES, true));
        foreach (self::CAPABILITIES as $capability) {
            get_role('administrator')->add_cap($capability);
        }
        self::pages();
    }

    /** The shop, and both kinds of checkout page. */
    private static function pages(): void
    {
        foreach ([
            'shop' => ['Shop', '[waybill_stand_in_shop]'],
            'cart' => ['Cart', '[waybill_stand_in_cart]'],
            'checkout' => ['Checkout', '[woocommerce_checkout]'],
            'classic-checkout' => ['Classic checkout', '[woocommerce_checkout]'],
        ] as $slug => [$title, $content]) {
            if (!get_page_by_path($slug)) {
                $id = wp_insert_post([
                    'post_type' => 'page',
                    'post_status' => 'publish',
                    'post_title' => $title,
                    'post_name' => $slug,
                    'post_content' => $content,
                ]);
                update_option("woocommerce_{$slug}_page_id", $id);
            }
        }
    }

    /** @return list<string> */
    private static function tables(string $p, string $text): array
    {
        $tables = [
            'wc_orders' => 'id bigint unsigned NOT NULL, status varchar(20), currency varchar(10), type varchar(20), tax_amount decimal(26,8), total_amount decimal(26,8), customer_id bigint unsigned,
                billing_email varchar(320), date_created_gmt datetime, date_updated_gmt datetime, parent_order_id bigint unsigned, payment_method varchar(100), payment_method_title text,
                transaction_id varchar(100), ip_address varchar(100), user_agent text, customer_note text, PRIMARY KEY (id), KEY status (status), KEY date_created (date_created_gmt),
                KEY customer_id_billing_email (customer_id, billing_email(171)), KEY customer_id_status (customer_id, status), KEY billing_email (billing_email(191)),
                KEY transaction_id (transaction_id(20)), KEY type_status_date (type, status, date_created_gmt), KEY parent_order_id (parent_order_id), KEY date_updated (date_updated_gmt)',
            'wc_order_addresses' => 'id bigint unsigned NOT NULL AUTO_INCREMENT, order_id bigint unsigned NOT NULL, address_type varchar(20), first_name text, last_name text, company text, address_1 text,
                address_2 text, city text, state text, postcode text, country text, email varchar(320), phone varchar(100), PRIMARY KEY (id), UNIQUE KEY address_type_order_id (address_type, order_id),
                KEY order_id (order_id), KEY email (email(191)), KEY phone (phone)',
            'wc_order_operational_data' => 'id bigint unsigned NOT NULL AUTO_INCREMENT, order_id bigint unsigned, created_via varchar(100), woocommerce_version varchar(20), prices_include_tax tinyint(1),
                coupon_usages_are_counted tinyint(1), download_permission_granted tinyint(1), cart_hash varchar(100), new_order_email_sent tinyint(1), order_key varchar(100), order_stock_reduced tinyint(1),
                date_paid_gmt datetime, date_completed_gmt datetime, shipping_tax_amount decimal(26,8), shipping_total_amount decimal(26,8), discount_tax_amount decimal(26,8),
                discount_total_amount decimal(26,8), recorded_sales tinyint(1), PRIMARY KEY (id), UNIQUE KEY order_id (order_id), KEY order_key (order_key)',
            'wc_orders_meta' => 'id bigint unsigned NOT NULL AUTO_INCREMENT, order_id bigint unsigned, meta_key varchar(255), meta_value text, PRIMARY KEY (id),
                KEY meta_key_value (meta_key(50), meta_value(20)), KEY order_id_meta_key_meta_value (order_id, meta_key(100), meta_value(82))',
            'woocommerce_order_items' => "order_item_id bigint unsigned NOT NULL AUTO_INCREMENT, order_item_name text NOT NULL, order_item_type varchar(200) NOT NULL DEFAULT '', order_id bigint unsigned NOT NULL,
                PRIMARY KEY (order_item_id), KEY order_id (order_id)",
            'woocommerce_order_itemmeta' => 'meta_id bigint unsigned NOT NULL AUTO_INCREMENT, order_item_id bigint unsigned NOT NULL, meta_key varchar(255), meta_value longtext, PRIMARY KEY (meta_id),
                KEY order_item_id (order_item_id), KEY meta_key (meta_key(32))',
            'woocommerce_api_keys' => 'key_id bigint unsigned NOT NULL AUTO_INCREMENT, user_id bigint unsigned NOT NULL, description varchar(200), permissions varchar(10) NOT NULL, consumer_key char(64) NOT NULL,
                consumer_secret char(43) NOT NULL, nonces longtext, truncated_key char(7) NOT NULL, last_access datetime, PRIMARY KEY (key_id), KEY consumer_key (consumer_key), KEY consumer_secret (consumer_secret)',
            'actionscheduler_actions' => "action_id bigint unsigned NOT NULL AUTO_INCREMENT, hook varchar(191) NOT NULL, status varchar(20) NOT NULL, scheduled_date_gmt datetime DEFAULT '0000-00-00 00:00:00',
                scheduled_date_local datetime DEFAULT '0000-00-00 00:00:00', priority tinyint unsigned NOT NULL DEFAULT 10, args varchar(191), schedule longtext, group_id bigint unsigned NOT NULL DEFAULT 0,
                attempts int NOT NULL DEFAULT 0, last_attempt_gmt datetime DEFAULT '0000-00-00 00:00:00', last_attempt_local datetime DEFAULT '0000-00-00 00:00:00', claim_id bigint unsigned NOT NULL DEFAULT 0,
                extended_args varchar(8000), PRIMARY KEY (action_id), KEY hook_status_scheduled_date_gmt (hook(163), status, scheduled_date_gmt), KEY status_scheduled_date_gmt (status, scheduled_date_gmt),
                KEY scheduled_date_gmt (scheduled_date_gmt), KEY args (args), KEY group_id (group_id), KEY last_attempt_gmt (last_attempt_gmt),
                KEY claim_id_status_priority_scheduled_date_gmt (claim_id, status, priority, scheduled_date_gmt), KEY status_last_attempt_gmt (status, last_attempt_gmt),
                KEY status_claim_id (status, claim_id)",
            'actionscheduler_groups' => 'group_id bigint unsigned NOT NULL AUTO_INCREMENT, slug varchar(255) NOT NULL, PRIMARY KEY (group_id), KEY slug (slug(191))',
        ];
        $statements = [];
        foreach ($tables as $name => $columns) {
            $statements[] = "CREATE TABLE IF NOT EXISTS $p$name ($columns) ENGINE=InnoDB $text";
        }

        return $statements;
    }
}

add_action(
    'init',
    static function (): void {
        $hidden = [
            'public' => false,
            'show_ui' => false,
            'rewrite' => false,
            'query_var' => false,
            'supports' => ['title', 'comments', 'custom-fields'],
            'capability_type' => 'shop_order',
            'map_meta_cap' => true,
        ];
        register_post_type('shop_order', $hidden);
        register_post_type('shop_order_refund', $hidden);
        register_post_type('shop_order_placehold', $hidden);
        register_post_type('product', ['public' => true, 'show_ui' => true, 'capability_type' => 'post', 'label' => 'Products', 'has_archive' => false]);
        foreach (wc_get_order_statuses() as $status => $label) {
            register_post_status($status, ['label' => $label, 'public' => false]);
        }
    },
    5,
);
