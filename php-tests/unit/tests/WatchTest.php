<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Scheduler;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What was missed is found, what stands still is seen, and the merchant is told. */
final class WatchTest extends TestCase
{
    public function test_orders_that_were_never_queued_are_found_and_sent(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        $missed = [];
        // As an import by SQL, or a request that a fatal error ended.
        $copies = array_keys(Store::copies(Store::order(), 3, ['wc-processing', 'wc-on-hold']));
        wp_cache_flush();
        $this->deliverAll();
        $this->sandbox->clear();
        self::assertSame(3 + 1, $this->plugin->reconciler->run(), 'Three for Logistos, one for TrackingTech, which wants processing ones.');
        $this->deliverAll();

        self::assertEqualsCanonicalizing($copies, array_keys($this->sandbox->orders('logistos')));
        self::assertCount(1, $this->sandbox->orders('trackingtech'));
        self::assertSame(0, $this->plugin->reconciler->run());
        self::assertSame(0, $this->plugin->reconciler->lastRun()['found']);
    }

    public function test_the_newest_orders_are_found_by_the_tick_after_the_next(): void
    {
        $this->openLogistos();
        $tick = static fn() => do_action(Scheduler::TICK);
        $tick();
        // As of a request that was killed before it queued its order.
        [$missed] = array_keys(Store::copies(Store::order(), 1, ['wc-processing']));
        wp_cache_flush();
        $tick();
        self::assertCount(1, $this->deliveries('logistos'), 'That request may be at it still.');
        $tick();

        self::assertContains((string) $missed, array_column($this->deliveries('logistos'), 'order_id'));
        $before = $this->deliveries('logistos');
        Store::query("DELETE FROM {$this->plugin->schema->deliveries()}");
        $tick();
        self::assertSame([], $this->deliveries('logistos'), 'It has looked at these, and leaves them to the hourly look.');
        self::assertCount(2, $before);
    }

    public function test_orders_from_before_the_connection_are_not_due(): void
    {
        Store::order();
        $this->connectTrackingTech();
        self::assertSame(0, $this->plugin->reconciler->run());
    }

    public function test_more_than_one_run_can_see_are_found_by_the_next_ones(): void
    {
        $this->openLogistos();
        Store::copies(Store::order(), 1100, ['wc-processing']);
        Store::query("DELETE FROM {$this->plugin->schema->deliveries()}");
        wp_cache_flush();
        self::assertSame(1101, $this->plugin->reconciler->run());
        self::assertSame(0, $this->plugin->reconciler->run());
    }

    public function test_an_order_that_the_platform_does_not_know_is_flagged(): void
    {
        $this->connectTrackingTech();
        $known = Store::order()->get_id();
        $lost = Store::order()->get_id();
        $this->deliverAll();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET check_at = UTC_TIMESTAMP()");
        $answer = json_encode(['orders' => [['orderId' => $known, 'status' => 'in_transit', 'trackingNumber' => 'X1']]]);
        $this->sandbox->addFault(['endpoint' => 'status', 'fault' => ['kind' => 'status', 'status' => 200, 'body' => $answer]]);
        $this->plugin->shipmentCheck->run();

        $deliveries = array_column($this->deliveries('trackingtech'), null, 'order_id');
        self::assertSame(['in_transit', 'X1'], [$deliveries[$known]['remote_status'], $deliveries[$known]['tracking_number']]);
        self::assertSame('unknown', $deliveries[$lost]['remote_status']);
        self::assertSame(1, $this->plugin->figures->unknownShipments('trackingtech'));
        self::assertStringContainsString('does not know 1 order', \Waybill\Tests\Support\Web::text($this->rest('POST', 'reconcile')->get_data()['panel']));
        $this->plugin->shipmentCheck->run();
        self::assertCount(1, $this->sandbox->requests('trackingtech', 'status'), 'Not asked again at once.');
    }

    public function test_a_paused_connection_is_told_of_by_one_e_mail_a_day(): void
    {
        $this->connectTrackingTech();
        $mails = [];
        $catch = static function (mixed $sent, array $mail) use (&$mails): bool {
            $mails[] = $mail;

            return true;
        };
        add_filter('pre_wp_mail', $catch, 10, 2);
        $this->plugin->alarm->run();
        self::assertSame([], $mails);
        $this->plugin->trackingTech->pause('refused');
        $this->plugin->alarm->run();
        $this->plugin->alarm->run();
        self::assertCount(1, $mails);
        self::assertSame(get_option('admin_email'), $mails[0]['to']);
        self::assertStringContainsString('Orders are not reaching TrackingTech', $mails[0]['subject']);
        update_option('waybill_alarm', ['trackingtech' => time() - DAY_IN_SECONDS - 1]);
        $this->plugin->alarm->run();
        remove_filter('pre_wp_mail', $catch);

        self::assertCount(2, $mails);
    }

