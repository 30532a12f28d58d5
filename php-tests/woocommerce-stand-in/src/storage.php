<?php

/** Where orders are kept: the order tables (HPOS), or posts; chosen by the option, as in WooCommerce. Rows to properties and back. */

declare(strict_types=1);

namespace WaybillStandIn;

interface Storage
{
    /** @return array<string, mixed>|null The order's properties, addresses as `billing` and `shipping`, and `meta`. */
    public function read(int $id): ?array;

    /** @param array<string, mixed> $order Its properties. @return int Its id. */
    public function insert(array $order): int;

    /** @param array<string, mixed> $order */
    public function update(int $id, array $order): void;

    /** @param array<string, mixed> $order */
    public function trash(int $id, array $order): void;

    public function delete(int $id): void;

    /** @return list<int> @param array<string, mixed> $where */
    public function ids(array $where): array;
}

function storage(): Storage
{
    return 'yes' === get_option('woocommerce_custom_orders_table_enabled') ? new OrderTables() : new Posts();
}

const ADDRESS = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'phone'];

/** With its prefix: what WooCommerce stores of a status. */
function stored_status(string $status): string
{
    return isset(wc_get_order_statuses()["wc-$status"]) ? "wc-$status" : $status;
}

/** Each address in one line, stored as metadata for searches. @param array<string, mixed> $order @return array<string, string> */
function address_indexes(array $order): array
{
    $line = static fn(array $fields, array $address): string => implode(' ', array_map(static fn(string $field): string => $address[$field], $fields));
    $fields = array_slice(ADDRESS, 0, -1);

    return [
        '_billing_address_index' => $line([...$fields, 'email', 'phone'], $order['billing']),
        '_shipping_address_index' => $line([...$fields, 'phone'], $order['shipping']),
    ];
}

function utc(?\WC_DateTime $date): ?string
{
    return null === $date ? null : gmdate('Y-m-d H:i:s', $date->getTimestamp());
}

final class OrderTables implements Storage
{
    /** Property to column. */
    private const COLUMNS = [
        'currency' => 'currency',
        'type' => 'type',
        'cart_tax' => 'tax_amount',
        'total' => 'total_amount',
        'customer_id' => 'customer_id',
        'parent_id' => 'parent_order_id',
        'payment_method' => 'payment_method',
        'payment_method_title' => 'payment_method_title',
        'transaction_id' => 'transaction_id',
        'customer_ip_address' => 'ip_address',
        'customer_user_agent' => 'user_agent',
        'customer_note' => 'customer_note',
    ];
    private const OPERATIONAL = [
        'created_via' => 'created_via',
        'version' => 'woocommerce_version',
        'cart_hash' => 'cart_hash',
        'order_key' => 'order_key',
        'shipping_tax' => 'shipping_tax_amount',
        'shipping_total' => 'shipping_total_amount',
        'discount_tax' => 'discount_tax_amount',
        'discount_total' => 'discount_total_amount',
    ];

    public function read(int $id): ?array
    {
        global $wpdb;
        $row = $wpdb->get_row(
            $wpdb->prepare(
                "SELECT o.*, p.*, o.id AS id FROM {$wpdb->prefix}wc_orders o LEFT JOIN {$wpdb->prefix}wc_order_operational_data p ON p.order_id = o.id WHERE o.id = %d",
                $id,
            ),
            ARRAY_A,
        );
        if (null === $row) {
            return null;
        }
        $order = ['status' => preg_replace('/^wc-/', '', (string) $row['status'])];
        foreach (self::COLUMNS + self::OPERATIONAL as $name => $column) {
            $order[$name] = $row[$column] ?? '';
        }
        foreach ([
            'date_created' => 'date_created_gmt',
            'date_modified' => 'date_updated_gmt',
            'date_paid' => 'date_paid_gmt',
            'date_completed' => 'date_completed_gmt',
        ] as $name => $column) {
            $order[$name] = $row[$column];
        }
        $addresses = $wpdb->get_results($wpdb->prepare("SELECT * FROM {$wpdb->prefix}wc_order_addresses WHERE order_id = %d", $id), ARRAY_A) ?: [];
        foreach ($addresses as $address) {
            $order[$address['address_type']] = array_intersect_key($address, array_flip([...ADDRESS, 'email']));
        }
        $order['meta'] = wp_list_pluck(
            $wpdb->get_results($wpdb->prepare("SELECT meta_key, meta_value FROM {$wpdb->prefix}wc_orders_meta WHERE order_id = %d", $id)),
            'meta_value',
            'meta_key',
        );

        return $order;
    }

    public function insert(array $order): int
    {
        // The id is a post's, so that orders and posts never share one.
        $id = wp_insert_post(['post_type' => 'shop_order_placehold', 'post_status' => 'draft', 'post_title' => '', 'post_parent' => (int) $order['parent_id']]);
        $this->write($id, $order);

        return $id;
    }

