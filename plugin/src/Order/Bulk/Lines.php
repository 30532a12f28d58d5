<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** The lines of a set of orders: their products, fees, shipping and taxes. */
final class Lines
{
    public function __construct(
        private readonly Items $items,
        private readonly Products $products,
        private readonly Texts $texts,
        private readonly Amounts $amounts,
    ) {}

    /**
     * Reads what these orders' lines are made of.
     *
     * @param list<int> $orderIds
     * @return int|null As `Items::load` gives it.
     * @throws Unsure
     */
    public function load(array $orderIds): ?int
    {
        $full = $this->items->load($orderIds);
        $this->products->load($this->items->productIds());

        return $full;
    }

    /**
     * An order's lines, which are forgotten here then.
     *
     * @return array<string, list<array<string, mixed>>>
     * @throws Unsure
     */
    public function take(int $orderId): array
    {
        $lines = ['line_items' => [], 'fee_lines' => [], 'shipping_lines' => [], 'tax_lines' => []];
        foreach ($this->items->take($orderId) as [$type, $name, $meta]) {
            match ($type) {
                'line_item' => $lines['line_items'][] = $this->product($name, $meta),
                'fee' => $lines['fee_lines'][] = $this->fee($name, $meta),
                'shipping' => $lines['shipping_lines'][] = $this->shipping($name, $meta),
                'tax' => $lines['tax_lines'][] = $this->tax($name, $meta),
                default => null,
            };
        }

        return $lines;
    }

    /**
     * @param array<string, string> $meta
     * @return array<string, mixed>
     */
    private function product(string $name, array $meta): array
    {
        $product = $this->products->of($meta['_product_id'] ?? '', $meta['_variation_id'] ?? '');
        $subtotal = $this->amounts->ofLine($meta['_line_subtotal'] ?? '');
        $total = $this->amounts->ofLine($meta['_line_total'] ?? '');
        $taxes = self::taxes($meta['_line_tax_data'] ?? '');
        $taxed = self::rates($taxes['total'] ?? []);
        // Without taxes of the subtotal, WooCommerce takes the data for damaged.
        $taxed = [] === self::rates($taxes['subtotal'] ?? []) ? [] : $taxed;

        return [
            'name' => wp_check_invalid_utf8($name),
            'sku' => $product['sku'],
            'quantity' => $this->amounts->quantity($meta['_qty'] ?? ''),
            // A line never costs more after its discounts.
            'subtotal' => floatval($subtotal) < floatval($total) ? $total : $subtotal,
            'total' => $total,
            'total_tax' => $this->amounts->sumOfTaxes($taxed),
            'weight' => $product['weight'],
        ];
    }

    /**
     * @param array<string, string> $meta
     * @return array<string, string>
     */
    private function fee(string $name, array $meta): array
    {
        $name = wp_check_invalid_utf8($name);

        return [
            // WooCommerce's own word and translation, here as below.
            'name' => $name ?: translate('Fee', 'woocommerce'),
            'total' => $this->amounts->plain($meta['_line_total'] ?? ''),
            'total_tax' => $this->amounts->sumOfTaxes(self::rates(self::taxes($meta['_line_tax_data'] ?? '')['total'] ?? [])),
        ];
    }

    /**
     * @param array<string, string> $meta
     * @return array<string, string>
     */
    private function shipping(string $name, array $meta): array
    {
        $method = $this->texts->clean($meta['method_id'] ?? '');
        // Its instance stood behind the method once.
        if (str_contains($method, ':') && '' === $this->texts->clean($meta['instance_id'] ?? '')) {
            $method = $this->texts->clean(explode(':', $method)[0]);
        }
        $taxes = self::taxes($meta['taxes'] ?? '');

        return [
            'method_id' => $method,
            'method_title' => $this->texts->clean($name) ?: translate('Shipping', 'woocommerce'),
            'total' => $this->amounts->plain($meta['cost'] ?? ''),
            // By rate alone, as they were once.
            'total_tax' => $this->amounts->sumOfTaxes(isset($taxes['total']) ? self::rates($taxes['total']) : $taxes),
        ];
    }

    /**
     * @param array<string, string> $meta
     * @return array<string, string>
     */
    private function tax(string $name, array $meta): array
    {
        $total = $meta['tax_amount'] ?? '';
        $shipping = $meta['shipping_tax_amount'] ?? '';

        return [
            'rate_code' => $this->texts->clean($name),
            'label' => $this->texts->withoutTags($meta['label'] ?? '') ?: translate('Tax', 'woocommerce'),
            'tax_total' => $total ? $this->amounts->plain($total) : '0',
            'shipping_tax_total' => $shipping ? $this->amounts->plain($shipping) : '0',
        ];
    }

    /** @return array<array-key, mixed> */
    private static function taxes(string $packed): array
    {
        if ('' === $packed) {
            return [];
        }
        // @mago-expect lint:no-error-control-operator Damaged data is a notice and false, which is what is asked.
        $taxes = str_starts_with($packed, 'a:') && str_ends_with($packed, '}') ? @unserialize($packed, ['allowed_classes' => false]) : null;

        return is_array($taxes) ? $taxes : throw new Unsure();
    }

    /** @return array<array-key, mixed> */
    private static function rates(mixed $taxes): array
    {
        return is_array($taxes) ? $taxes : throw new Unsure();
    }
}
