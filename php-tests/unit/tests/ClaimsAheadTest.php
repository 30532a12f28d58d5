<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Claim;
use Waybill\DeliveryState;
use Waybill\Lane;
use Waybill\Result;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** Sets of a backfill that the database claims for a worker, while that reads the one before. */
final class ClaimsAheadTest extends TestCase
{
    /** Claimed at a time, and in all: the third finds less. */
    private const SET = 4;
    private const MANY = 10;

    public function test_a_set_is_claimed_with_the_recording_of_another(): void
    {
        $this->queueOldOrders(self::MANY);
        $first = $this->recordWithMoreClaimed();
        self::assertSame(['claimed' => self::SET, 'delivered' => self::SET, 'pending' => self::MANY - (2 * self::SET)], $this->states());
        $rows = $this->deliveries('logistos');

        self::assertTrue($this->plugin->ahead->has('logistos'));
        self::assertFalse($this->plugin->ahead->has('trackingtech'));
        $second = $this->plugin->ahead->take('logistos');
        self::assertFalse($this->plugin->ahead->has('logistos'));
        self::assertSame(array_slice(array_column($rows, 'id'), self::SET, self::SET), array_map(strval(...), array_column($second, 'id')), 'In their order.');
        self::assertNotSame($first[0]->token, $second[0]->token);
        self::assertSame([1], array_values(array_unique(array_column($second, 'attempt'))));

        self::assertTrue($this->plugin->results->record(self::delivered($second)));
        self::assertCount(self::MANY - (2 * self::SET), $this->claim(), 'What is left.');
    }

    public function test_it_is_claimed_as_any_other(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->recordWithMoreClaimed();
        $ahead = $this->plugin->ahead->take('logistos');
        $other = $this->claim();
        $row = fn(Claim $claim): array => array_values(array_filter(
            $this->deliveries('logistos'),
            static fn(array $row): bool => (int) $row['id'] === $claim->id,
        ))[0];
        $own = ['id' => true, 'order_id' => true, 'idempotency_key' => true, 'claim' => true, 'updated_at' => true, 'lease_until' => true];

        self::assertSame(array_diff_key($row($other[0]), $own), array_diff_key($row($ahead[0]), $own));
        self::assertSame($row($ahead[0])['claim'], $ahead[0]->token);
        self::assertSame($row($ahead[0])['idempotency_key'], $ahead[0]->key);
        self::assertEqualsWithDelta(strtotime((string) $row($other[0])['lease_until']), strtotime((string) $row($ahead[0])['lease_until']), 5.0);
    }

    public function test_the_next_to_be_delivered_is_what_was_claimed(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->recordWithMoreClaimed();
        $rows = $this->deliveries('logistos');
        self::assertCount(self::SET, $this->toDeliver());
        self::assertSame($rows, $this->deliveries('logistos'), 'Nothing more was written for it.');
        self::assertCount(self::MANY - (2 * self::SET), $this->toDeliver(), 'Then what is left.');
    }

    public function test_a_new_order_goes_first_all_the_same(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->recordWithMoreClaimed();
        $order = Store::order();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE lane = 0");
        $claims = $this->toDeliver();
        self::assertSame([$order->get_id(), Lane::Live], [$claims[0]->orderId, $claims[0]->lane]);

        $claims = $this->toDeliver();
        self::assertSame([Lane::Backfill, self::SET], [$claims[0]->lane, count($claims)], 'Then what was claimed.');
    }

