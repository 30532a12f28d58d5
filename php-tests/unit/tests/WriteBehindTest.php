<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Claim;
use Waybill\DeliveryState;
use Waybill\Result;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Wait;
use Waybill\WriteBehind;

/** Writes that PHP does not wait for. A lock of the database's, held by the test, has them take as long as it wants. */
final class WriteBehindTest extends TestCase
{
    private const LOCK = 'waybill-write-behind-test';

    private WriteBehind $behind;

    protected function setUp(): void
    {
        parent::setUp();
        $this->behind = new WriteBehind($GLOBALS['wpdb']);
    }

    protected function tearDown(): void
    {
        $this->behind->close();
        Store::query('DO RELEASE_ALL_LOCKS()');
        parent::tearDown();
    }

    public function test_php_goes_on_while_the_database_writes(): void
    {
        $this->hold();
        self::assertTrue($this->behind->begin([$this->await(), $this->insert('a'), $this->insert('b')]));
        self::assertSame([], $this->written(), 'It waits for the lock, and nobody for it.');
        $this->release();

        self::assertSame([], $this->behind->finish());
        self::assertSame(['a', 'b'], $this->written());
    }

    public function test_a_text_arrives_as_it_is(): void
    {
        $text = "50 % de O'Higgins; \\ 100 %s – ñ 日 🚚";
        $value = $this->plugin->database->text($text);
        self::assertTrue($this->behind->begin([
            "INSERT INTO {$this->plugin->schema->attempts()} (delivery_id, revision, attempt, attempted_at, outcome, message) VALUES (1, 1, 1, UTC_TIMESTAMP(), 'rejected', $value)",
        ]));
        self::assertSame([], $this->behind->finish());
        self::assertSame($text, $GLOBALS['wpdb']->get_var("SELECT message FROM {$this->plugin->schema->attempts()}"));
    }

    public function test_what_fails_leaves_nothing_and_the_next_is_written(): void
    {
        self::assertTrue($this->behind->begin([$this->insert('a'), 'INSERT INTO nowhere VALUES (1)', $this->insert('b')]));
        self::assertNull($this->behind->finish());
        self::assertSame([], $this->written());

        self::assertTrue($this->behind->begin([$this->insert('c')]));
        self::assertSame([], $this->behind->finish());
        self::assertSame(['c'], $this->written());
    }

    public function test_what_comes_after_gives_its_rows_and_takes_nothing_back_where_it_fails(): void
    {
        self::assertTrue($this->behind->begin([$this->insert('a')], ["SELECT 'x' AS one, NULL AS other"]));
        self::assertSame([['one' => 'x', 'other' => null]], $this->behind->finish());

        self::assertTrue($this->behind->begin([$this->insert('b')], ['SELECT 1 FROM nowhere', $this->insert('c')]));
        self::assertNull($this->behind->finish());
        self::assertSame(['a', 'b'], $this->written());
    }

    public function test_it_waits_for_no_lock_longer_than_php_should(): void
    {
        Store::query($this->insert('a'));
        Store::query('START TRANSACTION');
        Store::query("SELECT connection FROM {$this->plugin->schema->circuits()} FOR UPDATE");
        $begun = microtime(true);
        self::assertTrue($this->behind->begin(["UPDATE {$this->plugin->schema->circuits()} SET failures = 1"]));
        self::assertNull($this->behind->finish());
        self::assertLessThan(20, microtime(true) - $begun, 'The server itself would have it wait for 50 s.');
        Store::query('ROLLBACK');
    }

    public function test_one_is_written_at_a_time(): void
    {
        self::assertNull($this->behind->finish(), 'Nothing was begun.');
        self::assertTrue($this->behind->begin([$this->insert('a')]));
        self::assertFalse($this->behind->begin([$this->insert('b')]));
        self::assertSame([], $this->behind->finish());
        self::assertSame(['a'], $this->written());
    }

    public function test_whoever_has_a_say_in_queries_has_it_in_these(): void
    {
        $change = static fn(string $sql): string => str_replace("'a'", "'b'", $sql);
        add_filter('query', $change);
        try {
            self::assertTrue($this->behind->begin([$this->insert('a')]));
        } finally {
            remove_filter('query', $change);
        }
        self::assertSame([], $this->behind->finish());
        self::assertSame(['b'], $this->written());
    }

    public function test_nothing_goes_past_somebody_who_stands_before_the_database(): void
    {
        $behind = new WriteBehind(Store::server('10.11.0-MariaDB'));
        self::assertFalse($behind->begin([$this->insert('a')]));
        self::assertSame([], $this->written());
    }

