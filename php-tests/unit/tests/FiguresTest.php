<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\DeliveryState;
use Waybill\Reason;
use Waybill\Statistics;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What the overview counts, to the unit. */
final class FiguresTest extends TestCase
{
    /** Bytes of an index that name the connection alone. */
    private const KEY_OF_CONNECTION = 22;

    /** A row's place in the table: order ids only need to differ. */
    private int $orders = 0;

    public function test_a_day_begins_at_midnight_in_the_sites_timezone(): void
    {
        self::assertSame(
            ['2026-11-19 03:00', '2026-11-20 03:00', '2026-11-21 03:00', '2026-11-22 03:00'],
            self::bounds(3, '2026-11-21 00:00', 'America/Santiago'),
        );
        self::assertSame(['2026-11-20 16:00', '2026-11-21 16:00'], self::bounds(1, '2026-11-21 23:59', 'Asia/Taipei'));
        self::assertSame(['2026-11-20 18:15', '2026-11-21 18:15'], self::bounds(1, '2026-11-21 23:59', '+05:45'));
    }

    public function test_a_day_on_which_the_clocks_change_is_shorter_or_longer(): void
    {
        self::assertSame(['2026-03-28 23:00', '2026-03-29 22:00'], self::bounds(1, '2026-03-29 12:00', 'Europe/Berlin'));
        self::assertSame(['2026-10-24 22:00', '2026-10-25 23:00'], self::bounds(1, '2026-10-25 00:30', 'Europe/Berlin'));
        // In Chile it happens at midnight, which one day a year does not exist, and another comes twice.
        self::assertSame(['2026-09-05 04:00', '2026-09-06 04:00', '2026-09-07 03:00'], self::bounds(2, '2026-09-06 15:00', 'America/Santiago'));
        self::assertSame(['2026-04-03 03:00', '2026-04-04 03:00', '2026-04-05 04:00'], self::bounds(2, '2026-04-04 23:30', 'America/Santiago'));
    }

    public function test_deliveries_count_in_the_day_in_which_they_arrived_or_failed(): void
    {
        $bounds = Statistics::bounds(3, new \DateTimeImmutable('2026-09-07 10:00', new \DateTimeZone('America/Santiago')));
        foreach (['03:59:59' => 0, '04:00:00' => 1] as $time => $count) {
            $this->row(['delivered_at' => "2026-09-05 $time"]);
            self::assertSame($count, $this->plugin->figures->statistics('logistos', $bounds)->delivered());
        }
        $this->row(['delivered_at' => '2026-09-06 03:59:59']);
        $this->row(['delivered_at' => '2026-09-06 04:00:00']);
        $this->row(['delivered_at' => '2026-09-07 02:59:59']);
        $this->row(['delivered_at' => '2026-09-07 03:00:00']);
        $this->row(['delivered_at' => '2026-09-08 02:59:59']);
        $this->row(['delivered_at' => '2026-09-08 03:00:00']);
        $this->row(['state' => 'failed', 'updated_at' => '2026-09-07 02:59:59']);
        $this->row(['state' => 'failed', 'updated_at' => '2026-09-08 03:00:00']);
        $this->row(['connection' => 'trackingtech', 'delivered_at' => '2026-09-06 12:00:00']);

        $statistics = $this->plugin->figures->statistics('logistos', $bounds);
        self::assertSame([2, 2, 2], array_column($statistics->days, 'delivered'));
        self::assertSame([0, 1, 0], array_column($statistics->days, 'failed'));
        self::assertSame(array_slice($bounds, 0, 3), array_column($statistics->days, 'start'));
        self::assertSame(6 / 7, $statistics->successRate());
    }

    public function test_where_nothing_happened_there_is_no_rate_and_no_median(): void
    {
        $statistics = $this->plugin->figures->statistics('logistos', $this->month());
        self::assertSame([0, 0, null, null], [$statistics->delivered(), $statistics->failed(), $statistics->successRate(), $statistics->medianSeconds]);
        self::assertCount(30, $statistics->days);
    }

    public function test_the_median_is_of_live_first_deliveries_of_the_window(): void
    {
        $this->took(10);
        self::assertSame(10, $this->median());
        $this->took(40);
        self::assertSame(25, $this->median(), 'The mean of the two in the middle.');
        $this->took(90_000);
        self::assertSame(40, $this->median(), 'One that took a day moves it little.');
        $this->took(1, ['lane' => 1]);
        $this->took(1, ['delivered_revision' => 2]);
        $this->took(1, ['connection' => 'trackingtech']);
        $this->took(1, ['delivered_at' => gmdate('Y-m-d H:i:s', time() - (31 * DAY_IN_SECONDS))]);
        self::assertSame(40, $this->median());
    }

