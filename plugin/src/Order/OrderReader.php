<?php

declare(strict_types=1);

namespace Waybill\Order;

/**
 * Reads one order through `WC_Order`, so that every plugin's filter is heard, into the neutral form of docs/boundary.md.
 * What is not in the contract is not read: no payment data, no notes, no metadata.
 */
final class OrderReader
{
    /** The fields of an address; a billing address has `email`, too. */
    public const ADDRESS = ['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'phone'];

    /** The order; null where there is none under this id, or it is of another type (a refund, another plugin's). */
    public function find(int $orderId): ?\WC_Order
    {
        $order = wc_get_order($orderId);

        return $order instanceof \WC_Order && 'shop_order' === $order->get_type() ? $order : null;
    }

    /** @return array<string, mixed> */
    public function read(\WC_Order $order): array
    {
        return [
            'id' => $order->get_id(),
            'number' => (string) $order->get_order_number(),
            'status' => $order->get_status(),
            'currency' => $order->get_currency(),
            'date_created' => self::utc($order->get_date_created()),
            'date_modified' => self::utc($order->get_date_modified()),
            'date_paid' => self::utc($order->get_date_paid()),
            'discount_total' => (string) $order->get_discount_total(),
            'shipping_total' => (string) $order->get_shipping_total(),
            'total_tax' => (string) $order->get_total_tax(),
            'total' => (string) $order->get_total(),
            'billing' => self::address($order, 'billing', [...self::ADDRESS, 'email']),
            'shipping' => self::address($order, 'shipping', self::ADDRESS),
            'has_shipping_address' => $order->has_shipping_address(),
            'line_items' => self::lines($order, 'line_item', self::lineItem(...)),
            'fee_lines' => self::lines($order, 'fee', static fn(\WC_Order_Item_Fee $item): array => [
                'name' => $item->get_name(),
                'total' => (string) $item->get_total(),
                'total_tax' => (string) $item->get_total_tax(),
            ]),
            'shipping_lines' => self::lines($order, 'shipping', static fn(\WC_Order_Item_Shipping $item): array => [
                'method_id' => (string) $item->get_method_id(),
                'method_title' => (string) $item->get_method_title(),
                'total' => (string) $item->get_total(),
                'total_tax' => (string) $item->get_total_tax(),
            ]),
            'tax_lines' => self::lines($order, 'tax', static fn(\WC_Order_Item_Tax $item): array => [
                'rate_code' => (string) $item->get_rate_code(),
                'label' => (string) $item->get_label(),
                'tax_total' => (string) $item->get_tax_total(),
                'shipping_tax_total' => (string) $item->get_shipping_tax_total(),
            ]),
        ];
    }

    /** @return array<string, mixed> */
    private static function lineItem(\WC_Order_Item_Product $item): array
    {
        $product = $item->get_product();

        return [
            'name' => $item->get_name(),
            'sku' => $product instanceof \WC_Product ? (string) $product->get_sku() : '',
            'quantity' => $item->get_quantity(),
            'subtotal' => (string) $item->get_subtotal(),
            'total' => (string) $item->get_total(),
            'total_tax' => (string) $item->get_total_tax(),
            'weight' => $product instanceof \WC_Product ? (string) $product->get_weight() : '',
        ];
    }

    /**
     * @template T of \WC_Order_Item
     * @param callable(T): array<string, mixed> $read
     * @return list<array<string, mixed>>
     */
    private static function lines(\WC_Order $order, string $type, callable $read): array
    {
        /** @var array<int, T> $items */
        $items = $order->get_items($type);

        return array_map($read, array_values($items));
    }

    /**
     * @param list<string> $fields
     * @return array<string, string>
     */
    private static function address(\WC_Order $order, string $kind, array $fields): array
    {
        $address = [];
        foreach ($fields as $field) {
            // @mago-expect analysis:string-member-selector The getters of an address differ in their names alone.
            $address[$field] = (string) $order->{"get_{$kind}_{$field}"}();
        }

        return $address;
    }

    /** RFC 3339 in UTC (contract, "Times"). */
    private static function utc(?\WC_DateTime $date): ?string
    {
        return null === $date ? null : gmdate('Y-m-d\TH:i:s\Z', $date->getTimestamp());
    }
}