    public function update(int $id, array $order): void
    {
        $this->write($id, $order);
    }

    public function trash(int $id, array $order): void
    {
        $order['meta'] += ['_wp_trash_meta_status' => stored_status($order['status']), '_wp_trash_meta_time' => time()];
        $this->write($id, ['status' => 'trash'] + $order);
    }

    public function delete(int $id): void
    {
        global $wpdb;
        $wpdb->delete($wpdb->prefix . 'wc_orders', ['id' => $id]);
        foreach (['wc_order_addresses', 'wc_order_operational_data', 'wc_orders_meta'] as $table) {
            $wpdb->delete($wpdb->prefix . $table, ['order_id' => $id]);
        }
        wp_delete_post($id, true);
    }

    public function ids(array $where): array
    {
        global $wpdb;

        return query_ids("{$wpdb->prefix}wc_orders", 'id', 'type', 'status', 'date_created_gmt', $where);
    }

    /** @param array<string, mixed> $order */
    private function write(int $id, array $order): void
    {
        global $wpdb;
        $row = [
            'id' => $id,
            'status' => stored_status($order['status']),
            'billing_email' => $order['billing']['email'] ?: null,
            'date_created_gmt' => utc($order['date_created']),
            'date_updated_gmt' => utc($order['date_modified']),
        ];
        foreach (self::COLUMNS as $name => $column) {
            $row[$column] = $order[$name];
        }
        $wpdb->replace($wpdb->prefix . 'wc_orders', $row);
        foreach (['billing', 'shipping'] as $type) {
            if ('' === implode('', $order[$type])) {
                continue;
            }
            $wpdb->replace(
                $wpdb->prefix . 'wc_order_addresses',
                ['order_id' => $id, 'address_type' => $type] + array_map(static fn(string $value): ?string => '' === $value ? null : $value, $order[$type]),
            );
        }
        $operational =
            [
                'order_id' => $id,
                'date_paid_gmt' => utc($order['date_paid']),
                'date_completed_gmt' => utc($order['date_completed']),
                'prices_include_tax' => 0,
            ]
            // What WooCommerce notes of coupons, downloads, mails, stock and reports, of which there is nothing here.
            + array_fill_keys(['coupon_usages_are_counted', 'download_permission_granted', 'new_order_email_sent', 'order_stock_reduced', 'recorded_sales'], 0);
        foreach (self::OPERATIONAL as $name => $column) {
            $operational[$column] = $order[$name];
        }
        $wpdb->replace($wpdb->prefix . 'wc_order_operational_data', $operational);
        $wpdb->delete($wpdb->prefix . 'wc_orders_meta', ['order_id' => $id]);
        foreach (array_replace($order['meta'], address_indexes($order)) as $key => $value) {
            $wpdb->insert($wpdb->prefix . 'wc_orders_meta', ['order_id' => $id, 'meta_key' => $key, 'meta_value' => maybe_serialize($value)]);
        }
    }
}

/** @param array<string, mixed> $where @return list<int> */
function query_ids(string $table, string $id, string $type, string $status, string $date, array $where): array
{
    global $wpdb;
    $in = static fn(array $values): string => "'" . implode("', '", array_map(esc_sql(...), $values)) . "'";
    $sql = "SELECT $id FROM $table WHERE $type IN ({$in($where['type'])}) AND $status IN ({$in($where['status'])})";
    if ($where['parent']) {
        $sql .= $wpdb->prepare(' AND ' . ('ID' === $id ? 'post_parent' : 'parent_order_id') . ' = %d', $where['parent']);
    }

    if ([] !== $where['in']) {
        $sql .= " AND $id IN ({$in($where['in'])})";
    }

    // By e-mail address, or by account.
    $customers = array_map(static function (int|string $customer) use ($wpdb, $id): string {
        [$column, $key] = is_int($customer) ? ['customer_id', '_customer_user'] : ['billing_email', '_billing_email'];

        return 'ID' === $id
            ? $wpdb->prepare("ID IN (SELECT post_id FROM {$wpdb->postmeta} WHERE meta_key = %s AND meta_value = %s)", $key, $customer)
            : $wpdb->prepare("$column = %s", $customer);
    }, $where['customer']);
    $sql .= [] === $customers ? '' : ' AND (' . implode(' OR ', $customers) . ')';

    return array_map(
        intval(...),
        $wpdb->get_col(
            "$sql ORDER BY $date {$where['order']}, $id {$where['order']}"
            . ($where['limit'] > 0 ? $wpdb->prepare(' LIMIT %d, %d', $where['offset'], $where['limit']) : ''),
        ),
    );
}
