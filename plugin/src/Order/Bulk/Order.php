<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** An order's content without its lines, as its getters would say it. */
final class Order
{
    /** Orders of older versions may have been paid without a date: WooCommerce finds one by what they need. */
    private const PAID_WITH_DATE = '3.0';

    /** A date that is in every calendar, as the database writes it. */
    private const PLAIN_DATE = '/^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/D';

    private const STATUS_PREFIX = 'wc-';

    public function __construct(
        private readonly Amounts $amounts,
        private readonly Texts $texts,
    ) {}

    /**
     * @param array<string, string|null> $head As `Heads` gives it.
     * @return array<string, mixed>
     * @throws Unsure
     */
    public function content(int $id, array $head): array
    {
        $paid = self::utc((string) $head['paid']);
        if (null === $paid && version_compare((string) $head['version'], self::PAID_WITH_DATE, '<')) {
            throw new Unsure();
        }

        return [
            'id' => $id,
            'number' => (string) $id,
            'status' => self::status((string) $head['status']),
            'currency' => $this->texts->currency($head['currency']),
            'date_created' => self::utc((string) $head['created']),
            'date_modified' => self::utc((string) $head['modified']),
            'date_paid' => $paid,
            'discount_total' => $this->amounts->trimmed($head['discount_total']),
            'shipping_total' => $this->amounts->trimmed($head['shipping_total']),
            'total_tax' => $this->amounts->totalTax($head['cart_tax'], $head['shipping_tax']),
            'total' => $this->amounts->total($head['total']),
            'billing' => [
                'first_name' => (string) $head['billing_first_name'],
                'last_name' => (string) $head['billing_last_name'],
                'company' => (string) $head['billing_company'],
                'address_1' => (string) $head['billing_address_1'],
                'address_2' => (string) $head['billing_address_2'],
                'city' => (string) $head['billing_city'],
                'state' => (string) $head['billing_state'],
                'postcode' => (string) $head['billing_postcode'],
                'country' => (string) $head['billing_country'],
                'phone' => (string) $head['billing_phone'],
                'email' => $this->texts->email($head['billing_email']),
            ],
            'shipping' => [
                'first_name' => (string) $head['shipping_first_name'],
                'last_name' => (string) $head['shipping_last_name'],
                'company' => (string) $head['shipping_company'],
                'address_1' => (string) $head['shipping_address_1'],
                'address_2' => (string) $head['shipping_address_2'],
                'city' => (string) $head['shipping_city'],
                'state' => (string) $head['shipping_state'],
                'postcode' => (string) $head['shipping_postcode'],
                'country' => (string) $head['shipping_country'],
                'phone' => (string) $head['shipping_phone'],
            ],
            'has_shipping_address' => (bool) $head['shipping_address_1'] || (bool) $head['shipping_address_2'],
        ];
    }

    private static function status(string $stored): string
    {
        $status = str_starts_with($stored, self::STATUS_PREFIX) ? substr($stored, strlen(self::STATUS_PREFIX)) : $stored;

        return '' === $status || '0' === $status ? (string) apply_filters('woocommerce_default_order_status', 'pending') : $status;
    }

    /** Of a date in GMT; RFC 3339. */
    private static function utc(string $gmt): ?string
    {
        if (1 === preg_match(self::PLAIN_DATE, $gmt)) {
            return substr_replace($gmt, 'T', 10, 1) . 'Z';
        }
        if ('' === $gmt || '0000-00-00 00:00:00' === $gmt) {
            return null;
        }
        $timestamp = strtotime("$gmt UTC");

        return false === $timestamp || 0 === $timestamp ? null : gmdate('Y-m-d\TH:i:s\Z', $timestamp);
    }
}
