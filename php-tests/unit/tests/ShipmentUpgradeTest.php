<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

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

    public function test_an_index_with_other_columns_gets_those_of_this_version(): void
    {
        $table = $this->plugin->schema->deliveries();
        Store::query(
            "ALTER TABLE $table DROP KEY due, ADD KEY due (connection, state, lane, next_attempt_at), DROP KEY backfill, ADD KEY backfill (connection, backfill, state)",
        );
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
