<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\TrackingTech;
use Waybill\Scheduler;
use Waybill\ShipmentStatus;
use Waybill\Tests\Support\Sandbox;
use Waybill\Tests\Support\ShipmentTestCase;
use Waybill\Tests\Support\Store;

/** What became of an order at TrackingTech is asked about when it is due, and kept with the delivery. */
final class ShipmentCheckTest extends ShipmentTestCase
{
    public function test_a_shipment_is_asked_about_ten_minutes_after_it_was_sent_and_then_four_times_an_hour(): void
    {
        $order = $this->sent();
        $this->assertDueIn(600, $order);
        $this->check();
        self::assertSame([], $this->asked(), 'Nothing is due yet.');

        $this->sandbox->setShipment($order->get_id(), 'accepted');
        $this->makeChecksDue();
        $this->check();
        self::assertSame([[$order->get_id()]], $this->asked());
        $this->assertDueIn(900, $order);
    }

    public function test_older_shipments_are_asked_about_less_and_less_often_and_after_sixty_days_no_more(): void
    {
        $order = $this->sent();
        foreach ([2 => 900, 5 => 3600, 10 => 6 * 3600, 30 => 86_400] as $days => $seconds) {
            $this->makeChecksDue($days);
            $this->check();
            $this->assertDueIn($seconds, $order);
        }
        $this->makeChecksDue(61);
        $this->check();
        self::assertNull($this->delivery('trackingtech')['check_at']);
        self::assertSame(0, $this->plugin->shipments->followed(TrackingTech::ID));
    }

    public function test_a_last_word_ends_the_asking(): void
    {
        foreach (['delivered', 'failed', 'returned', 'cancelled'] as $word) {
            $order = $this->sent();
            $this->hear($order, $word);
            self::assertSame([$word, ''], [$this->shipment($order)->status, $this->row($order)['check_at'] ?? ''], $word);
        }
    }

    public function test_a_last_word_ends_the_asking_also_where_the_order_is_sent_once_more(): void
    {
        $order = $this->sent();
        $this->hear($order, 'delivered');
        $this->sendOnceMore($order);
        $this->assertDueIn(600, $order);
        $this->hear($order, 'delivered');

        self::assertCount(2, $this->asked());
        self::assertSame(['delivered', null], [$this->row($order)['remote_status'], $this->row($order)['check_at']]);
    }

    public function test_another_accounts_shipments_are_not_asked_about(): void
    {
        $order = $this->sent();
        $this->plugin->setup->disconnect(1000);
        $this->connectTrackingTech();
        $this->assertDueIn(600, $order);
        $this->plugin->setup->disconnect(1000);
        $this->plugin->setup->resolve('CHILE-01');
        $this->plugin->setup->login('merchant@example.com', Sandbox::PASSWORD);
        self::assertNull($this->plugin->setup->link('s_2'));
        $this->plugin->schema->create();

        $this->makeChecksDue();
        $this->check();
        self::assertSame([], $this->asked());
        self::assertSame(0, $this->plugin->shipments->followed(TrackingTech::ID));
        $this->sent();
        self::assertSame(1, $this->plugin->shipments->followed(TrackingTech::ID), 'What this account has taken is followed.');
    }

    public function test_hundreds_are_asked_about_in_one_run_a_hundred_at_a_time(): void
    {
        $order = $this->sent();
        $this->copyDeliveries($order, 240);
        $this->makeChecksDue();
        $this->check();

        self::assertSame([100, 100, 41], array_map(count(...), $this->asked()));
        self::assertSame(241, count(array_unique(array_merge(...$this->asked()))));
    }

    public function test_the_time_is_kept_and_the_rest_comes_next(): void
    {
        $order = $this->sent();
        $this->copyDeliveries($order, 240);
        $this->makeChecksDue();
        $this->sandbox->addFault(['endpoint' => 'status', 'fault' => ['kind' => 'latency', 'ms' => 700]]);
        $began = microtime(true);
        $this->plugin->shipmentCheck->run(1.0);
        self::assertLessThan(3, microtime(true) - $began);
        $this->sandbox->clearFaults();
        $this->forgetFailures();
        $this->check();

        self::assertSame(241, count(array_unique(array_merge(...$this->asked()))));
    }

