<?php

declare(strict_types=1);

namespace Waybill\Bench;

/**
 * The way that a plain plugin sends a store's orders: it asks WooCommerce for them, and posts one after the other with WordPress' own functions. What it sends is
 * Waybill's own contract, which the sandbox checks.
 */
final class PlainPlugin
{
    public function __construct(
        private readonly string $url,
        #[\SensitiveParameter]
        private readonly string $token,
    ) {}

    /**
     * Sends orders to a platform.
     *
     * @param int $limit So many; -1 for all.
     * @return int How many it sent.
     */
    public function send(string $platform, int $limit): int
    {
        $orders = wc_get_orders(['limit' => $limit, 'type' => 'shop_order', 'orderby' => 'ID', 'order' => 'ASC']);
        foreach ($orders as $order) {
            'logistos' === $platform ? $this->toLogistos($order) : $this->toTrackingTech($order);
        }

        return count($orders);
    }

    private function toLogistos(\WC_Order $order): void
    {
        $key = $this->key($order);
        $this->post('/logistos/integration/woo_commerce_orders', hash('sha256', $key), [
            'store' => ['url' => home_url(), 'name' => get_bloginfo('name'), 'currency' => get_woocommerce_currency(), 'timezone' => wp_timezone_string()],
            'orders' => [array_filter(
                [
                    'delivery_id' => $key,
                    'id' => $order->get_id(),
                    'number' => $order->get_order_number(),
                    'status' => $order->get_status(),
                    'currency' => $order->get_currency(),
                    'date_created' => $this->time($order->get_date_created()),
                    'date_modified' => $this->time($order->get_date_modified()),
                    'date_paid' => $this->time($order->get_date_paid()),
                    'subtotal' => $this->money($order->get_subtotal()),
                    'discount_total' => $this->money($order->get_discount_total()),
                    'shipping_total' => $this->money($order->get_shipping_total()),
                    'fee_total' => $this->money($order->get_total_fees()),
                    'total_tax' => $this->money($order->get_total_tax()),
                    'total' => $this->money($order->get_total()),
                    'billing' => $order->get_address('billing'),
                    'shipping' => $order->get_address('shipping'),
                    'line_items' => $this->each($order, 'line_item', fn(\WC_Order_Item_Product $item): array => [
                        'name' => $item->get_name(),
                        'sku' => $this->product($item)?->get_sku() ?? '',
                        'quantity' => $item->get_quantity(),
                        'subtotal' => $this->money($item->get_subtotal()),
                        'total' => $this->money($item->get_total()),
                        'total_tax' => $this->money($item->get_total_tax()),
                    ]),
                    'fee_lines' => $this->each($order, 'fee', fn(\WC_Order_Item_Fee $item): array => [
                        'name' => $item->get_name(),
                        'total' => $this->money($item->get_total()),
                        'total_tax' => $this->money($item->get_total_tax()),
                    ]),
                    'shipping_lines' => $this->each($order, 'shipping', fn(\WC_Order_Item_Shipping $item): array => [
                        'method_id' => $item->get_method_id(),
                        'method_title' => $item->get_method_title(),
                        'total' => $this->money($item->get_total()),
                        'total_tax' => $this->money($item->get_total_tax()),
                    ]),
                    'tax_lines' => $this->each($order, 'tax', fn(\WC_Order_Item_Tax $item): array => [
                        'rate_code' => $item->get_rate_code(),
                        'label' => $item->get_label(),
                        'tax_total' => $this->money($item->get_tax_total()),
                        'shipping_tax_total' => $this->money($item->get_shipping_tax_total()),
                    ]),
                ],
                static fn(mixed $value): bool => null !== $value,
            )],
        ]);
    }

    private function toTrackingTech(\WC_Order $order): void
    {
        $address = $order->get_address($order->has_shipping_address() ? 'shipping' : 'billing');
        $this->post('/trackingtech/orders', $this->key($order), [
            'orderId' => $order->get_id(),
            'customerId' => 'c_1',
            'storeId' => 's_1',
            'products' => $this->each($order, 'line_item', fn(\WC_Order_Item_Product $item): array => [
                'name' => $item->get_name(),
                'sku' => $this->product($item)?->get_sku() ?? '',
                'quantity' => $item->get_quantity(),
                'price' => $this->money((float) $item->get_total() / $item->get_quantity()),
                'weight' => rtrim(rtrim(number_format((float) $this->product($item)?->get_weight(), 4, '.', ''), '0'), '.'),
            ]),
            'shippingAddress' => [
                'firstName' => $address['first_name'],
                'lastName' => $address['last_name'],
                'address1' => $address['address_1'],
                'address2' => $address['address_2'],
                'city' => $address['city'],
                'state' => $address['state'],
                'postcode' => $address['postcode'],
                'country' => $address['country'],
                'email' => $order->get_billing_email(),
                'phone' => $order->get_billing_phone(),
            ],
        ]);
    }

    private function post(string $path, string $key, array $body): void
    {
        $response = wp_remote_post($this->url . $path, [
            'timeout' => 30,
            'headers' => ['Content-Type' => 'application/json', 'Idempotency-Key' => $key, 'Authorization' => "Bearer {$this->token}"],
            // The sandbox knows no other.
            'user-agent' => 'Waybill/0.0.0; ' . home_url(),
            'body' => (string) wp_json_encode($body),
        ]);
        if (200 !== wp_remote_retrieve_response_code($response)) {
            throw new \RuntimeException(is_wp_error($response) ? $response->get_error_message() : wp_remote_retrieve_body($response));
        }
    }

    private function key(\WC_Order $order): string
    {
        return md5('plain' . $order->get_id());
    }

    private function money(string|float $amount): string
    {
        return wc_format_decimal($amount, wc_get_price_decimals());
    }

    private function time(?\WC_DateTime $time): ?string
    {
        return null === $time ? null : gmdate('Y-m-d\TH:i:s\Z', $time->getTimestamp());
    }

    private function product(\WC_Order_Item_Product $item): ?\WC_Product
    {
        return $item->get_product() ?: null;
    }

    /** @return list<array<string, mixed>> */
    private function each(\WC_Order $order, string $type, callable $line): array
    {
        return array_values(array_map($line, $order->get_items($type)));
    }
}
