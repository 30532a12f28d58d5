<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Departure;
use Waybill\Flight;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** Batches on their way: one is sent while the next is read. */
final class FlightTest extends TestCase
{
    private const BATCH = 100;

    /** Orders of a backfill that is read in sets, and how many of them have arrived when its workers die. */
    private const MANY = 9_000;
    private const KILLED_AT = [1, 2_500, 4_500, 6_500];

    public function test_the_next_batch_is_read_while_the_last_is_on_its_way(): void
    {
        $all = (5 * self::BATCH) + 1;
        $this->queueOldOrders($all);
        $this->sandbox->addFault(['platform' => 'logistos', 'fault' => ['kind' => 'latency', 'ms' => 1_000]]);
        [$seen, $orders] = [[], 0];
        // Each order by itself, as a filter has it, so that there are batches.
        $look = function (array $content) use (&$seen, &$orders): array {
            if (0 === ($orders++ % self::BATCH)) {
                $seen[] = $this->states();
                // What has landed is being recorded. An order of which this throws is not delivered.
                Wait::until(fn(): bool => $this->states()['claimed'] <= (3 * self::BATCH), 5, 'no more in hand than two on their way, and one that is read');
            }

            return $content;
        };
        add_filter('waybill_order_payload', $look);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_filter('waybill_order_payload', $look);
        }