    public function test_what_is_not_sent_after_all_is_given_back_as_it_was(): void
    {
        $this->queueOldOrders(self::MANY);
        $before = $this->deliveries('logistos');
        $this->recordWithMoreClaimed();
        $changed = $before[self::SET + 1]['order_id'];
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET revision = revision + 1 WHERE order_id = $changed");
        $this->plugin->ahead->giveBack('trackingtech');
        self::assertSame(self::SET, $this->states()['claimed'], 'They are of another connection.');
        $this->plugin->ahead->giveBack('logistos');

        $expected = array_map(
            static fn(array $row): array => $row['order_id'] === $changed ? [...$row, 'revision' => '2'] : $row,
            array_slice($before, self::SET),
        );
        $withoutTime = static fn(array $rows): array => array_map(static fn(array $row): array => array_diff_key($row, ['updated_at' => true]), $rows);
        self::assertSame($withoutTime($expected), $withoutTime(array_slice($this->deliveries('logistos'), self::SET)));
        self::assertFalse($this->plugin->ahead->has('logistos'));
        self::assertCount(self::SET, $this->claim(), 'They can be claimed again.');
    }

    public function test_a_run_that_ends_gives_it_back(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->recordWithMoreClaimed();
        $this->plugin->deliverer->close();
        self::assertSame(['delivered' => self::SET, 'pending' => self::MANY - self::SET], $this->states());
    }

    public function test_a_backfill_that_is_paused_has_nothing_in_hand(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->recordWithMoreClaimed();
        $this->plugin->backfill->pause();
        self::assertSame([], $this->toDeliver());
        self::assertSame(['delivered' => self::SET, 'pending' => self::MANY - self::SET], $this->states());
    }

