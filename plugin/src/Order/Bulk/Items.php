<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** The rows of a set's items, and of their metadata: held in as little memory as they take, and only until their order's turn is over. */
final class Items
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

    /** Items that are read at a time at most: with its metadata, each takes about a kilobyte of memory. */
    private const MOST = 10_000;

    private const TYPES = ['line_item', 'fee', 'shipping', 'tax'];

    /** @var array<int, array<string, array<int, string>>> Their names, by order, type and item. */
    private array $items = [];

    /** @var array<int, array<string, string>> By item and key. */
    private array $meta = [];

    /** @var array<int, true> Items with two values where one is expected, or with NULL. */
    private array $odd = [];

    private readonly Metadata $metadata;

    public function __construct(
        private readonly Rows $rows,
        private readonly \wpdb $db,
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
        [$ids, $order, $first] = [[], 0, 0];
        foreach ($items as $item) {
            if ((int) $item['order_id'] !== $order) {
                [$order, $first] = [(int) $item['order_id'], count($ids)];
            }
            $id = (int) $item['id'];
            $ids[] = $id;
            $this->items[$order][(string) $item['type']][$id] = (string) $item['name'];
        }
        $full = count($ids) > self::MOST ? $order : null;
        if (null !== $full) {
            $ids = array_slice($ids, 0, $first);
            unset($this->items[$full]);
        }
        $keys = array_combine(self::KEYS, self::KEYS);
        foreach ($this->metadata->of($ids, self::KEYS) as [$id, $name, $value]) {
            // One text for all items; the database finds keys of other spellings too.
            $key = $keys[$name] ?? null;
            if (null === $key) {
                continue;
            }
            if (null === $value || isset($this->meta[$id][$key])) {
                $this->odd[$id] = true;
            }
            $this->meta[$id][$key] = (string) $value;
        }

        return $full;
    }

    /**
     * An order's items, which are forgotten here then: those of a type by their ids.
     *
     * @return \Generator<array{string, string, array<string, string>}> Type, name and metadata.
     * @throws Unsure
     */
    public function take(int $orderId): \Generator
    {
        $types = $this->items[$orderId] ?? [];
        unset($this->items[$orderId]);
        foreach ($types as $type => $names) {
            ksort($names);
            foreach ($names as $id => $name) {
                if (isset($this->odd[$id])) {
                    throw new Unsure();
                }
                $meta = $this->meta[$id] ?? [];
                unset($this->meta[$id]);
                yield [$type, $name, $meta];
            }
        }
    }

    /** @return list<int> Those of all products and variations. */
    public function productIds(): array
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
