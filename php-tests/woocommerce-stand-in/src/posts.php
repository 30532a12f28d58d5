<?php

/** Orders as posts, with their properties as metadata: WooCommerce's older storage. */

declare(strict_types=1);

namespace WaybillStandIn;

final class Posts implements Storage
{
    /** Property to meta key. */
    private const META = [
        'currency' => '_order_currency',
        'cart_tax' => '_order_tax',
        'total' => '_order_total',
        'customer_id' => '_customer_user',
        'payment_method' => '_payment_method',
        'payment_method_title' => '_payment_method_title',
        'transaction_id' => '_transaction_id',
        'customer_ip_address' => '_customer_ip_address',
        'customer_user_agent' => '_customer_user_agent',
        'created_via' => '_created_via',
        'version' => '_order_version',
        'cart_hash' => '_cart_hash',
        'order_key' => '_order_key',
        'shipping_tax' => '_order_shipping_tax',
        'shipping_total' => '_order_shipping',
        'discount_tax' => '_cart_discount_tax',
        'discount_total' => '_cart_discount',
    ];

    /** What WooCommerce notes of coupons, downloads, mails, stock and reports, of which there is nothing here; and that prices are without tax. */
    private const NOTES = [
        '_recorded_coupon_usage_counts' => 'no',
        '_download_permissions_granted' => 'no',
        '_new_order_email_sent' => 'false',
        '_order_stock_reduced' => 'no',
        '_recorded_sales' => 'no',
        '_prices_include_tax' => 'no',
    ];

    public function read(int $id): ?array
    {
        $post = get_post($id);
        if (null === $post || !in_array($post->post_type, ['shop_order', 'shop_order_refund'], true)) {
            return null;
        }
        $order = [
            'status' => preg_replace('/^wc-/', '', $post->post_status),
            'type' => $post->post_type,
            'parent_id' => $post->post_parent,
            'customer_note' => $post->post_excerpt,
            'date_created' => $post->post_date_gmt,
            'date_modified' => $post->post_modified_gmt,
        ];
        foreach (self::META as $name => $key) {
            $order[$name] = get_post_meta($id, $key, true);
        }
        $order['date_paid'] = get_post_meta($id, '_date_paid', true);
        $order['date_completed'] = get_post_meta($id, '_date_completed', true);
        foreach (['billing', 'shipping'] as $type) {
            foreach ([...ADDRESS, 'email'] as $field) {
                $order[$type][$field] = (string) get_post_meta($id, "_{$type}_$field", true);
            }
        }
        $own = static fn(string $key): bool => (
            !in_array($key, self::META, true) && !preg_match('/^_(billing|shipping|date)_(?!address_index)|^_(paid|completed)_date$/', $key)
        );
        $order['meta'] = array_filter(
            array_map(static fn(array $values): mixed => maybe_unserialize($values[0]), get_post_meta($id) ?: []),
            $own,
            ARRAY_FILTER_USE_KEY,
        );

        return $order;
    }

    public function insert(array $order): int
    {
        $id = wp_insert_post($this->post($order) + ['ping_status' => 'closed', 'post_author' => 1]);
        // These stay as they were when the order was made.
        $order['meta'] += self::NOTES + address_indexes($order);
        $this->meta($id, $order);

        return $id;
    }

    public function update(int $id, array $order): void
    {
        wp_update_post(['ID' => $id] + $this->post($order));
        $this->meta($id, $order);
    }

    public function trash(int $id, array $order): void
    {
        wp_trash_post($id);
    }

    public function delete(int $id): void
    {
        wp_delete_post($id, true);
    }

    public function ids(array $where): array
    {
        global $wpdb;

        return query_ids($wpdb->posts, 'ID', 'post_type', 'post_status', 'post_date_gmt', $where);
    }

    /** @param array<string, mixed> $order @return array<string, mixed> */
    private function post(array $order): array
    {
        $date = $order['date_created'];

        return [
            'post_type' => $order['type'],
            'post_status' => stored_status($order['status']),
            'post_title' => 'Order &ndash; ' . $date->date('F j, Y @ h:i A'),
            'post_password' => $order['order_key'],
            'post_parent' => (int) $order['parent_id'],
            'post_excerpt' => $order['customer_note'],
            'post_date' => $date->date('Y-m-d H:i:s'),
            'post_date_gmt' => utc($date),
        ];
    }

    /** @param array<string, mixed> $order */
    private function meta(int $id, array $order): void
    {
        foreach (self::META as $name => $key) {
            put_meta($id, $key, $order[$name]);
        }
        foreach (['paid', 'completed'] as $event) {
            put_meta($id, "_date_$event", $order["date_$event"]?->getTimestamp());
            // As its first versions had it, too.
            put_meta($id, "_{$event}_date", $order["date_$event"]?->date('Y-m-d H:i:s'));
        }
        foreach (['billing', 'shipping'] as $type) {
            foreach ($order[$type] as $field => $value) {
                put_meta($id, "_{$type}_$field", $value);
            }
        }
        foreach ($order['meta'] as $key => $value) {
            put_meta($id, $key, $value);
        }
    }
}

/** What is empty is not stored. */
function put_meta(int $id, string $key, mixed $value): void
{
    if (null === $value || '' === $value) {
        delete_post_meta($id, $key);
    } else {
        update_post_meta($id, $key, $value);
    }
}
