<?php

declare(strict_types=1);

namespace Waybill\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Order\Bulk\Amounts;
use Waybill\Order\Bulk\Heads;
use Waybill\Order\Bulk\HeadsInPosts;
use Waybill\Order\Bulk\HeadsInTables;
use Waybill\Order\Bulk\Lines;
use Waybill\Order\Bulk\Order;
use Waybill\Order\Bulk\Products;
use Waybill\Order\Bulk\Rows;
use Waybill\Order\Bulk\Texts;
use Waybill\Order\Bulk\Unsure;

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
        return iterator_to_array($this->each($ids));
    }

    /**
     * As `read`, one after the other: who is done with one before the next comes finds it in the processor's cache, and the memory of the one before free.
     *
     * @param list<int> $ids
     * @return \Generator<int, array<string, mixed>>
     */
    public function each(array $ids): \Generator
    {
        if ([] === $ids) {
            return;
        }
        try {
            $amounts = Amounts::ofStore();
            $texts = Texts::ofStore();
            $heads = $this->heads()->read($ids);
            $lines = new Lines($this->rows, $this->db, new Products($this->rows, $this->db), $texts, $amounts);
            $lines->load(array_keys($heads));
        } catch (Unsure) {
            return;
        }
        $order = new Order($amounts, $texts);
        foreach ($heads as $id => $head) {
            try {
                $content = $order->content($id, $head) + $lines->take($id);
            } catch (\Throwable) {
                // Whatever it is, the careful way meets it too, and says it.
                continue;
            }
            yield $id => $content;
        }
    }

    private function heads(): Heads
    {
        return OrderUtil::custom_orders_table_usage_is_enabled() ? new HeadsInTables($this->rows, $this->db) : new HeadsInPosts($this->rows, $this->db);
    }
}
