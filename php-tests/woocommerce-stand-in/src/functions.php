<?php

/** WooCommerce's functions, as far as Waybill and its tests call them. */

declare(strict_types=1);

namespace WaybillStandIn {
    /** @return array<string, mixed> */
    function item_meta(int $item): array
    {
        global $wpdb;

        return array_map(
            maybe_unserialize(...),
            wp_list_pluck(
                $wpdb->get_results($wpdb->prepare(
                    "SELECT meta_key, meta_value FROM {$wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id = %d ORDER BY meta_id",
                    $item,
                )),
                'meta_value',
                'meta_key',
            ),
        );
    }

    /** @return list<\WC_Order_Item> */
    function items(int $order, string $type): array
    {
        global $wpdb;
        $class = [
            'line_item' => \WC_Order_Item_Product::class,
            'fee' => \WC_Order_Item_Fee::class,
            'shipping' => \WC_Order_Item_Shipping::class,
            'tax' => \WC_Order_Item_Tax::class,
            'coupon' => \WC_Order_Item_Coupon::class,
        ][$type];
        $items = [];
        $rows = $wpdb->get_results($wpdb->prepare(
            "SELECT * FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id = %d AND order_item_type = %s ORDER BY order_item_id",
            $order,
            $type,
        ));
        foreach ($order > 0 ? $rows : [] as $row) {
            $item = new $class((int) $row->order_item_id, $row->order_item_name);
            $item->set_order_id($order);
            $items[] = $item;
        }

        return $items;
    }

    function delete_items(int $order): void
    {
        global $wpdb;
        $wpdb->query($wpdb->prepare(
            "DELETE m FROM {$wpdb->prefix}woocommerce_order_itemmeta m JOIN {$wpdb->prefix}woocommerce_order_items i ON i.order_item_id = m.order_item_id WHERE i.order_id = %d",
            $order,
        ));
        $wpdb->delete($wpdb->prefix . 'woocommerce_order_items', ['order_id' => $order]);
    }
}

namespace {
    final class WooCommerce
    {
        public string $version = WC_VERSION;

        public function init(): void
        {
            do_action('before_woocommerce_init');
            do_action('woocommerce_init');
        }
    }

    function WC(): WooCommerce
    {
        static $woocommerce;
        if (null === $woocommerce) {
            $woocommerce = new WooCommerce();
            add_action('init', $woocommerce->init(...), 0);
            add_action('plugins_loaded', static fn() => do_action('woocommerce_loaded'), -1);
        }

        return $woocommerce;
    }

    function wc_get_order(mixed $the_order = false): bool|WC_Order|WC_Order_Refund
    {
        $id = match (true) {
            $the_order instanceof WC_Abstract_Order => $the_order->get_id(),
            $the_order instanceof WP_Post => $the_order->ID,
            default => (int) $the_order,
        };
        $stored = $id > 0 ? WaybillStandIn\storage()->read($id) : null;

        return match ($stored['type'] ?? '') {
            'shop_order' => new WC_Order($id),
            'shop_order_refund' => new WC_Order_Refund($id),
            default => false,
        };
    }

    /** @return list<int>|list<WC_Order> */
    function wc_get_orders(array $args): array
    {
        $args += [
            'limit' => 10,
            'page' => 1,
            'type' => 'shop_order',
            'status' => array_keys(wc_get_order_statuses()),
            'order' => 'DESC',
            'return' => 'objects',
            'parent' => 0,
            'customer' => [],
            'post__in' => [],
        ];
        $statuses = array_map(
            static fn(string $status): string => WaybillStandIn\stored_status((string) preg_replace('/^wc-/', '', $status)),
            (array) $args['status'],
        );
        $ids = WaybillStandIn\storage()->ids([
            'type' => (array) $args['type'],
            'status' => $statuses,
            'order' => 'ASC' === $args['order'] ? 'ASC' : 'DESC',
            'limit' => (int) $args['limit'],
            'offset' => max(0, (int) $args['page'] - 1) * (int) $args['limit'],
            'parent' => (int) $args['parent'],
            'customer' => (array) $args['customer'],
            'in' => (array) $args['post__in'],
        ]);

        return 'ids' === $args['return'] ? $ids : array_map(wc_get_order(...), $ids);
    }

    function wc_create_order(array $args = []): WC_Order|WP_Error
    {
        $order = new WC_Order();
        if (isset($args['status'])) {
            $order->set_status($args['status']);
        }
        $order->set_customer_id((int) ($args['customer_id'] ?? 0));
        $order->set_created_via((string) ($args['created_via'] ?? ''));
        $order->save();

        return $order;
    }

    function wc_create_refund(array $args = []): WC_Order_Refund|WP_Error
    {
        $refund = new WC_Order_Refund();
        $refund->set_parent_id((int) $args['order_id']);
        $refund->set_status('completed');
        $refund->set_total(wc_format_decimal(-1 * (float) ($args['amount'] ?? 0)));
        $refund->save();
        do_action('woocommerce_order_refunded', (int) $args['order_id'], $refund->get_id());

        return $refund;
    }

    /** @return array<string, string> */
    function wc_get_order_statuses(): array
    {
        return apply_filters('wc_order_statuses', [
            'wc-pending' => 'Pending payment',
            'wc-processing' => 'Processing',
            'wc-on-hold' => 'On hold',
            'wc-completed' => 'Completed',
            'wc-cancelled' => 'Cancelled',
            'wc-refunded' => 'Refunded',
            'wc-failed' => 'Failed',
            'wc-checkout-draft' => 'Draft',
        ]);
    }

    function wc_get_order_status_name(string $status): string
    {
        $status = (string) preg_replace('/^wc-/', '', $status);

        return wc_get_order_statuses()["wc-$status"] ?? $status;
    }