    public function test_a_refused_connection_is_asked_for_once_and_quietly(): void
    {
        $wpdb = clone $GLOBALS['wpdb'];
        $wpdb->__set('dbpassword', 'wrong');
        $wpdb->__set('dbuser', 'nobody');
        $behind = new WriteBehind($wpdb);
        $attempts = static fn(): int => (int) $GLOBALS['wpdb']->get_var("SHOW GLOBAL STATUS LIKE 'Connections'", 1);
        $before = $attempts();
        self::assertFalse($behind->begin([$this->insert('a')]));
        self::assertSame($before + 1, $attempts());
        self::assertFalse($behind->begin([$this->insert('a')]));
        self::assertSame($before + 1, $attempts());
        self::assertSame([], $this->written());
    }

    public function test_a_lost_connection_is_said_and_the_next_write_has_a_new_one(): void
    {
        $this->hold();
        self::assertTrue($this->behind->begin([$this->insert('a'), $this->await()]));
        $this->kill();
        self::assertNull($this->behind->finish());
        $this->release();
        self::assertSame([], $this->written());

        self::assertTrue($this->behind->begin([$this->insert('b')]));
        self::assertSame([], $this->behind->finish());
        self::assertSame(['b'], $this->written());
    }

    public function test_what_could_not_be_recorded_behind_is_recorded_after_all(): void
    {
        $results = $this->sent();
        // The rows are somebody else's for a moment.
        Store::query('START TRANSACTION');
        Store::query("SELECT id FROM {$this->plugin->schema->deliveries()} FOR UPDATE");
        self::assertTrue($this->plugin->results->begin('logistos', $results));
        $this->kill();
        Store::query('ROLLBACK');
        self::assertSame(['claimed', 'claimed'], array_column($this->deliveries('logistos'), 'state'));

        self::assertTrue($this->plugin->results->finish($results));
        $this->assertRecordedOnce();
    }

    public function test_what_was_recorded_behind_is_not_recorded_again_where_the_answer_is_lost(): void
    {
        $results = $this->sent();
        self::assertTrue($this->plugin->results->begin('logistos', $results));
        Wait::until(fn(): bool => ['delivered', 'delivered'] === array_column($this->deliveries('logistos'), 'state'), 20, 'the recording');
        $this->plugin->results->close();

        self::assertTrue($this->plugin->results->finish($results));
        $this->assertRecordedOnce();
    }

    /** @return list<Result> Of two orders that were claimed, and differ in what the platform said of them. */
    private function sent(): array
    {
        $this->openLogistos();
        Store::order();
        Store::order();
        $this->makeDue();
        $claims = $this->plugin->claims->claim('logistos', 2);
        self::assertCount(2, $claims);

        return array_map(
            static fn(Claim $claim): Result => new Result(
                $claim,
                'delivered',
                DeliveryState::Delivered,
                httpStatus: 200,
                remoteId: "r$claim->id",
                contentHash: md5((string) $claim->id),
            ),
            $claims,
        );
    }

    private function assertRecordedOnce(): void
    {
        foreach ($this->deliveries('logistos') as $row) {
            self::assertSame(['delivered', '200', "r{$row['id']}", md5((string) $row['id']), null], [
                $row['state'],
                $row['http_status'],
                $row['remote_id'],
                $row['content_hash'],
                $row['claim'],
            ]);
        }
        self::assertSame(['delivered', 'delivered'], $this->attemptOutcomes());
    }

    private function insert(string $connection): string
    {
        return "INSERT INTO {$this->plugin->schema->circuits()} (connection) VALUES ('$connection')";
    }

    /** @return list<string> */
    private function written(): array
    {
        return $GLOBALS['wpdb']->get_col("SELECT connection FROM {$this->plugin->schema->circuits()} ORDER BY connection");
    }

    private function hold(): void
    {
        self::assertSame('1', $GLOBALS['wpdb']->get_var("SELECT GET_LOCK('" . self::LOCK . "', 0)"));
    }

    private function release(): void
    {
        self::assertSame('1', $GLOBALS['wpdb']->get_var("SELECT RELEASE_LOCK('" . self::LOCK . "')"));
    }

    /** What waits until the test releases it. */
    private function await(): string
    {
        return "DO GET_LOCK('" . self::LOCK . "', 60)";
    }

    /** Ends the connection that is at work beside the test's own. */
    private function kill(): void
    {
        $id = null;
        Wait::until(
            static function () use (&$id): bool {
                $id = $GLOBALS['wpdb']->get_var(
                    "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = DATABASE() AND command = 'Query'",
                );

                return null !== $id;
            },
            20,
            'the second connection to be at work',
        );
        Store::query("KILL $id");
        Wait::until(static fn(): bool => null === $GLOBALS['wpdb']->get_var("SELECT id FROM information_schema.processlist WHERE id = $id"), 20, 'its end');
    }
}
