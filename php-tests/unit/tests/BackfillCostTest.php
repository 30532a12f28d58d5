<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\Logistos;
use Waybill\DeliveryState;
use Waybill\Log;
use Waybill\Observer;
use Waybill\Order\BackfillReader;
use Waybill\Order\BulkOrderReader;
use Waybill\Order\Doubt;
use Waybill\Order\OrderReader;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What a backfill costs the server does not depend on the store's size. */
final class BackfillCostTest extends TestCase
{
    /** Above what PHP holds before it begins. */
    private const MEMORY_BYTES = 32 * 1_048_576;

    public function test_a_set_takes_the_same_few_queries_however_many_orders_it_holds(): void
    {
        $ids = $this->orders(90);
        // None is read both ways once the first ones were.
        $reader = new BackfillReader(new OrderReader(), new BulkOrderReader($GLOBALS['wpdb']), new Doubt(), $this->plugin->extension, new Log(), PHP_INT_MAX);
        self::assertCount(10, self::contents($reader, array_slice($ids, 0, 10)));
        $few = $this->queriesOf(static fn() => self::assertCount(10, self::contents($reader, array_slice($ids, 10, 10))));
        $many = $this->queriesOf(static fn() => self::assertCount(70, self::contents($reader, array_slice($ids, 20, 70))));

        self::assertSame(count($few), count($many), implode("\n", $many));
        self::assertLessThanOrEqual(10, count($many));
    }

    public function test_a_batch_is_claimed_and_recorded_in_the_same_queries_however_many_orders_it_holds(): void
    {
        $this->openLogistos();
        $ids = $this->orders(90);
        $deliver = function (array $ids): array {
            self::assertTrue($this->plugin->outbox->enqueueBackfill(Logistos::ID, $this->plugin->site->deviceId(), $ids, DeliveryState::Pending, 1));
            $queries = $this->queriesOf(fn() => $this->plugin->deliverer->deliverBatch($this->plugin->logistos, microtime(true) + 20));

            return array_values(array_filter($queries, static fn(string $query): bool => str_contains($query, 'waybill_')));
        };
        $deliver(array_slice($ids, 0, 10));
        $few = $deliver(array_slice($ids, 10, 10));
        $many = $deliver(array_slice($ids, 20, 70));

        self::assertCount(90, $this->sandbox->orders('logistos'));
        self::assertSame(count($few), count($many), implode("\n", $many));
    }

    public function test_a_worker_that_delivers_thousands_of_orders_holds_few_of_them_at_a_time(): void
    {
        $this->openLogistos();
        $ids = $this->orders(3_000, 3);

        self::assertLessThanOrEqual(self::MEMORY_BYTES, $this->memoryToDeliver($ids));
        self::assertSame($ids, array_keys($this->sandbox->orders('logistos')));
    }

    public function test_orders_that_are_much_longer_than_those_before_need_no_more_memory(): void
    {
        $this->openLogistos();
        $ids = [...$this->orders(1_250), ...$this->orders(1_000, 40)];

        self::assertLessThanOrEqual(self::MEMORY_BYTES, $this->memoryToDeliver($ids));
        $orders = $this->sandbox->orders('logistos');
        self::assertEqualsCanonicalizing($ids, array_keys($orders));
        self::assertSame([1], array_values(array_unique(array_column($orders, 'received'))), 'Each exactly once.');
    }

    public function test_orders_that_are_read_by_themselves_need_no_more_memory_however_long_they_are(): void
    {
        $this->openLogistos();
        $ids = $this->orders(100, 120);
        $filter = static fn(array $content): array => $content;
        add_filter('waybill_order_payload', $filter);

        try {
            self::assertLessThanOrEqual(self::MEMORY_BYTES, $this->memoryToDeliver($ids));
        } finally {
            remove_filter('waybill_order_payload', $filter);
        }
        self::assertSame('careful', $this->plugin->backfillReader->way()['way']);
        self::assertSame($ids, array_keys($this->sandbox->orders('logistos')));
    }

    public function test_others_who_read_each_order_that_they_are_told_of_need_no_more_memory(): void
    {
        $this->openLogistos();
        $ids = $this->orders(1_500, 5);
        $lines = 0;
        $listener = static function (int $orderId) use (&$lines): void {
            $lines += count(wc_get_order($orderId)->get_items());
        };
        add_action('waybill_delivered', $listener);

        try {
            self::assertLessThanOrEqual(self::MEMORY_BYTES, $this->memoryToDeliver($ids));
        } finally {
            remove_action('waybill_delivered', $listener);
        }
        self::assertSame(7_500, $lines);
    }

    /**
     * PHP's peak above what it held before, while a worker delivers these; in bytes.
     *
     * @param list<int> $ids
     */
    private function memoryToDeliver(array $ids): int
    {
        $this->plugin->outbox->enqueueBackfill(Logistos::ID, $this->plugin->site->deviceId(), $ids, DeliveryState::Pending, 1);
        $before = memory_get_usage();
        memory_reset_peak_usage();
        $this->plugin->worker->drain(microtime(true) + 120, [$this->plugin->logistos], new class implements Observer {
            public function saw(array $results): void {}

            public function goesOn(): bool
            {
                return true;
            }
        });

        return memory_get_peak_usage() - $before;
    }

    /** @return list<int> The ids of so many orders, of so many lines each; none of them queued. */
    private function orders(int $count, int $lines = 1): array
    {
        $order = Store::order();
        for ($line = 2; $line <= $lines; ++$line) {
            $order->add_product(Store::product(), $line);
        }
        $order->save();
        $this->plugin->outbox->forgetOrder($order->get_id());

        return array_keys(Store::copies($order, $count, ['wc-processing', 'wc-completed']));
    }
}
