<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** Orders as posts with metadata: WooCommerce's older storage. */
final class HeadsInPosts implements Heads
{
    /** Meta keys to fields. */
    private const FIELDS = [
        '_order_currency' => 'currency',
        '_cart_discount' => 'discount_total',
        '_order_shipping' => 'shipping_total',
        '_order_shipping_tax' => 'shipping_tax',
        '_order_tax' => 'cart_tax',
        '_order_total' => 'total',
        '_order_version' => 'version',
        '_date_paid' => 'date_paid',
        '_paid_date' => 'paid_date',
        '_billing_first_name' => 'billing_first_name',
        '_billing_last_name' => 'billing_last_name',
        '_billing_company' => 'billing_company',
        '_billing_address_1' => 'billing_address_1',
        '_billing_address_2' => 'billing_address_2',
        '_billing_city' => 'billing_city',
        '_billing_state' => 'billing_state',
        '_billing_postcode' => 'billing_postcode',
        '_billing_country' => 'billing_country',
        '_billing_email' => 'billing_email',
        '_billing_phone' => 'billing_phone',
        '_shipping_first_name' => 'shipping_first_name',
        '_shipping_last_name' => 'shipping_last_name',
        '_shipping_company' => 'shipping_company',
        '_shipping_address_1' => 'shipping_address_1',
        '_shipping_address_2' => 'shipping_address_2',
        '_shipping_city' => 'shipping_city',
        '_shipping_state' => 'shipping_state',
        '_shipping_postcode' => 'shipping_postcode',
        '_shipping_country' => 'shipping_country',
        '_shipping_phone' => 'shipping_phone',
    ];

    /** Before it, WooCommerce kept an order's discount in another way, and reckons with each order when it reads it. */
    private const SINCE = '2.3.7';

    /** From 2000 on: of the first second of 1970, WooCommerce makes two things. */
    private const LOCAL_DATE = '/^2\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/D';

    private const TIMESTAMP = '/^[1-9]\d{0,9}$/D';

    private readonly Metadata $metadata;

    public function __construct(
        private readonly Rows $rows,
        private readonly \wpdb $db,
    ) {
        $this->metadata = new Metadata($rows, $db->postmeta, 'post_id');
    }

    public function read(array $ids): array
    {
        $posts = $this->rows->select(
            "SELECT ID AS id, post_status AS status, post_date_gmt AS created, post_modified_gmt AS modified FROM {$this->db->posts} WHERE ID IN "
            . Rows::in($ids)
            . " AND post_type = 'shop_order'",
        );
        $heads = [];
        foreach ($posts as $post) {
            $heads[(int) $post['id']] = $post;
        }
        $doubled = [];
        foreach ($this->metadata->of(array_keys($heads), array_keys(self::FIELDS)) as [$id, $key, $value]) {
            // The database finds keys of other spellings too.
            $field = self::FIELDS[$key] ?? null;
            if (null === $field) {
                continue;
            }
            if (isset($heads[$id][$field]) && $heads[$id][$field] !== (string) $value) {
                $doubled[$id] = true;
            }
            $heads[$id][$field] = (string) $value;
        }

        // Which of two values is the first one, the rows' order alone says.
        return array_filter(array_map(self::complete(...), array_diff_key($heads, $doubled)));
    }

    /**
     * With every field; null where WooCommerce would reckon.
     *
     * @param array<string, string|null> $head
     * @return array<string, string|null>|null
     */
    private static function complete(array $head): ?array
    {
        $head += array_fill_keys(self::FIELDS, '');
        $paid = self::paid((string) $head[in_array($head['date_paid'], ['', '0'], true) ? 'paid_date' : 'date_paid']);

        return null === $paid || version_compare((string) $head['version'], self::SINCE, '<') ? null : ['paid' => $paid] + $head;
    }

    /** In GMT: of a timestamp, or of the store's own time, as WooCommerce wrote it before 3.0; null of anything else. */
    private static function paid(string $date): ?string
    {
        $timestamp = match (true) {
            1 === preg_match(self::TIMESTAMP, $date) => (int) $date,
            1 === preg_match(self::LOCAL_DATE, $date) => strtotime("$date UTC"),
            default => false,
        };

        return match (true) {
            '' === $date => '',
            false === $timestamp => null,
            ctype_digit($date) => gmdate('Y-m-d H:i:s', $timestamp),
            default => get_gmt_from_date(gmdate('Y-m-d H:i:s', $timestamp)),
        };
    }
}
