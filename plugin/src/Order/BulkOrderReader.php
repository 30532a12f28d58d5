<?php

declare(strict_types=1);

namespace Waybill\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Order\Bulk\Amounts;
use Waybill\Order\Bulk\Heads;
use Waybill\Order\Bulk\HeadsInPosts;
use Waybill\Order\Bulk\HeadsInTables;
use Waybill\Order\Bulk\Items;
use Waybill\Order\Bulk\Lines;
use Waybill\Order\Bulk\Order;
use Waybill\Order\Bulk\Products;
use Waybill\Order\Bulk\Rows;
use Waybill\Order\Bulk\Set;
use Waybill\Order\Bulk\Texts;

/**
 * Reads sets of orders with a few SELECTs, into what `OrderReader` makes of each of them while no plugin changes it (`Doubt`). An order that it is not sure
 * about it leaves out: `OrderReader` reads that one.
 */
final class BulkOrderReader
{
    private readonly Rows $rows;

    public function __construct(
        private readonly \wpdb $db,
    ) {
        $this->rows = new Rows($db);
    }

    /**
     * The orders' contents by id, in the form of docs/boundary.md; without those that there are not, and those that need the careful way.
     *
     * @param list<int> $ids
     * @return array<int, array<string, mixed>>
     */
    public function read(array $ids): array
    {
        $set = $this->load($ids);
        $contents = [];
        foreach ($ids as $id) {
            $contents[$id] = $set?->take($id);
        }

        return array_filter($contents);
    }

    /**
     * Reads all that the database has of these, or of the first ones, where all have more lines than memory is to hold. Who makes one content after the other of it, and is done with one before the next, finds it in the processor's cache.
     *
     * @param list<int> $ids
     * @return Set|null Null where all of them need the careful way.
     */
    public function load(array $ids): ?Set
    {
        if ([] === $ids) {
            return null;
        }
        try {
            $amounts = Amounts::ofStore();
            $texts = Texts::ofStore();
            $heads = $this->heads()->read($ids);
            $lines = new Lines(new Items($this->rows, $this->db), new Products($this->rows, $this->db), $texts, $amounts);
            $full = $lines->load(array_keys($heads));
            if (null !== $full) {
                $heads = array_filter($heads, static fn(int $id): bool => $id < $full, ARRAY_FILTER_USE_KEY);
            }
        } catch (\Throwable) {
            // Whatever it is, the careful way meets it too, and says it.
            return null;
        }

        return new Set($heads, $lines, new Order($amounts, $texts));
    }

    private function heads(): Heads
    {
        return OrderUtil::custom_orders_table_usage_is_enabled() ? new HeadsInTables($this->rows, $this->db) : new HeadsInPosts($this->rows, $this->db);
    }
}
