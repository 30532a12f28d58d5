<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Lifecycle;
use Waybill\Lock;
use Waybill\OutboxSchema;
use Waybill\Tests\Support\ShipmentTestCase;
use Waybill\Tests\Support\Store;

/** A store of an older version, without checks of shipments, is brought up to date: whole, once, and whatever ends it halfway. */
final class ShipmentUpgradeTest extends ShipmentTestCase
{
    public function test_shipments_of_an_older_version_are_asked_about_as_old_as_they_are(): void
    {
        $recent = $this->sent();
        $old = $this->sent();
        $table = $this->plugin->schema->deliveries();
        Store::query("ALTER TABLE $table DROP KEY checks, DROP KEY flagged, DROP COLUMN check_at, DROP COLUMN attention, DROP COLUMN sent_status");
        Store::query("UPDATE $table SET delivered_at = UTC_TIMESTAMP() - INTERVAL 90 DAY WHERE order_id = " . $old->get_id());
        $this->makeOlder();
        $this->plugin->lifecycle->catchUp();
        $this->check();
        self::assertSame([[$recent->get_id()]], $this->asked());
        self::assertNull($this->row($old)['check_at']);

        $this->plugin->schema->create();
        self::assertNotNull($this->row($recent)['check_at'], 'Made again, nothing begins anew.');
        self::assertNull($this->row($old)['check_at']);
    }

    public function test_an_upgrade_that_ended_halfway_is_taken_up_again(): void
    {
        $order = $this->sent();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET check_at = NULL");
        $this->makeOlder();
        $this->plugin->lifecycle->catchUp();
        $this->check();
        self::assertSame([[$order->get_id()]], $this->asked());
    }

    public function test_an_upgrade_is_done_by_one_request_at_a_time(): void
    {
        global $wpdb;
        $other = new \wpdb(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST);
        $other->set_prefix($wpdb->prefix);
        $lock = new Lock($other);
        self::assertTrue($lock->take('install'));
        $this->makeOlder();
        $this->plugin->lifecycle->catchUp();
        self::assertSame(2, get_option('waybill')['version']);

        $lock->release('install');
        $this->plugin->lifecycle->catchUp();
        self::assertSame(OutboxSchema::VERSION, get_option('waybill')['version']);
    }

    public function test_no_shopper_waits_for_an_upgrade(): void
    {
        self::assertFalse(Lifecycle::isBehind());
        $this->makeOlder();
        self::assertTrue(Lifecycle::isBehind(), 'A page of wp-admin.');
        // What WordPress asks before it looks at WP_ADMIN.
        $GLOBALS['current_screen'] = new class {
            public function in_admin(): bool
            {
                return false;
            }
        };
        try {
            self::assertFalse(Lifecycle::isBehind(), 'A page of the shop.');
            add_filter('wp_doing_cron', '__return_true');
            self::assertTrue(Lifecycle::isBehind());
            remove_filter('wp_doing_cron', '__return_true');
            update_option('waybill', ['version' => 0] + (array) get_option('waybill'));
            self::assertTrue(Lifecycle::isBehind(), 'There is nothing yet that could be large.');
        } finally {
            unset($GLOBALS['current_screen']);
        }
    }

    public function test_an_upgrade_gives_up_where_somebody_has_the_outbox_open(): void
    {
        $this->makeOlder();
        $table = $this->plugin->schema->deliveries();
        Store::query("ALTER TABLE $table DROP KEY flagged");
        $other = self::otherConnection();
        $other->query('START TRANSACTION');
        $other->query("SELECT COUNT(*) FROM $table");
        $this->plugin->lifecycle->catchUp();
        self::assertSame(2, get_option('waybill')['version']);
        self::assertStringContainsString('Lock wait timeout', Store::logs());
        [$usual, $ours] = $GLOBALS['wpdb']->get_row('SELECT @@GLOBAL.lock_wait_timeout, @@SESSION.lock_wait_timeout', ARRAY_N);
        self::assertSame($usual, $ours);

        $other->query('COMMIT');
        $this->plugin->lifecycle->catchUp();
        self::assertSame(OutboxSchema::VERSION, get_option('waybill')['version']);
    }

    /** @return list<list<string>> */
    public static function indexes(): array
    {
        return [
            ['DROP KEY due, ADD KEY due (connection, state, lane, next_attempt_at), DROP KEY backfill, ADD KEY backfill (connection, backfill, state)'],
            ['DROP KEY due, ADD KEY due (connection, state)'],
            ['DROP KEY due, DROP KEY backfill, ADD KEY backfill (connection, backfill, state)'],
        ];
    }

    /** @dataProvider indexes */
    public function test_an_index_with_other_columns_gets_those_of_this_version(string $change): void
    {
        $table = $this->plugin->schema->deliveries();
        Store::query("ALTER TABLE $table $change");
        $this->makeOlder();
        $this->plugin->lifecycle->catchUp();
        self::assertSame(OutboxSchema::VERSION, get_option('waybill')['version']);
        self::assertSame([], $this->plugin->schema->drift());
        $columns = static fn(string $index): array => array_column(
            $GLOBALS['wpdb']->get_results("SHOW INDEX FROM $table WHERE Key_name = '$index'", ARRAY_A),
            'Column_name',
        );
        self::assertSame(['connection', 'state', 'lane', 'next_attempt_at', 'backfill'], $columns('due'));
        self::assertSame(['connection', 'backfill'], $columns('backfill'));
    }

    public function test_an_upgrade_is_not_done_while_a_column_is_missing(): void
    {
        Store::query("ALTER TABLE {$this->plugin->schema->deliveries()} DROP COLUMN sent_status");
        $this->makeOlder();
        $lose = static fn(string $sql): string => str_contains($sql, 'ADD COLUMN sent_status') ? 'SELECT 1' : $sql;
        add_filter('query', $lose);
        $this->plugin->lifecycle->catchUp();
        remove_filter('query', $lose);
        self::assertSame(2, get_option('waybill')['version']);

        $this->plugin->lifecycle->catchUp();
        self::assertSame(OutboxSchema::VERSION, get_option('waybill')['version']);
        self::assertSame([], $this->plugin->schema->drift());
    }

    private function makeOlder(): void
    {
        update_option('waybill', ['version' => 2] + (array) get_option('waybill'));
    }
}