    public function test_site_health_says_what_is_wrong_and_what_to_do(): void
    {
        $this->openLogistos();
        do_action('waybill_tick');
        self::assertSame(['good'], array_values(array_unique($this->siteHealth())));

        $this->plugin->logistos->pause('refused');
        update_option('waybill_ticked_at', time() - HOUR_IN_SECONDS);
        $results = $this->siteHealth();
        self::assertSame(
            [
                'waybill_extension' => 'good',
                'waybill_server' => 'good',
                'waybill_store' => 'good',
                'waybill_database' => 'good',
                'waybill_background' => 'critical',
                'waybill_connections' => 'critical',
                'waybill_orders' => 'good',
            ],
            $results,
        );
        $this->plugin->logistos->options->set(['paused' => '']);
        Store::order();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 20 MINUTE");

        self::assertSame('recommended', $this->siteHealth()['waybill_orders']);
    }

    public function test_what_is_kept_of_an_order_is_exported_and_erased(): void
    {
        $this->connectTrackingTech();
        $order = Store::order();
        $this->deliverAll();
        [$shipment] = $this->plugin->shipments->ofOrders([$order->get_id()]);
        $this->plugin->shipments->keep($shipment, $shipment->told('in_transit', 'TRACK-1', 'https://t.example/1', false));
        $exporter = apply_filters('wp_privacy_personal_data_exporters', [])['waybill']['callback'];
        $export = $exporter('ana@example.com', 1);
        self::assertTrue($export['done']);
        self::assertContains('TRACK-1', array_column($export['data'][0]['data'], 'value'));
        self::assertSame([], $exporter('nobody@example.com', 1)['data']);

        $eraser = apply_filters('wp_privacy_personal_data_erasers', [])['waybill']['callback'];
        self::assertTrue($eraser('ana@example.com', 1)['items_removed']);
        $row = $this->delivery('trackingtech');
        self::assertSame(['delivered', null, null, null], [$row['state'], $row['tracking_number'], $row['remote_id'], $row['tracking_url']]);
        self::assertSame(0, $this->plugin->reconciler->run(), 'It is not sent again.');
    }

    public function test_nothing_that_is_written_down_tells_of_a_customer_or_a_secret(): void
    {
        global $wpdb;
        $this->openLogistos();
        $this->connectTrackingTech();
        $answers = [
            ['kind' => 'status', 'status' => 503],
            ['kind' => 'reset'],
            ['kind' => 'status', 'status' => 422, 'body' => '{"message": "no"}'],
            ['kind' => 'status', 'status' => 401],
        ];
        foreach ($answers as $fault) {
            $this->sandbox->addFault(['times' => 2, 'endpoint' => 'orders', 'fault' => $fault]);
            Store::order();
            $this->deliverAll();
        }
        $this->plugin->credentials->renew(Store::administrator());
        $this->plugin->worker->run();
        $token = (string) $this->plugin->trackingTech->options->secret('token');
        $this->plugin->reconciler->run();
        $this->rest('POST', 'trackingtech/disconnect');

        $written = Store::logs();
        foreach ([
            $this->plugin->schema->deliveries(),
            $this->plugin->schema->attempts(),
            $wpdb->prefix . 'actionscheduler_actions',
            $wpdb->prefix . 'actionscheduler_logs',
        ] as $table) {
            $written .= serialize($wpdb->get_results("SELECT * FROM $table", ARRAY_A));
        }
        $written .= serialize($wpdb->get_results("SELECT * FROM {$wpdb->options} WHERE option_name LIKE '%waybill%'", ARRAY_A));
        self::assertStringContainsString('refused', $written);
        $keys = array_column(array_column($this->sandbox->requests('logistos', 'credentials'), 'body'), 'consumer_secret');
        self::assertNotSame([], $keys);
        foreach (['Rojas', 'Siempre Viva', 'ana@example.com', '2345 6789', $token, ...$keys] as $secret) {
            self::assertStringNotContainsString($secret, $written);
        }
    }

    /** @return array<string, string> Our tests' states. */
    private function siteHealth(): array
    {
        $states = [];
        foreach (apply_filters('site_status_tests', ['direct' => [], 'async' => []])['direct'] as $name => $test) {
            if (str_starts_with($name, 'waybill_')) {
                $result = $test['test']();
                self::assertNotSame('', $result['description']);
                $states[$name] = $result['status'];
            }
        }

        return $states;
    }
}