    /** @return list<string> */
    function wc_get_is_paid_statuses(): array
    {
        return apply_filters('woocommerce_order_is_paid_statuses', ['processing', 'completed']);
    }

    function wc_get_product(mixed $the_product = false, mixed $deprecated = []): WC_Product|null|false
    {
        try {
            return (int) $the_product > 0 ? new WC_Product_Simple((int) $the_product) : false;
        } catch (Exception) {
            return false;
        }
    }

    function wc_get_product_id_by_sku(string $sku): int
    {
        global $wpdb;

        return (int) $wpdb->get_var($wpdb->prepare(
            "SELECT p.ID FROM {$wpdb->posts} p JOIN {$wpdb->postmeta} m ON m.post_id = p.ID WHERE p.post_type = 'product' AND p.post_status <> 'trash' AND m.meta_key = '_sku' AND m.meta_value = %s LIMIT 1",
            $sku,
        ));
    }

    /** @return array<string, string> Some of WooCommerce's. */
    function get_woocommerce_currencies(): array
    {
        return apply_filters('woocommerce_currencies', [
            'CLP' => 'Chilean peso',
            'EUR' => 'Euro',
            'KWD' => 'Kuwaiti dinar',
            'USD' => 'United States (US) dollar',
        ]);
    }

    /** @return array{class_name: string}|false */
    function wc_get_order_type(string $type): array|false
    {
        return ['shop_order' => ['class_name' => WC_Order::class], 'shop_order_refund' => ['class_name' => WC_Order_Refund::class]][$type] ?? false;
    }

    function wc_clean(mixed $var): mixed
    {
        return is_array($var) ? array_map(wc_clean(...), $var) : (is_scalar($var) ? sanitize_text_field((string) $var) : $var);
    }

    function get_woocommerce_currency(): string
    {
        return (string) apply_filters('woocommerce_currency', get_option('woocommerce_currency'));
    }

    function wc_get_price_decimals(): int
    {
        return absint(apply_filters('wc_get_price_decimals', get_option('woocommerce_price_num_decimals', 2)));
    }

    function wc_get_price_decimal_separator(): string
    {
        $separator = apply_filters('wc_get_price_decimal_separator', get_option('woocommerce_price_decimal_sep'));

        return $separator ? stripslashes($separator) : '.';
    }

    function wc_get_rounding_precision(): int
    {
        return max(6, wc_get_price_decimals() + 2);
    }

    function wc_get_tax_rounding_mode(): int
    {
        return 'yes' === get_option('woocommerce_prices_include_tax', 'no') ? PHP_ROUND_HALF_DOWN : PHP_ROUND_HALF_UP;
    }

    function wc_format_decimal(mixed $number, mixed $dp = false, bool $trim_zeros = false): string
    {
        if (null === $number || '' === $number) {
            return '';
        }
        $text = false === $dp
            ? rtrim(rtrim(number_format((float) $number, 6, '.', ''), '0'), '.')
            : number_format(round((float) $number, (int) $dp), (int) $dp, '.', '');

        return $trim_zeros && str_contains($text, '.') ? rtrim(rtrim($text, '0'), '.') : $text;
    }

    function wc_stock_amount(mixed $amount): int|float
    {
        return apply_filters('woocommerce_stock_amount', $amount) + 0;
    }

    // Whole numbers; a plugin for fractions takes this away.
    add_filter('woocommerce_stock_amount', 'intval');

    // Cash is paid when the order is handed over.
    add_filter(
        'woocommerce_payment_complete_order_status',
        static fn(string $status, int $id, WC_Order $order): string => 'cod' === $order->get_payment_method() ? 'completed' : $status,
        10,
        3,
    );

    function wc_get_weight(mixed $weight, string $to_unit, string $from_unit = ''): float
    {
        $kilograms = ['kg' => 1.0, 'g' => 0.001, 'lbs' => 0.453592, 'oz' => 0.0283495];

        return ((float) $weight * $kilograms[$from_unit ?: (string) get_option('woocommerce_weight_unit')]) / $kilograms[$to_unit];
    }

    function wc_rand_hash(string $prefix = '', ?int $max_length = null): string
    {
        return $prefix . substr(bin2hex(random_bytes(20)), 0, $max_length ?? 40);
    }

    function wc_api_hash(string $data): string
    {
        return hash_hmac('sha256', $data, 'wc-api');
    }

    function wc_get_page_id(string $page): int
    {
        return (int) get_option("woocommerce_{$page}_page_id", -1);
    }

    function wc_get_checkout_url(): string
    {
        return (string) get_permalink(wc_get_page_id('checkout'));
    }

    function wc_price(mixed $price): string
    {
        return (
            '<span class="woocommerce-Price-amount amount">'
            . esc_html(get_woocommerce_currency() . ' ' . number_format_i18n((float) $price, wc_get_price_decimals()))
            . '</span>'
        );
    }

    function wc_get_logger(): WC_Logger
    {
        static $logger;

        return $logger ??= new WC_Logger();
    }

    final class WC_Logger
    {
        /** A line into the source's file of today, where WooCommerce keeps them. */
        public function log(string $level, string $message, array $context = []): void
        {
            $directory = wp_upload_dir(null, false)['basedir'] . '/wc-logs';
            wp_mkdir_p($directory);
            $source = sanitize_file_name((string) ($context['source'] ?? 'log'));
            file_put_contents(
                "$directory/$source-" . gmdate('Y-m-d') . '-' . wp_hash($source) . '.log',
                gmdate('c') . ' ' . strtoupper($level) . " $message\n",
                FILE_APPEND | LOCK_EX,
            );
        }
    }
}
