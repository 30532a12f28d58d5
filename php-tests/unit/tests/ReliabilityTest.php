<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Claim;
use Waybill\DeliveryState;
use Waybill\Result;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What goes wrong between the order and its arrival, and what comes of it. */
final class ReliabilityTest extends TestCase
{
    public function test_a_platform_may_give_its_reasons_in_any_language(): void
    {
        $this->connectTrackingTech();
        $why = 'Dirección inválida: 地址錯誤 🚚';
        $body = json_encode(['message' => $why], JSON_THROW_ON_ERROR);
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 422, 'body' => $body]]);
        Store::order();
        $this->deliverAll();

        $row = $this->delivery('trackingtech');
        self::assertSame(['failed', $why], [$row['state'], $row['message']]);
        self::assertSame($why, $GLOBALS['wpdb']->get_var("SELECT message FROM {$this->plugin->schema->attempts()}"));
    }

    public function test_a_platform_that_is_down_is_probed_by_one_order_at_a_time_and_nothing_is_dropped(): void
    {
        $this->connectTrackingTech();
        $orders = [];
        for ($i = 0; $i < 6; ++$i) {
            $orders[] = Store::order()->get_id();
        }
        $this->sandbox->addFault(['platform' => 'trackingtech', 'endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 503]]);
        $this->deliverAll();
        self::assertTrue($this->plugin->circuit->isOpen('trackingtech'));
        self::assertCount(6, $this->sandbox->requests('trackingtech', 'orders'));

        $this->deliverAll();
        self::assertCount(6, $this->sandbox->requests('trackingtech', 'orders'), 'No probe is due yet.');
        $this->makeProbeDue();
        $this->deliverAll();
        $this->deliverAll();
        self::assertCount(7, $this->sandbox->requests('trackingtech', 'orders'), 'One probe, by one order.');
        self::assertSame(['30'], $GLOBALS['wpdb']->get_col("SELECT backoff_s FROM {$this->plugin->schema->circuits()}"), 'The pause grows.');

        $this->sandbox->clearFaults();
        $this->makeProbeDue();
        $this->deliverAll();
        $this->deliverAll();
        self::assertFalse($this->plugin->circuit->isOpen('trackingtech'));
        self::assertEqualsCanonicalizing($orders, array_keys($this->sandbox->orders('trackingtech')));
    }

    public function test_a_platform_that_asks_for_a_rest_is_left_alone_by_all_until_it_is_over(): void
    {
        // This process remembers it of the host: the other tests' is not to rest.
        $this->plugin->trackingTech->options->set(['base_url' => str_replace('127.0.0.1', 'localhost', $this->sandbox->url) . '/trackingtech']);
        $this->connectTrackingTech();
        for ($i = 0; $i < 20; ++$i) {
            Store::order();
        }
        $this->sandbox->addFault([
            'platform' => 'trackingtech',
            'endpoint' => 'orders',
            'fault' => ['kind' => 'status', 'status' => 429, 'retryAfter' => '300'],
        ]);
        $this->deliverAll();
        $asked = count($this->sandbox->requests('trackingtech', 'orders'));
        self::assertLessThan(20, $asked);
        $untried = array_filter($this->deliveries('trackingtech'), static fn(array $row): bool => '0' === $row['attempts']);
        self::assertCount(20 - $asked, $untried, 'No attempt is spent on what was not asked.');

        // Another process knows nothing of it but by the outbox.
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET attempts = 0");
        $this->sandbox->clearFaults();
        $this->deliverAll();
        self::assertCount($asked, $this->sandbox->requests('trackingtech', 'orders'));
        $left = (int) strtotime((string) $this->plugin->circuit->opensAt('trackingtech') . ' UTC') - time();
        self::assertEqualsWithDelta(300, $left, 20);
    }

    public function test_one_failure_among_answers_opens_no_circuit(): void
    {
        $this->connectTrackingTech();
        $bad = Store::order()->get_id();
        $this->sandbox->addFault(['platform' => 'trackingtech', 'orderId' => $bad, 'fault' => ['kind' => 'status', 'status' => 503]]);
        for ($i = 0; $i < 8; ++$i) {
            Store::order();
            $this->deliverAll();
        }
        self::assertFalse($this->plugin->circuit->isOpen('trackingtech'));
    }

    public function test_while_the_circuit_is_open_a_shoppers_request_does_not_try(): void
    {
        $this->connectTrackingTech();
        Store::query("INSERT INTO {$this->plugin->schema->circuits()} VALUES ('trackingtech', 9, 15, UTC_TIMESTAMP(), UTC_TIMESTAMP())");
        $order = Store::order();
        $this->plugin->deliverer->drain($this->plugin->trackingTech, microtime(true) + 3, [$order->get_id()]);
        self::assertSame([], $this->sandbox->requests('trackingtech', 'orders'));
    }

    public function test_an_order_during_which_php_ends_each_time_fails_in_the_end_and_alone(): void
    {
        $this->openLogistos();
        Store::order();
        $rounds = 0;
        $this->makeDue();
        $claims = $this->plugin->claims->claim('logistos', 10);
        while ([] !== $claims && ++$rounds < 20) {
            Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
            $this->plugin->claims->releaseExpired('logistos');
            $claims = $this->plugin->claims->claimSuspects('logistos');
        }

        self::assertSame(8, $rounds);
        self::assertSame(['failed', 'crashed', 'PHP ended each time while this order was being sent'], $this->of('state', 'reason', 'message'));
        self::assertSame(1, $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending));
        $this->deliverAll();
        self::assertSame('delivered', $this->delivery('logistos')['state'], 'The merchant had it tried again.');
    }

    public function test_what_stood_by_as_php_ended_is_tried_together_and_only_what_saw_it_again_alone(): void
    {
        $this->openLogistos();
        $orders = [Store::order()->get_id(), Store::order()->get_id(), Store::order()->get_id()];
        $die = function (): void {
            Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE state = 'claimed'");
            $this->plugin->claims->releaseExpired('logistos');
        };
        $this->makeDue();
        $this->plugin->claims->claim('logistos', 2);
        $die();
        $group = $this->plugin->claims->claimSuspects('logistos');
        self::assertSame([$orders[0], $orders[1]], array_column($group, 'orderId'), 'The third is no suspect.');
        $die();
        $this->plugin->claims->claim('logistos', 1);
        $die();

        self::assertSame([$orders[2]], array_column($this->plugin->claims->claimSuspects('logistos'), 'orderId'), 'It saw it once.');
        self::assertSame([$orders[0]], array_column($this->plugin->claims->claimSuspects('logistos'), 'orderId'));
        self::assertSame([$orders[1]], array_column($this->plugin->claims->claimSuspects('logistos'), 'orderId'));
        self::assertSame([], $this->plugin->claims->claimSuspects('logistos'));
    }

    public function test_failed_orders_are_tried_again_singly_or_those_of_a_window(): void
    {
        $this->openLogistos();
        $orders = [Store::order()->get_id(), Store::order()->get_id(), Store::order()->get_id()];
        $this->sandbox->addFault(['platform' => 'logistos', 'endpoint' => 'orders', 'fault' => ['kind' => 'reject_batch']]);
        $this->deliverAll();
        self::assertSame(['failed', 'failed', 'failed'], array_column($this->deliveries('logistos'), 'state'));
        $this->sandbox->clearFaults();
        $keys = array_column($this->deliveries('logistos'), 'idempotency_key');

        self::assertSame(1, $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending, [$orders[1]]));
        $this->deliverAll();
        self::assertSame([$orders[1]], array_keys($this->sandbox->orders('logistos')));
        self::assertSame(0, $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending, since: gmdate('Y-m-d H:i:s', time() + 60)));
        self::assertSame(2, $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending, since: gmdate('Y-m-d H:i:s', time() - 60)));
        $this->deliverAll();
        self::assertSame($keys, array_column($this->deliveries('logistos'), 'idempotency_key'), 'Under their keys.');
        self::assertCount(3, $this->sandbox->orders('logistos'));
    }

    public function test_why_a_delivery_failed_is_kept_in_one_word(): void
    {
        $this->openLogistos();
        $order = Store::order()->get_id();
        $this->sandbox->addFault(['endpoint' => 'orders', 'times' => 1, 'fault' => ['kind' => 'reject_batch']]);
        $this->deliverAll();
        self::assertSame(['failed', 'rejected'], $this->of('state', 'reason'));

        $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending);
        self::assertSame(['pending', null], $this->of('state', 'reason'));
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET attempts = 9");
        $this->sandbox->addFault(['endpoint' => 'orders', 'times' => 1, 'fault' => ['kind' => 'status', 'status' => 503]]);
        $this->deliverAll();
        self::assertSame(['failed', 'exhausted', '503'], $this->of('state', 'reason', 'http_status'));

        $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending, [$order]);
        $this->deliverAll();
        self::assertSame(['delivered', null], $this->of('state', 'reason'));
    }

    public function test_a_deadlocks_loser_tries_again(): void
    {
        $this->openLogistos();
        $order = Store::order()->get_id();
        $this->makeDue();
        // Both hold a row and want the other's: the server ends one of them.
        $table = $this->plugin->schema->deliveries();
        Store::query("CREATE TABLE IF NOT EXISTS {$GLOBALS['wpdb']->prefix}waybill_test_lock (id int PRIMARY KEY, n int) ENGINE=InnoDB");
        Store::query("REPLACE INTO {$GLOBALS['wpdb']->prefix}waybill_test_lock VALUES (1, 0)");
        $other = self::otherConnection();
        $database = new \Waybill\OutboxDatabase($GLOBALS['wpdb'], new \Waybill\Log());
        $tries = 0;
        $done = $database->together(static function () use ($database, $other, $table, $order, &$tries): ?int {
            if (null === $database->write("UPDATE {$GLOBALS['wpdb']->prefix}waybill_test_lock SET n = n + 1 WHERE id = 1")) {
                return null;
            }
            if (1 === ++$tries) {
                // The other one is the heavier transaction, so that we are the one to be ended.
                $other->query('START TRANSACTION');
                $other->query("UPDATE $table SET message = REPEAT('x', 200), attempts = attempts + 0");
                $other->query("INSERT INTO {$GLOBALS['wpdb']->prefix}waybill_test_lock SELECT seq, seq FROM seq_10_to_2000");
                $other->query("UPDATE {$GLOBALS['wpdb']->prefix}waybill_test_lock SET n = n + 1 WHERE id = 1", MYSQLI_ASYNC);
                usleep(200_000);
            }
            $written = $database->write("UPDATE $table SET message = 'ours' WHERE order_id = $order");
            if (1 === $tries) {
                $other->reap_async_query();
                $other->query('ROLLBACK');
            }

            return $written;
        });
        Store::query("DROP TABLE {$GLOBALS['wpdb']->prefix}waybill_test_lock");

        self::assertSame([1, 2], [$done, $tries]);
        self::assertSame('ours', $this->delivery('logistos')['message']);
    }

    public function test_what_is_claimed_over_a_connection_that_is_lost_is_nobodys(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        $claims = $this->losingTheConnection(fn(): array => $this->plugin->claims->claim('logistos', 10));

        self::assertSame([], $claims);
        self::assertSame(['pending' => 1], $this->states());
        self::assertCount(1, $this->plugin->claims->claim('logistos', 10));
    }

    public function test_a_lost_connection_is_noticed_of_a_wpdb_that_only_watches_its_queries_too(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        // As Query Monitor has one.
        $watching = new class(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST) extends \wpdb {
            public function query($query)
            {
                return parent::query($query);
            }
        };
        $watching->set_prefix($GLOBALS['wpdb']->prefix);
        $claims = new \Waybill\OutboxClaims(new \Waybill\OutboxDatabase($watching, new \Waybill\Log()), $this->plugin->schema);

        self::assertSame([], $this->losingTheConnection(static fn(): array => $claims->claim('logistos', 10), $watching));
        self::assertSame(['pending' => 1], $this->states());
        $watching->close();
    }

    public function test_what_is_recorded_over_a_connection_that_is_lost_is_recorded_once_more(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        $results = array_map(
            static fn(Claim $claim): Result => new Result($claim, 'delivered', DeliveryState::Delivered),
            $this->plugin->claims->claim('logistos', 10),
        );
        self::assertTrue($this->losingTheConnection(fn(): bool => $this->plugin->results->record($results)));

        self::assertSame(['delivered' => 1], $this->states());
        self::assertSame('1', $GLOBALS['wpdb']->get_var("SELECT COUNT(*) FROM {$this->plugin->schema->attempts()}"));
    }

    public function test_servers_without_a_table_value_constructor_are_given_a_union(): void
    {
        $values = static fn(string $server): string => (new \Waybill\OutboxDatabase(Store::server($server), new \Waybill\Log()))->values(['id', 'word'], [
            "1, 'a'",
            '2, NULL',
        ]);
        $union = $values('8.0.18');

        self::assertSame("WITH given (id, word) AS (SELECT 1, 'a' UNION ALL SELECT 2, NULL) SELECT * FROM given", $union);
        self::assertStringContainsString("VALUES ROW(1, 'a'), ROW(2, NULL)", $values('8.0.19'));
        self::assertStringContainsString("VALUES (1, 'a'), (2, NULL)", $values('5.5.5-10.11.6-MariaDB'));
        self::assertSame([['id' => '1', 'word' => 'a'], ['id' => '2', 'word' => null]], $GLOBALS['wpdb']->get_results($union, ARRAY_A));
    }

    public function test_what_another_plugin_throws_at_one_platforms_answer_leaves_the_other_s_recorded(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        Store::order();
        $this->makeDue();
        $this->sandbox->addFault(['platform' => 'logistos', 'fault' => ['kind' => 'status', 'status' => 401]]);
        // Both are on their way when the time is over.
        $this->sandbox->addFault(['platform' => 'trackingtech', 'fault' => ['kind' => 'latency', 'ms' => 300]]);
        $throw = static fn(): never => throw new \RuntimeException('No options today');
        add_action('update_option_waybill_logistos', $throw);
        try {
            $this->plugin->worker->run(0.0);
        } finally {
            remove_action('update_option_waybill_logistos', $throw);
        }

        self::assertStringContainsString('The worker stopped', Store::logs());
        self::assertSame(['delivered'], array_column($this->deliveries('trackingtech'), 'state'));
    }

    public function test_two_workers_claim_at_the_same_time_without_waiting_for_each_other(): void
    {
        $this->openLogistos();
        for ($i = 0; $i < 4; ++$i) {
            Store::order();
        }
        $this->makeDue();
        $other = self::otherConnection();
        $other->query('START TRANSACTION');
        $held = array_column(
            $other->query("SELECT id FROM {$this->plugin->schema->deliveries()} ORDER BY id LIMIT 2 FOR UPDATE")->fetch_all(MYSQLI_ASSOC),
            'id',
        );
        $claims = $this->plugin->claims->claim('logistos', 10);
        $other->query('ROLLBACK');

        self::assertCount(2, $claims);
        self::assertSame([], array_intersect($held, array_map(static fn($claim): string => (string) $claim->id, $claims)));
    }

    public function test_a_server_that_cannot_skip_locked_rows_is_claimed_from_by_one_update(): void
    {
        $this->openLogistos();
        $orders = [Store::order()->get_id(), Store::order()->get_id()];
        $this->makeDue();
        $old = new class(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST) extends \wpdb {
            /** @var list<string> */
            public array $asked = [];

            public function db_server_info(): string
            {
                return '5.5.5-10.5.29-MariaDB';
            }

            public function query($query)
            {
                $this->asked[] = $query;

                return parent::query($query);
            }
        };
        $old->set_prefix($GLOBALS['wpdb']->prefix);
        $claims = new \Waybill\OutboxClaims(new \Waybill\OutboxDatabase($old, new \Waybill\Log()), $this->plugin->schema);
        $first = $claims->claim('logistos', 1);
        $rest = $claims->claim('logistos', 10);

        self::assertSame($orders, [...array_column($first, 'orderId'), ...array_column($rest, 'orderId')]);
        self::assertSame([], array_filter($old->asked, static fn(string $sql): bool => str_contains($sql, 'SKIP LOCKED')));
        $old->close();
    }

    public function test_an_order_that_the_database_would_not_queue_is_found_later(): void
    {
        $this->openLogistos();
        $full = static fn(string $sql): string => str_contains($sql, 'INSERT INTO') && str_contains($sql, 'waybill_deliveries') ? 'SELECT disk_full' : $sql;
        add_filter('query', $full);
        try {
            $order = Store::order()->get_id();
        } finally {
            remove_filter('query', $full);
        }
        self::assertSame([], $this->deliveries('logistos'));
        self::assertSame(1, $this->plugin->reconciler->run());
        $this->deliverAll();

        self::assertSame([$order], array_keys($this->sandbox->orders('logistos')));
    }

    public function test_a_result_that_the_database_would_not_take_is_sent_again_under_the_same_key(): void
    {
        $this->openLogistos();
        $order = Store::order()->get_id();
        $refuse = static fn(string $sql): string => str_contains($sql, 'waybill_attempts') ? 'SELECT gone_away' : $sql;
        add_filter('query', $refuse);
        try {
            $this->deliverAll();
        } finally {
            remove_filter('query', $refuse);
        }
        self::assertSame('claimed', $this->delivery('logistos')['state'], 'Its lease ends some day.');
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
        $this->deliverAll();

        self::assertSame('delivered', $this->delivery('logistos')['state']);
        self::assertSame([$this->delivery('logistos')['idempotency_key'] => 2], $this->sandbox->orders('logistos')[$order]['deliveries']);
    }

    public function test_a_clock_that_was_set_back_holds_nothing_up(): void
    {
        $this->openLogistos();
        Store::order();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP() + INTERVAL 300 DAY");
        $this->plugin->worker->run();
        $this->plugin->worker->run();
        self::assertSame('delivered', $this->delivery('logistos')['state']);

        Store::query(
            "UPDATE {$this->plugin->schema->deliveries()} SET state = 'claimed', claim = REPEAT('a', 32), claimed_revision = 1, lease_until = UTC_TIMESTAMP() + INTERVAL 300 DAY",
        );
        $this->plugin->worker->run();
        self::assertSame('delivered', $this->delivery('logistos')['state']);
    }

    public function test_tables_of_an_older_version_are_brought_up_to_date(): void
    {
        global $wpdb;
        $this->openLogistos();
        Store::order();
        Store::query("ALTER TABLE {$this->plugin->schema->deliveries()} DROP COLUMN crashes, DROP COLUMN content_hash, DROP COLUMN delivered_revision");
        Store::query("DROP TABLE {$this->plugin->schema->circuits()}");
        update_option('waybill', ['version' => 1] + (array) get_option('waybill'));
        $this->plugin->lifecycle->catchUp();
        $this->deliverAll();

        self::assertSame('delivered', $this->delivery('logistos')['state']);
        self::assertSame('', $wpdb->last_error);
    }

    private function makeProbeDue(): void
    {
        Store::query("UPDATE {$this->plugin->schema->circuits()} SET probe_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
    }

    /** @return list<string|null> Columns of the only delivery. */
    private function of(string ...$columns): array
    {
        return array_map(fn(string $column): ?string => $this->delivery('logistos')[$column], $columns);
    }

    /**
     * What it comes to where the connection ends right before the first transaction is committed: wpdb opens another.
     *
     * @template T
     * @param callable(): T $do
     * @return T
     */
    private function losingTheConnection(callable $do, ?\wpdb $db = null): mixed
    {
        $isLost = false;
        $lose = static function (string $sql) use (&$isLost, $db): string {
            if ('COMMIT' === $sql && !$isLost) {
                $isLost = true;
                ($db ?? $GLOBALS['wpdb'])->close();
                // Until the server has seen it.
                usleep(200_000);
            }

            return $sql;
        };
        add_filter('query', $lose);
        try {
            return $do();
        } finally {
            remove_filter('query', $lose);
            self::assertTrue($isLost);
        }
    }
}
