<?php

/** REST: /wc/v3/orders, behind WooCommerce's API keys. */

declare(strict_types=1);

namespace WaybillStandIn;

/** Who calls, by API key: Basic authentication over TLS only, as in WooCommerce. */
function api_user(int|false $user): int|false
{
    global $wpdb;
    if ($user || !is_ssl() || !str_contains((string) ($_SERVER['REQUEST_URI'] ?? ''), '/wp-json/wc/')) {
        return $user;
    }
    $key = (string) ($_SERVER['PHP_AUTH_USER'] ?? $_GET['consumer_key'] ?? '');
    $secret = (string) ($_SERVER['PHP_AUTH_PW'] ?? $_GET['consumer_secret'] ?? '');
    $row = '' === $key
        ? null
        : $wpdb->get_row($wpdb->prepare("SELECT * FROM {$wpdb->prefix}woocommerce_api_keys WHERE consumer_key = %s", wc_api_hash(sanitize_text_field($key))));
    if (null === $row) {
        return $user;
    }
    if (!hash_equals($row->consumer_secret, $secret)) {
        add_filter(
            'rest_authentication_errors',
            static fn(): \WP_Error => new \WP_Error('woocommerce_rest_authentication_error', 'Consumer secret is invalid.', ['status' => 401]),
        );

        return false;
    }
    $wpdb->update($wpdb->prefix . 'woocommerce_api_keys', ['last_access' => current_time('mysql')], ['key_id' => $row->key_id]);
    add_filter(
        'rest_pre_dispatch',
        static function (mixed $result, \WP_REST_Server $server, \WP_REST_Request $request) use ($row): mixed {
            $reads = in_array($request->get_method(), ['GET', 'HEAD', 'OPTIONS'], true);
            $may = 'read_write' === $row->permissions || ($reads ? 'read' : 'write') === $row->permissions;

            return $may ? $result : new \WP_Error('woocommerce_rest_authentication_error', 'The API key provided does not have the permission.', [
                    'status' => 401,
                ]);
        },
        10,
        3,
    );

    return (int) $row->user_id;
}

add_filter('determine_current_user', api_user(...), 15);

add_action('rest_api_init', static function (): void {
    $may = static fn(string $what): callable => static fn(): bool|\WP_Error => (
        current_user_can($what) ?: new \WP_Error('woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.', [
            'status' => rest_authorization_required_code(),
        ])
    );
    register_rest_route('wc/v3', '/orders', [
        ['methods' => 'GET', 'callback' => static fn(\WP_REST_Request $request): array => array_map(show_order(...), wc_get_orders([
                'limit' => (int) ($request['per_page'] ?: 10),
                'page' => (int) ($request['page'] ?: 1),
            ])), 'permission_callback' => $may('read_private_shop_orders')],
        ['methods' => 'POST', 'callback' => create_order(...), 'permission_callback' => $may('publish_shop_orders')],
    ]);
    register_rest_route('wc/v3', '/orders/(?P<id>\d+)', [
        [
            'methods' => 'GET',
            'callback' => static fn(\WP_REST_Request $request): array|\WP_Error => (
                ($order = wc_get_order((int) $request['id'])) ? show_order($order) : new \WP_Error('woocommerce_rest_shop_order_invalid_id', 'Invalid ID.', [
                        'status' => 404,
                    ])
            ),
            'permission_callback' => $may('read_private_shop_orders'),
        ],
        ['methods' => 'PUT, POST', 'callback' => update_order(...), 'permission_callback' => $may('edit_shop_orders')],
    ]);
});

function create_order(\WP_REST_Request $request): \WP_REST_Response
{
    $order = new \WC_Order();
    $order->set_created_via('rest-api');
    foreach ($request['line_items'] ?: [] as $line) {
        $product = wc_get_product($line['product_id']);
        $order->add_product($product, $line['quantity'] ?? 1);
    }
    set_addresses($order, $request);
    $order->save();
    $order->calculate_totals();
    set_status($order, $request);
    if ($request['set_paid']) {
        $order->payment_complete((string) $request['transaction_id']);
    }
    do_action('woocommerce_rest_insert_shop_order_object', $order, $request, true);

    return new \WP_REST_Response(show_order($order), 201);
}

function update_order(\WP_REST_Request $request): array
{
    $order = wc_get_order((int) $request['id']);
    if (set_addresses($order, $request)) {
        $order->calculate_totals();
    }
    set_status($order, $request);
    do_action('woocommerce_rest_insert_shop_order_object', $order, $request, false);

    return show_order($order);
}

/** @return bool Whether there were any. */
function set_addresses(\WC_Order $order, \WP_REST_Request $request): bool
{
    foreach (['billing', 'shipping'] as $type) {
        if (is_array($request[$type])) {
            $order->set_address($request[$type], $type);
        }
    }

    return is_array($request['billing']) || is_array($request['shipping']);
}

function set_status(\WC_Order $order, \WP_REST_Request $request): void
{
    if ($request['status']) {
        $order->set_status((string) $request['status']);
    }
    $order->save();
}

/** @return array<string, mixed> */
function show_order(\WC_Order $order): array
{
    $date = static fn(?\WC_DateTime $date): ?string => null === $date ? null : gmdate('Y-m-d\TH:i:s', $date->getTimestamp());

    return [
        'id' => $order->get_id(),
        'number' => $order->get_order_number(),
        'status' => $order->get_status(),
        'currency' => $order->get_currency(),
        'date_created_gmt' => $date($order->get_date_created()),
        'total' => $order->get_total(),
        'total_tax' => $order->get_total_tax(),
        'billing' => $order->get_billing('edit'),
        'shipping' => $order->get_shipping('edit'),
        'line_items' => array_map(static fn(\WC_Order_Item_Product $item): array => [
            'name' => $item->get_name(),
            'quantity' => $item->get_quantity(),
            'total' => $item->get_total(),
        ], array_values($order->get_items())),
    ];
}