        self::assertSame(['claimed' => self::BATCH, 'pending' => $all - self::BATCH], $seen[0], 'The first batch is read.');
        self::assertSame(['claimed' => 2 * self::BATCH, 'pending' => $all - (2 * self::BATCH)], $seen[1], 'The second is, and the first has not come back.');
        self::assertArrayNotHasKey('pending', $seen[5]);
        self::assertSame(['delivered' => $all], $this->states());
        self::assertSame([1], array_values(array_unique(array_column($this->sandbox->orders('logistos'), 'received'))), 'Each exactly once.');
    }

    public function test_what_has_arrived_is_recorded_on_a_second_connection_while_the_next_batch_is_read(): void
    {
        $this->queueOldOrders((3 * self::BATCH) + 1);
        [$before, $meanwhile, $announced] = [self::connections(), [], []];
        $look = static function (array $content) use (&$meanwhile): array {
            $meanwhile = array_unique([...$meanwhile, ...self::connections()]);

            return $content;
        };
        $announce = static function (int $order) use (&$announced): void {
            $announced[] = $order;
        };
        add_filter('waybill_order_payload', $look);
        add_action('waybill_delivered', $announce);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_filter('waybill_order_payload', $look);
            remove_action('waybill_delivered', $announce);
        }

        $seconds = array_diff($meanwhile, $before);
        self::assertCount(1, $seconds);
        Wait::until(static fn(): bool => [] === array_intersect($seconds, self::connections()), 10, 'the server to notice that it is given back');
        self::assertSame(['delivered' => (3 * self::BATCH) + 1], $this->states());
        self::assertEqualsCanonicalizing(array_map(intval(...), array_column($this->deliveries('logistos'), 'order_id')), $announced, 'Each once.');
        self::assertSame([1], array_values(array_unique(array_column($this->sandbox->orders('logistos'), 'received'))), 'Each exactly once.');
    }

    public function test_others_are_told_when_all_that_was_on_its_way_is_recorded(): void
    {
        $this->queueOldOrders((3 * self::BATCH) + 1);
        $careful = static fn(array $content): array => $content;
        $states = [];
        $look = function () use (&$states): void {
            $states[] = $this->states();
        };
        add_filter('waybill_order_payload', $careful);
        add_action('waybill_delivered', $look);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_filter('waybill_order_payload', $careful);
            remove_action('waybill_delivered', $look);
        }

        self::assertSame(array_fill(0, (3 * self::BATCH) + 1, ['delivered' => (3 * self::BATCH) + 1]), $states);
    }

    public function test_of_an_order_that_cannot_be_read_others_are_told_no_sooner(): void
    {
        $this->queueOldOrders((2 * self::BATCH) + 1);
        $broken = (int) $this->deliveries('logistos')[3]['order_id'];
        $break = static fn(array $content): array => $content['id'] === $broken ? throw new \RuntimeException('broken') : $content;
        $told = [];
        $look = function (int $order) use (&$told): void {
            $told[] = [$order, $this->states()];
        };
        add_filter('waybill_order_payload', $break);
        add_action('waybill_failed', $look);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_filter('waybill_order_payload', $break);
            remove_action('waybill_failed', $look);
        }

        self::assertSame([[$broken, ['delivered' => 2 * self::BATCH, 'failed' => 1]]], $told);
    }

    public function test_a_single_batch_opens_no_second_connection(): void
    {
        $this->queueOldOrders(3);
        [$before, $at] = [self::connections(), []];
        $look = static function () use (&$at): void {
            $at[] = self::connections();
        };
        add_action('waybill_delivered', $look);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_action('waybill_delivered', $look);
        }

        self::assertSame([$before, $before, $before], $at);
    }

    public function test_the_recording_begins_when_nothing_more_is_read_of_a_set_and_before_it_is_sent(): void
    {
        $this->queueOldOrders(10);
        [$queries, $before, $sent] = [[], null, null];
        $note = static function (string $sql) use (&$queries): string {
            $queries[] = $sql;

            return $sql;
        };
        $meanwhile = function () use (&$queries, &$before, &$sent): void {
            $before = count($queries);
            $sent = $this->sandbox->orders('logistos');
        };
        add_filter('query', $note);
        try {
            $flight = $this->depart($meanwhile)->flight;
        } finally {
            remove_filter('query', $note);
        }

        self::assertInstanceOf(Flight::class, $flight);
        self::assertCount(10, $flight->parcels);
        self::assertNotSame([], preg_grep("/'_sku', '_weight'/", array_slice($queries, 0, (int) $before)), 'Its products come last.');
        self::assertSame([], preg_grep('/ FROM \S*(wc_order|woocommerce_order|post)/', array_slice($queries, (int) $before)));
        self::assertSame([], $sent);
    }

    public function test_of_a_backfill_in_sets_the_next_is_claimed_while_the_last_is_recorded(): void
    {
        $this->queueOldOrders(self::MANY);
        $seen = [];
        $circuits = $this->plugin->schema->circuits();
        $note = static function (string $sql) use (&$seen, $circuits): string {
            $seen[] = match (true) {
                str_contains($sql, "'_sku', '_weight'") => 'read',
                str_starts_with($sql, 'INSERT INTO waybill_claimed ') => 'claimed',
                // Asked before each claim, and after each batch that is recorded.
                str_contains($sql, "FROM $circuits") => 'circuit',
                default => '',
            };

            return $sql;
        };
        add_filter('query', $note);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_filter('query', $note);
        }

        $seen = implode(' ', array_filter($seen));
        self::assertStringNotContainsString('claimed read', $seen, 'Nothing is read before that is over: the database has its own time for it.');
        self::assertGreaterThanOrEqual(
            4,
            substr_count($seen, 'claimed'),
            'Of nine sets, some are on their way before anything can be recorded, and the last is followed by none.',
        );
        self::assertSame(['delivered' => self::MANY], $this->states());
        self::assertSame(['1'], array_values(array_unique(array_column($this->deliveries('logistos'), 'attempts'))));
        self::assertSame([1], array_values(array_unique(array_column($this->sandbox->orders('logistos'), 'received'))), 'Each exactly once.');
    }

    public function test_a_backfill_whose_workers_are_killed_again_and_again_loses_nothing_and_repeats_under_its_keys(): void
    {
        $this->queueOldOrders(self::MANY);
        $keys = array_column($this->deliveries('logistos'), 'idempotency_key', 'order_id');
        $table = $this->plugin->schema->deliveries();
        $held = [];
        foreach (self::KILLED_AT as $delivered) {
            $worker = $this->startWorker();
            Wait::until(fn(): bool => ($this->states()['delivered'] ?? 0) >= $delivered, 60, "$delivered to be delivered", 0.01);
            usleep(random_int(0, 30_000));
            proc_terminate($worker, SIGKILL);
            proc_close($worker);
            self::assertLessThan(self::MANY, $this->states()['delivered'], 'It was in the middle.');
            $held[] = $this->states()['claimed'] ?? 0;
            Store::query("UPDATE $table SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE state = 'claimed'");
            $this->plugin->claims->releaseExpired('logistos');
        }
        // The later ones are mostly at what the first have left, a hundred at a time, and hold nothing between two of these.
        self::assertGreaterThanOrEqual(1_000, $held[0], 'Sets were on their way.');
        do {
            $this->plugin->worker->run();
        } while (isset($this->states()['pending']));

        self::assertSame(['delivered' => self::MANY], $this->states());
        $arrived = array_map(static fn(array $order): array => array_keys($order['deliveries']), $this->sandbox->orders('logistos'));
        self::assertEquals(array_map(static fn(string $key): array => [$key], $keys), $arrived, 'Each order under the one key that is its.');
        self::assertSame(
            self::MANY,
            count(array_unique($GLOBALS['wpdb']->get_col("SELECT delivery_id FROM {$this->plugin->schema->attempts()} WHERE outcome = 'delivered'"))),
        );
    }

    public function test_a_batch_that_never_lands_comes_back_under_its_keys(): void
    {
        $this->queueOldOrders(3);
        $keys = array_column($this->deliveries('logistos'), 'idempotency_key');
        $flight = $this->depart()->flight;
        self::assertInstanceOf(Flight::class, $flight);
        self::assertSame(['claimed' => 3], $this->states());
        // Its worker has died.
        unset($flight);
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE lease_until IS NOT NULL");
        $this->plugin->worker->run();

        self::assertSame(['delivered' => 3], $this->states());
        $orders = $this->sandbox->orders('logistos');
        self::assertEqualsCanonicalizing($keys, array_merge(...array_map(array_keys(...), array_column($orders, 'deliveries'))), 'No key but the first.');
    }

    public function test_a_refusal_holds_what_is_on_its_way_behind_it_too(): void
    {
        $this->queueOldOrders(2 * self::BATCH);
        $this->sandbox->addFault(['platform' => 'logistos', 'fault' => ['kind' => 'status', 'status' => 401]]);
        $careful = static fn(array $content): array => $content;
        add_filter('waybill_order_payload', $careful);
        try {
            $this->plugin->worker->run();
        } finally {
            remove_filter('waybill_order_payload', $careful);
        }

        self::assertNotNull($this->plugin->logistos->pausedBecause());
        self::assertSame(['held' => 2 * self::BATCH], $this->states());
    }

    public function test_a_lost_answer_leaves_its_orders_to_the_end_of_their_leases(): void
    {
        $this->queueOldOrders(2);
        $flight = $this->depart()->flight;
        self::assertInstanceOf(Flight::class, $flight);
        self::assertNull($this->plugin->deliverer->land($this->plugin->logistos, new Flight($flight->parcels, $flight->ticket + 1000)));

        self::assertSame(['claimed' => 2], $this->states(), 'They may have arrived.');
        self::assertStringContainsString('What became of 2 deliveries is lost: ValueError', Store::logs());
    }

    public function test_where_nothing_of_a_batch_is_to_be_sent_the_next_one_follows(): void
    {
        $this->queueOldOrders(self::BATCH + 1);
        $veto = static fn(): null => null;
        add_filter('waybill_order_payload', $veto);
        try {
            $departure = $this->depart();
            self::assertSame([null, true, []], [$departure->flight, $departure->mayGoOn, $departure->news]);
            self::assertSame(['pending' => 1, 'withdrawn' => self::BATCH], $this->states());
            $this->plugin->worker->run();
        } finally {
            remove_filter('waybill_order_payload', $veto);
        }

        self::assertSame(['withdrawn' => self::BATCH + 1], $this->states());
    }

    /** @return resource A tick in a process of its own. */
    private function startWorker(): mixed
    {
        $command = [PHP_BINARY, '-d', 'extension=' . getenv('WAYBILL_EXTENSION'), dirname(__DIR__, 2) . '/process/programs/tick.php'];
        $worker = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], STDERR], $pipes);
        self::assertIsResource($worker);

        return $worker;
    }

    /** @param (callable(): void)|null $meanwhile */
    private function depart(?callable $meanwhile = null): Departure
    {
        [$logistos, $until] = [$this->plugin->logistos, microtime(true) + 10];

        return $this->plugin->deliverer->depart($logistos, $this->plugin->deliverer->claim($logistos, $until), $until, null, $meanwhile);
    }

    /** @return list<string> The ids of the site's own, to its database. */
    private static function connections(): array
    {
        return $GLOBALS['wpdb']->get_col('SELECT id FROM information_schema.processlist WHERE user = SUBSTRING_INDEX(USER(), \'@\', 1) AND db = DATABASE()');
    }
}