    public function test_a_platform_that_is_down_is_probed_with_one(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->recordWithMoreClaimed();
        Store::query("INSERT INTO {$this->plugin->schema->circuits()} (connection, failures, backoff_s, opened_at, probe_at)
            VALUES ('logistos', 5, 15, UTC_TIMESTAMP(), UTC_TIMESTAMP() - INTERVAL 1 SECOND)");
        self::assertCount(1, $this->toDeliver());
        self::assertSame(['claimed' => 1, 'delivered' => self::SET, 'pending' => self::MANY - self::SET - 1], $this->states());
    }

    public function test_where_the_database_refuses_it_none_is_claimed_ahead_until_the_next_run(): void
    {
        $this->queueOldOrders(self::MANY);
        $break = static fn(string $sql): string => str_starts_with($sql, 'INSERT INTO waybill_claimed ') ? 'SELECT refused' : $sql;
        add_filter('query', $break);
        try {
            $this->recordWithMoreClaimed();
        } finally {
            remove_filter('query', $break);
        }
        self::assertSame(['delivered' => self::SET, 'pending' => self::MANY - self::SET], $this->states(), 'It is recorded all the same.');
        self::assertSame([[], []], $this->plugin->ahead->begin('logistos', self::SET));

        $this->plugin->deliverer->close();
        self::assertCount(3, $this->plugin->ahead->begin('logistos', self::SET)[0]);
    }

    public function test_what_was_claimed_is_found_where_the_answer_is_lost(): void
    {
        $this->queueOldOrders(self::MANY);
        $results = self::delivered($this->claim());
        self::assertTrue($this->plugin->results->begin('logistos', $results, self::SET));
        Wait::until(fn(): bool => self::SET === ($this->states()['delivered'] ?? 0), 20, 'the recording');
        $this->plugin->results->close();

        self::assertTrue($this->plugin->results->finish($results));
        self::assertSame(array_fill(0, self::SET, 'delivered'), $this->attemptOutcomes(), 'Recorded once.');
        self::assertCount(self::SET, $this->plugin->ahead->take('logistos'));
        self::assertSame(self::MANY - (2 * self::SET), $this->states()['pending']);
    }

    public function test_what_somebody_else_has_locked_is_passed_over_and_not_waited_for(): void
    {
        $this->queueOldOrders(self::MANY);
        $results = self::delivered($this->claim());
        $ids = array_column($this->deliveries('logistos'), 'id');
        Store::query('START TRANSACTION');
        Store::query("SELECT id FROM {$this->plugin->schema->deliveries()} WHERE id = {$ids[self::SET]} FOR UPDATE");
        self::assertTrue($this->plugin->results->begin('logistos', $results, self::SET));
        self::assertTrue($this->plugin->results->finish($results));
        Store::query('ROLLBACK');

        self::assertSame(array_slice($ids, self::SET + 1, self::SET), array_map(strval(...), array_column($this->plugin->ahead->take('logistos'), 'id')));
    }

    public function test_where_it_cannot_be_noted_what_was_claimed_the_results_are_recorded_all_the_same(): void
    {
        $this->queueOldOrders(self::MANY);
        $results = self::delivered($this->claim());
        $refuse = static fn(string $sql): string => str_starts_with($sql, 'CREATE TEMPORARY TABLE') ? 'CREATE TEMPORARY TABLE nowhere.nothing (id int)' : $sql;
        add_filter('query', $refuse);
        try {
            self::assertTrue($this->plugin->results->begin('logistos', $results, self::SET));
        } finally {
            remove_filter('query', $refuse);
        }
        self::assertTrue($this->plugin->results->finish($results));

        self::assertSame(['delivered' => self::SET, 'pending' => self::MANY - self::SET], $this->states());
        self::assertSame([], $this->plugin->ahead->take('logistos'));
    }

    public function test_where_the_claim_fails_the_results_are_recorded_all_the_same(): void
    {
        $this->queueOldOrders(self::MANY);
        $results = self::delivered($this->claim());
        $break = static fn(string $sql): string => str_starts_with($sql, 'INSERT INTO waybill_claimed') ? 'INSERT INTO nowhere VALUES (1)' : $sql;
        add_filter('query', $break);
        try {
            self::assertTrue($this->plugin->results->begin('logistos', $results, self::SET));
        } finally {
            remove_filter('query', $break);
        }
        self::assertTrue($this->plugin->results->finish($results));

        self::assertSame(['delivered' => self::SET, 'pending' => self::MANY - self::SET], $this->states());
        self::assertSame(array_fill(0, self::SET, 'delivered'), $this->attemptOutcomes(), 'Recorded once.');
        self::assertSame([], $this->plugin->ahead->take('logistos'));
    }

    public function test_what_is_due_comes_sorted_from_the_index(): void
    {
        $this->queueOldOrders(self::MANY);
        $queries = [];
        $listen = static function (string $sql) use (&$queries): string {
            if (str_contains($sql, 'ORDER BY next_attempt_at')) {
                $queries[] = $sql;
            }

            return $sql;
        };
        add_filter('query', $listen);
        $this->recordWithMoreClaimed();
        self::assertFalse($this->plugin->claims->isLiveDue('logistos'));
        remove_filter('query', $listen);

        self::assertCount(4, $queries, 'Of both lanes, ahead, and whether any is live.');
        foreach ($queries as $query) {
            $plan = $GLOBALS['wpdb']->get_row('EXPLAIN ' . strstr($query, 'SELECT'), ARRAY_A);
            self::assertSame('due', $plan['key'], $query);
            self::assertStringNotContainsString('filesort', (string) $plan['Extra'], 'A million that wait would be sorted for each claim.');
        }
    }

    /** @return list<Claim> What was recorded as delivered; the next set is claimed. */
    private function recordWithMoreClaimed(): array
    {
        $claims = $this->claim();
        $results = self::delivered($claims);
        self::assertTrue($this->plugin->results->begin('logistos', $results, self::SET));
        self::assertTrue($this->plugin->results->finish($results));

        return $claims;
    }

    /** @return list<Claim> */
    private function claim(): array
    {
        return $this->plugin->claims->claim('logistos', 1, null, Lane::Backfill, self::SET);
    }

    /** @return list<Claim> */
    private function toDeliver(): array
    {
        return $this->plugin->deliverer->claim($this->plugin->logistos, microtime(true) + 10);
    }

    /**
     * @param list<Claim> $claims
     * @return list<Result>
     */
    private static function delivered(array $claims): array
    {
        return array_map(static fn(Claim $claim): Result => new Result($claim, 'delivered', DeliveryState::Delivered, httpStatus: 200), $claims);
    }
}
