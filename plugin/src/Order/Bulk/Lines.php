<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** The items of a set of orders: their products, fees, shipping and taxes. */
final class Lines
{
    /** What is read of each, and no more: an order has some hundred rows of it. */
    private const KEYS = [
        '_product_id',
        '_variation_id',
        '_qty',
        '_line_subtotal',
        '_line_total',
        '_line_tax_data',
        'method_id',
        'instance_id',
        'cost',
        'taxes',
        'label',
        'tax_amount',
        'shipping_tax_amount',
    ];

    /** Items that are read at a time at most: with its metadata, each takes one or two kilobytes of memory. */
    private const MOST = 10_000;

    private const TYPES = ['line_item', 'fee', 'shipping', 'tax'];

    /** @var array<int, array<int, array<string, string|null>>> By order and item. */
    private array $items = [];

    /** @var array<int, array<string, string>> By item and key. */
    private array $meta = [];

    /** @var array<int, true> Items with two values where one is expected, or with NULL. */
    private array $odd = [];

    private readonly Metadata $metadata;

    public function __construct(
        private readonly Rows $rows,
        private readonly \wpdb $db,
        private readonly Products $products,
        private readonly Texts $texts,
        private readonly Amounts $amounts,
    ) {
        $this->metadata = new Metadata($rows, "{$db->prefix}woocommerce_order_itemmeta", 'order_item_id');
    }

    /**
     * Reads these orders' items.
     *
     * @param list<int> $orderIds
     * @return int|null The first order, by its id, for which there was no room any more, nor for those after it; null where all were read.
     * @throws Unsure
     */
    public function load(array $orderIds): ?int
    {
        if ([] === $orderIds) {
            return null;
        }
        $items = $this->rows->select(
            "SELECT order_item_id AS id, order_id, order_item_type AS type, order_item_name AS name FROM {$this->db->prefix}woocommerce_order_items WHERE order_id IN "
            . Rows::in($orderIds)
            . ' AND order_item_type IN '
            . Rows::inWords(self::TYPES)
            . ' ORDER BY order_id LIMIT '
            . (self::MOST + 1),
        );
        $ids = [];
        $order = 0;
        foreach ($items as $item) {
            $id = (int) $item['id'];
            $order = (int) $item['order_id'];
            $ids[] = $id;
            $this->items[$order][$id] = $item;
        }
        $full = count($ids) > self::MOST ? $order : null;
        if (null !== $full) {
            $ids = array_values(array_diff($ids, array_keys($this->items[$full])));
            unset($this->items[$full]);
        }
        foreach ($this->metadata->of($ids, self::KEYS) as [$id, $key, $value]) {
            if (null === $value || isset($this->meta[$id][$key])) {
                $this->odd[$id] = true;
            }
            $this->meta[$id][$key] = (string) $value;
        }
        $this->products->load($this->productIds());

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
        $items = $this->items[$orderId] ?? [];
        ksort($items);
        unset($this->items[$orderId]);
        foreach ($items as $id => $item) {
            $meta = $this->meta[$id] ?? [];
            unset($this->meta[$id]);
            if (isset($this->odd[$id])) {
                throw new Unsure();
            }
            match ($item['type']) {
                'line_item' => $lines['line_items'][] = $this->product((string) $item['name'], $meta),
                'fee' => $lines['fee_lines'][] = $this->fee((string) $item['name'], $meta),
                'shipping' => $lines['shipping_lines'][] = $this->shipping((string) $item['name'], $meta),
                'tax' => $lines['tax_lines'][] = $this->tax((string) $item['name'], $meta),
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

    /** @return list<int> */
    private function productIds(): array
    {
        $ids = [];
        foreach ($this->meta as $meta) {
            foreach ([$meta['_product_id'] ?? '', $meta['_variation_id'] ?? ''] as $id) {
                if (ctype_digit($id) && '0' !== $id) {
                    $ids[(int) $id] = (int) $id;
                }
            }
        }

        return array_values($ids);
    }
}