    public function test_what_is_due_is_found_by_its_index(): void
    {
        global $wpdb;
        $order = $this->sent();
        $this->copyDeliveries($order, 2000);
        Store::query("ANALYZE TABLE {$this->plugin->schema->deliveries()}");
        $queries = [];
        $listen = static function (string $sql) use (&$queries): string {
            if (str_contains($sql, 'check_at <=')) {
                $queries[] = $sql;
            }

            return $sql;
        };
        add_filter('query', $listen);
        $this->check();
        remove_filter('query', $listen);

        self::assertCount(1, $queries);
        self::assertSame('checks', $wpdb->get_row('EXPLAIN ' . $queries[0])->key);
    }

    public function test_a_platform_that_fails_is_asked_less_often_and_pauses_nothing(): void
    {
        $order = $this->sent();
        $this->sandbox->addFault(['endpoint' => 'status', 'fault' => ['kind' => 'status', 'status' => 503]]);
        $pauses = [];
        for ($try = 0; $try < 8; ++$try) {
            $this->makeChecksDue();
            $this->check();
            $this->check();
            $pauses[] = (int) round((get_option('waybill_shipment_check')['again_at'] - time()) / 60);
            $this->letRestEnd();
        }
        self::assertSame([1, 2, 4, 8, 16, 32, 60, 60], $pauses);
        self::assertCount(8, $this->asked(), 'Not asked while it rests.');
        self::assertNull($this->plugin->trackingTech->pausedBecause());
        self::assertFalse($this->plugin->circuit->isOpen(TrackingTech::ID));
        $this->sandbox->clearFaults();
        $another = $this->sent();

        self::assertSame('delivered', $this->row($another)['state']);
        $this->hear($order, 'in_transit');
        self::assertSame('in_transit', $this->shipment($order)->status);
        self::assertSame(0, get_option('waybill_shipment_check')['failures']);
    }

    public function test_a_platform_that_is_down_for_orders_is_not_asked(): void
    {
        $this->sent();
        $this->makeChecksDue();
        Store::query("INSERT INTO {$this->plugin->schema->circuits()} VALUES ('trackingtech', 5, 15, UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 15 SECOND)");
        $this->check();
        self::assertSame([], $this->asked());
    }

    public function test_answers_of_no_sense_change_nothing(): void
    {
        $order = $this->sent();
        $this->hear($order, 'in_transit', 'X1');
        foreach ([['kind' => 'html'], ['kind' => 'garbage'], ['kind' => 'status', 'status' => 404], ['kind' => 'redirect']] as $fault) {
            $this->sandbox->addFault(['endpoint' => 'status', 'times' => 1, 'fault' => $fault]);
            $this->makeChecksDue();
            $this->check();
            $this->letRestEnd();
            self::assertSame(['in_transit', 'X1'], [$this->shipment($order)->status, $this->shipment($order)->trackingNumber]);
        }
        self::assertNull($this->plugin->trackingTech->pausedBecause());
    }

    public function test_a_refusal_pauses_the_connection(): void
    {
        foreach ([401, 403] as $status) {
            $this->plugin->trackingTech->options->set(['paused' => '']);
            $this->sent();
            $this->sandbox->addFault(['endpoint' => 'status', 'times' => 1, 'fault' => ['kind' => 'status', 'status' => $status]]);
            $this->makeChecksDue();
            $this->check();
            self::assertSame('refused', $this->plugin->trackingTech->pausedBecause());
            $asked = count($this->asked());
            $this->check();
            self::assertCount($asked, $this->asked(), 'A paused connection is not asked.');
        }
    }

    public function test_a_disconnected_store_asks_nothing(): void
    {
        $this->sent();
        $this->makeChecksDue();
        $this->plugin->trackingTech->close();
        $this->check();
        self::assertSame([], $this->asked());
    }

    public function test_only_addresses_of_the_web_without_a_login_become_links(): void
    {
        $order = $this->sent();
        foreach ([
            'ftp://t.example/1',
            'https://user:secret@t.example/1',
            'https://user@t.example/1',
            'data:text/html,x',
            '//t.example/1',
            'https://t.example/' . str_repeat('x', 500),
        ] as $url) {
            $this->answer($order, ['status' => 'in_transit', 'trackingUrl' => $url]);
            self::assertSame('', (string) $this->row($order)['tracking_url'], $url);
        }
        $this->answer($order, ['status' => 'in_transit', 'trackingUrl' => 'https://t.example/1?a=1&b=2']);
        self::assertSame('https://t.example/1?a=1&b=2', $this->shipment($order)->trackingUrl);
        $this->answer($order, ['status' => 'in_transit', 'trackingUrl' => 'javascript:alert(1)']);
        self::assertSame('https://t.example/1?a=1&b=2', $this->shipment($order)->trackingUrl, 'What was good stays.');
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET tracking_url = 'javascript:alert(1)'");
        self::assertSame('', $this->shipment($order)->trackingUrl, 'Whatever the database holds.');
    }