    public function test_the_longest_wait_is_a_live_orders_since_it_was_queued_or_touched_again(): void
    {
        self::assertNull($this->plugin->figures->longestWait('logistos'));
        $this->row(['state' => 'pending', 'lane' => 1, 'created_at' => self::ago(9000)]);
        $this->row(['state' => 'failed', 'created_at' => self::ago(9000)]);
        self::assertNull($this->plugin->figures->longestWait('logistos'), 'A backfill may take its time, and what failed does not wait.');
        $this->row(['state' => 'claimed', 'created_at' => self::ago(600)]);
        self::assertEqualsWithDelta(600, $this->plugin->figures->longestWait('logistos'), 2);
        $this->row(['state' => 'pending', 'created_at' => self::ago(9000), 'updated_at' => self::ago(700), 'delivered_revision' => 1]);
        self::assertEqualsWithDelta(700, $this->plugin->figures->longestWait('logistos'), 2, 'It arrived long ago, and goes out again.');
    }

    public function test_failures_are_grouped_by_reason_status_and_message_the_most_frequent_first(): void
    {
        foreach ([
            ['rejected',  422,  'No phone'],
            ['rejected',  422,  'No phone'],
            ['rejected',  422,  'NO PHONE'],
            ['rejected',  400,  'No phone'],
            ['exhausted', null, null],
            ['exhausted', null, null],
            ['exhausted', null, null],
            [null,        null, 'No phone'],
        ] as $number => [$reason, $status, $message]) {
            $this->row([
                'state' => 'failed',
                'reason' => $reason,
                'http_status' => $status,
                'message' => $message,
                'updated_at' => self::ago(100 - $number),
            ]);
        }
        $failures = $this->plugin->figures->failures('logistos', 10);
        self::assertSame([3, 2, 1, 1, 1], array_column($failures, 'orders'));
        self::assertSame([Reason::Exhausted, null, ''], [$failures[0]['reason'], $failures[0]['http_status'], $failures[0]['message']]);
        self::assertSame([Reason::Rejected, 422, 'No phone'], [$failures[1]['reason'], $failures[1]['http_status'], $failures[1]['message']]);
        self::assertCount(2, $this->plugin->figures->failures('logistos', 2));
        self::assertSame([$failures[1]], $this->plugin->figures->failures('logistos', 10, $failures[1]['key']));

        self::assertSame([2, 1], array_column($this->plugin->figures->failedOrders('logistos', $failures[1]['key'], 10), 'order_id'), 'The latest first.');
        self::assertSame([7, 6], array_column($this->plugin->figures->failedOrders('logistos', '', 2, 1), 'order_id'));
        self::assertSame(2, $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending, failure: $failures[1]['key']));
        self::assertSame([3, 1, 1, 1], array_column($this->plugin->figures->failures('logistos', 10), 'orders'));
    }

    public function test_a_large_store_is_counted_once_a_minute_and_a_small_one_each_time(): void
    {
        $delivered = fn(): array => [
            $this->plugin->figures->counts('logistos')['delivered'],
            $this->plugin->figures->statistics('logistos', $this->month())->delivered(),
        ];
        $this->took(10);
        self::assertSame([1, 1], $delivered());
        $this->took(10);
        self::assertSame([2, 2], $delivered());
        $this->took(10, ['id' => 100_000]);
        self::assertSame([3, 3], $delivered());
        $this->took(10);
        $this->row(['state' => 'failed']);
        self::assertSame([3, 3], $delivered());
        self::assertSame(1, $this->plugin->figures->counts('logistos')['failed'], 'What the merchant acts on is never old.');
        set_transient('waybill_remembered', array_map(
            static fn(array $entry): array => ['until' => $entry['until'] - MINUTE_IN_SECONDS] + $entry,
            get_transient('waybill_remembered'),
        ));
        self::assertSame([4, 4], $delivered());
        $this->plugin->lifecycle->uninstall();
        self::assertFalse(get_transient('waybill_remembered'));
    }

    public function test_a_backfill_s_deliveries_are_counted_by_state_and_no_others_with_them(): void
    {
        $expected = [];
        foreach (DeliveryState::cases() as $place => $state) {
            $expected[$state->value] = $place + 1;
            for ($row = 0; $row <= $place; ++$row) {
                $this->row(['state' => $state->value, 'backfill' => 7]);
            }
            $this->row(['state' => $state->value, 'backfill' => 6]);
            $this->row(['state' => $state->value, 'backfill' => 7, 'connection' => 'trackingtech']);
        }

        self::assertEquals($expected, $this->plugin->figures->countsOfBackfill('logistos', 7, 'queued'));
    }

    public function test_a_backfill_s_rate_is_of_its_own_deliveries_and_counted_once_a_minute_where_they_are_very_many(): void
    {
        $rate = fn(): int => $this->plugin->figures->perMinute('logistos', 7, 120);
        $this->row(['backfill' => 7, 'delivered_at' => self::ago(100)]);
        $this->row(['backfill' => 7, 'delivered_at' => self::ago(10)]);
        $this->row(['backfill' => 7, 'delivered_at' => self::ago(130)]);
        $this->row(['backfill' => 6, 'delivered_at' => self::ago(10)]);
        $this->row(['backfill' => 7, 'delivered_at' => self::ago(10), 'connection' => 'trackingtech']);
        self::assertSame(1, $rate());
        $arrive = function (int $first, int $last): void {
            Store::query("INSERT INTO {$this->plugin->schema->deliveries()}
                    (connection, order_id, state, idempotency_key, next_attempt_at, created_at, updated_at, delivered_at, backfill)
                SELECT 'logistos', seq, 'delivered', MD5(seq), UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP(), 7 FROM seq_{$first}_to_{$last}");
        };
        $arrive(1_001, 31_000);
        self::assertSame(15_001, $rate());
        $arrive(31_001, 32_000);
        self::assertSame(15_001, $rate(), 'It is remembered.');
        $this->plugin->remembered->delete();
        self::assertSame(15_501, $rate());
    }

    public function test_the_overviews_queries_keep_to_indexes(): void
    {
        Store::query("INSERT INTO {$this->plugin->schema->deliveries()}
                (connection, order_id, lane, state, idempotency_key, next_attempt_at, delivered_revision, created_at, updated_at, delivered_at)
            SELECT 'logistos', seq, 0, IF(seq % 50 = 0, 'failed', 'delivered'), LEFT(SHA2(seq, 256), 32), UTC_TIMESTAMP(), 1, UTC_TIMESTAMP() - INTERVAL seq HOUR,
                UTC_TIMESTAMP() - INTERVAL seq HOUR, IF(seq % 50 = 0, NULL, UTC_TIMESTAMP() - INTERVAL seq HOUR) FROM seq_1_to_20000");
        Store::query("ANALYZE TABLE {$this->plugin->schema->deliveries()}");
        $queries = [];
        $listen = static function (string $sql) use (&$queries): string {
            if (str_contains($sql, 'waybill_deliveries')) {
                $queries[] = $sql;
            }

            return $sql;
        };
        add_filter('query', $listen);
        $this->plugin->figures->counts('logistos');
        $ofBackfill = $this->plugin->figures->countsOfBackfill('logistos', 0, 'queued');
        $this->plugin->figures->longestWait('logistos');
        $this->plugin->figures->statistics('logistos', $this->month());
        $this->plugin->figures->failedOrders('logistos', $this->plugin->figures->failures('logistos', 10)[0]['key'], 50);
        remove_filter('query', $listen);

        self::assertSame([19_600, 400, 20_000], [$ofBackfill['delivered'], $ofBackfill['failed'], array_sum($ofBackfill)]);
        self::assertGreaterThan(11, count($queries));
        foreach ($queries as $query) {
            foreach ($GLOBALS['wpdb']->get_results("EXPLAIN $query", ARRAY_A) as $step) {
                if ('wp_waybill_deliveries' === $step['table']) {
                    self::assertNotContains($step['type'], ['ALL', 'index'], "All rows are read: $query");
                    self::assertTrue('due' !== $step['key'] || (int) $step['key_len'] > self::KEY_OF_CONNECTION, "All rows of the connection are read: $query");
                }
            }
        }
    }

    /** @return list<string> The bounds in UTC. */
    private static function bounds(int $days, string $now, string $timezone): array
    {
        return array_map(
            static fn(int $time): string => gmdate('Y-m-d H:i', $time),
            Statistics::bounds($days, new \DateTimeImmutable($now, new \DateTimeZone($timezone))),
        );
    }

    /** @return non-empty-list<int> */
    private function month(): array
    {
        return Statistics::bounds(Statistics::DAYS, current_datetime());
    }

    private function median(): ?int
    {
        return $this->plugin->figures->statistics('logistos', $this->month())->medianSeconds;
    }

    /** A delivery that arrived a moment ago, so long after it was queued. */
    private function took(int $seconds, array $with = []): void
    {
        $arrived = strtotime($with['delivered_at'] ?? self::ago(60));
        $this->row(
            $with + ['delivered_revision' => 1, 'delivered_at' => gmdate('Y-m-d H:i:s', $arrived), 'created_at' => gmdate('Y-m-d H:i:s', $arrived - $seconds)],
        );
    }

    private static function ago(int $seconds): string
    {
        return gmdate('Y-m-d H:i:s', time() - $seconds);
    }

    /** @param array<string, int|string|null> $with */
    private function row(array $with): void
    {
        ++$this->orders;
        $row = $with
        + [
            'connection' => 'logistos',
            'order_id' => $this->orders,
            'state' => 'delivered',
            'idempotency_key' => md5((string) $this->orders),
            'next_attempt_at' => self::ago(0),
            'created_at' => self::ago(0),
            'updated_at' => self::ago(0),
        ];
        $values = array_map(static fn(int|string|null $value): string => null === $value ? 'NULL' : "'" . esc_sql((string) $value) . "'", $row);
        Store::query("INSERT INTO {$this->plugin->schema->deliveries()} (" . implode(', ', array_keys($row)) . ') VALUES (' . implode(', ', $values) . ')');
    }
}