    public function test_what_is_long_or_strange_is_bounded_and_news_only_once(): void
    {
        $order = $this->sent();
        for ($time = 0; $time < 2; ++$time) {
            $this->answer($order, ['status' => 'on a 🚚 ' . str_repeat('é', 100), 'trackingNumber' => str_repeat('9', 300)]);
        }
        $shipment = $this->shipment($order);
        self::assertSame([64, 191], [mb_strlen($shipment->status), strlen($shipment->trackingNumber)]);
        self::assertStringStartsWith('on a ? é', $shipment->status);
        self::assertCount(1, array_filter($this->notes($order), static fn(string $note): bool => str_contains($note, 'on a ?')));
    }

    public function test_a_database_that_refuses_ends_the_run_and_not_the_platforms_patience(): void
    {
        $order = $this->sent();
        $this->copyDeliveries($order, 150);
        $this->makeChecksDue();
        $refuse = static fn(string $sql): string => str_contains($sql, 'remote_checked_at = UTC_TIMESTAMP()') ? 'UPDATE refused' : $sql;
        add_filter('query', $refuse);
        $this->check();
        remove_filter('query', $refuse);
        self::assertCount(1, $this->asked());

        $this->check();
        self::assertCount(3, $this->asked(), 'The next run does it all.');
    }

    public function test_an_answer_about_orders_that_were_not_asked_about_changes_nothing(): void
    {
        $order = $this->sent();
        $other = $this->sent();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET check_at = NULL WHERE order_id = " . $other->get_id());
        $this->answer($order, ['orderId' => $other->get_id(), 'status' => 'delivered']);

        self::assertSame('', $this->shipment($other)->status);
        self::assertSame('unknown', $this->shipment($order)->status);
    }

    public function test_a_word_goes_forward_only(): void
    {
        foreach ([
            ['',           'pending',    true],
            ['pending',    'in_transit', true],
            ['in_transit', 'accepted',   false],
            ['in_transit', 'customs',    true],
            ['customs',    'in_transit', true],
            ['customs',    'unknown',    false],
            ['in_transit', 'unknown',    false],
            ['unknown',    'accepted',   true],
            ['delivered',  'customs',    false],
            ['delivered',  'in_transit', false],
            ['failed',     'delivered',  true],
            ['delivered',  'returned',   true],
            ['delivered',  'delivered',  false],
            ['delivered',  '',           false],
        ] as [$before, $word, $isNews]) {
            self::assertSame($isNews, ShipmentStatus::isNews($word, $before), "'$word' after '$before'");
        }
    }

    public function test_of_two_workers_with_one_answer_one_tells_the_order(): void
    {
        $order = $this->sent();
        $before = $this->shipment($order);
        $now = $before->told('in_transit', 'X1', '', false);
        self::assertTrue($this->plugin->shipments->keep($before, $now));
        self::assertFalse($this->plugin->shipments->keep($before, $now));
        self::assertFalse($this->plugin->shipments->keep($before, $before->told('accepted', '', '', false)), 'An answer that was overtaken.');
        self::assertSame('in_transit', $this->shipment($order)->status);
    }

    public function test_what_was_erased_is_not_asked_for_again(): void
    {
        $order = $this->sent();
        $before = $this->shipment($order);
        $this->plugin->shipments->erase([$order->get_id()]);
        $this->plugin->schema->create();
        $this->makeChecksDue();

        self::assertFalse($this->plugin->shipments->keep($before, $before->told('in_transit', 'X1', '', false)), 'An answer that was under way.');
        $this->check();
        self::assertSame([], $this->asked());
    }

    public function test_the_action_recurs_and_does_its_work(): void
    {
        $this->plugin->scheduler->ensureTick();
        self::assertTrue(as_has_scheduled_action(Scheduler::SHIPMENTS, [], 'waybill'));
        $order = $this->sent();
        $this->sandbox->setShipment($order->get_id(), 'in_transit');
        $this->makeChecksDue();
        do_action(Scheduler::SHIPMENTS);
        self::assertSame('in_transit', $this->shipment($order)->status);
    }
}
