<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\DeliveryState;
use Waybill\Log;
use Waybill\OutboxClaims;
use Waybill\OutboxDatabase;
use Waybill\Result;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** From the outbox to the platform and back. */
final class DeliveryTest extends TestCase
{
    public function test_a_new_order_reaches_both_platforms_as_the_contract_says(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        $order = Store::order();
        $this->deliverAll();

        foreach (['logistos', 'trackingtech'] as $platform) {
            self::assertSame([$order->get_id()], array_keys($this->sandbox->orders($platform)));
            self::assertSame('delivered', $this->delivery($platform)['state']);
            foreach ($this->sandbox->requests($platform) as $request) {
                self::assertTrue($request['valid'], $platform . ': ' . json_encode($request['problems']));
            }
        }
        self::assertStringStartsWith('tt_', (string) $this->delivery('trackingtech')['remote_id']);
    }

    public function test_a_temporary_failure_waits_for_its_next_attempt_under_the_same_key(): void
    {
        $this->openLogistos();
        $this->sandbox->addFault(['platform' => 'logistos', 'endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 503], 'times' => 1]);
        Store::order();
        $this->deliverAll();
        $waiting = $this->delivery('logistos');
        $this->deliverAll();
        $delivered = $this->delivery('logistos');

        self::assertSame(['pending', '1', '503'], [$waiting['state'], $waiting['attempts'], $waiting['http_status']]);
        self::assertGreaterThan(gmdate('Y-m-d H:i:s'), $waiting['next_attempt_at']);
        self::assertSame(['delivered', '2', '200'], [$delivered['state'], $delivered['attempts'], $delivered['http_status']]);
        self::assertSame($waiting['idempotency_key'], $delivered['idempotency_key']);
        self::assertSame(['retry', 'delivered'], $this->attemptOutcomes());
    }

    public function test_a_refused_connection_pauses_and_holds_and_nothing_is_dropped(): void
    {
        $this->openLogistos();
        $this->sandbox->addFault(['platform' => 'logistos', 'endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 401]]);
        Store::order();
        $this->deliverAll();
        self::assertSame('refused_without_login', $this->plugin->logistos->pausedBecause());
        Store::order();
        self::assertSame(['held', 'held'], array_column($this->deliveries('logistos'), 'state'));

        $this->sandbox->clearFaults();
        $this->plugin->credentials->renew(Store::administrator());
        $this->plugin->worker->run();
        $this->deliverAll();
        self::assertSame(['delivered', 'delivered'], array_column($this->deliveries('logistos'), 'state'));
    }

    public function test_one_order_at_fault_does_not_hold_the_batch_back(): void
    {
        $this->openLogistos();
        $orders = [Store::order(), Store::order(), Store::order()];
        $bad = $orders[1]->get_id();
        $this->sandbox->addFault(['platform' => 'logistos', 'endpoint' => 'orders', 'fault' => ['kind' => 'reject_batch'], 'orderId' => $bad]);
        $this->deliverAll();

        self::assertSame(['delivered', 'failed', 'delivered'], array_column($this->deliveries('logistos'), 'state'));
    }

    public function test_an_order_that_another_plugin_breaks_fails_alone(): void
    {
        $this->openLogistos();
        $orders = [Store::order(), Store::order()];
        $break = static function (string $number, \WC_Order $order) use ($orders): string {
            if ($order->get_id() === $orders[0]->get_id()) {
                throw new \TypeError('a secret of the customer');
            }

            return $number;
        };
        add_filter('woocommerce_order_number', $break, 10, 2);
        $this->deliverAll();
        remove_filter('woocommerce_order_number', $break, 10);

        [$broken, $whole] = $this->deliveries('logistos');
        self::assertSame(['failed', 'delivered'], [$broken['state'], $whole['state']]);
        self::assertStringContainsString('TypeError', (string) $broken['message']);
        self::assertStringNotContainsString('secret', (string) $broken['message']);
    }

    public function test_an_order_that_is_cancelled_before_it_is_sent_is_not_sent_to_trackingtech(): void
    {
        $this->connectTrackingTech();
        $order = Store::order();
        $order->update_status('cancelled');
        $this->deliverAll();

        self::assertSame([], $this->sandbox->orders('trackingtech'));
        self::assertSame(['withdrawn', 'not_due'], [$this->delivery('trackingtech')['state'], $this->delivery('trackingtech')['reason']]);
    }

    public function test_no_two_workers_hold_one_delivery(): void
    {
        $this->openLogistos();
        Store::order();
        Store::order();
        $this->makeDue();
        $first = $this->plugin->claims->claim('logistos', 1);
        $second = $this->plugin->claims->claim('logistos', 10);
        $third = $this->plugin->claims->claim('logistos', 10);

        self::assertCount(1, $first);
        self::assertCount(1, $second);
        self::assertSame([], $third);
        self::assertNotSame($first[0]->id, $second[0]->id);
    }

    public function test_nor_where_the_server_cannot_pass_over_locked_rows(): void
    {
        $this->openLogistos();
        $orders = [Store::order()->get_id(), Store::order()->get_id(), Store::order()->get_id()];
        $this->makeDue();
        $claims = new OutboxClaims(new OutboxDatabase(Store::server('5.5.5-10.4.34-MariaDB'), new Log()), $this->plugin->schema);
        $held = [...$claims->claim('logistos', 1), ...$claims->claimOrder('logistos', $orders[2]), ...$claims->claim('logistos', 10)];

        self::assertSame([$orders[0], $orders[2], $orders[1]], array_column($held, 'orderId'));
        self::assertSame([], $claims->claim('logistos', 10));
        self::assertSame([], $claims->claimSuspects('logistos'));
    }

    public function test_what_died_with_its_worker_comes_back_under_its_key_when_the_lease_ends(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        [$lost] = $this->plugin->claims->claim('logistos', 1);
        $this->plugin->claims->releaseExpired('logistos');
        self::assertSame('claimed', $this->delivery('logistos')['state'], 'The lease still holds.');

        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
        $this->plugin->claims->releaseExpired('logistos');
        self::assertSame([], $this->plugin->claims->claim('logistos', 1), 'It may end the next worker too: it is taken after all others.');
        [$again] = $this->plugin->claims->claimSuspects('logistos');
        self::assertSame([$lost->key, 2], [$again->key, $again->attempt]);

        // The first worker was only slow: what it says now is no longer taken.
        $this->plugin->results->record([new Result($lost, 'rejected', DeliveryState::Failed)]);
        self::assertSame('claimed', $this->delivery('logistos')['state']);
    }

    public function test_live_orders_overtake_a_backfill(): void
    {
        Store::order();
        Store::order();
        $this->plugin->logistos->open();
        $this->plugin->backfill->start();
        $this->plugin->backfill->step();
        $live = Store::order();
        $this->makeDue();
        $claims = $this->plugin->claims->claim('logistos', 1);

        self::assertSame($live->get_id(), $claims[0]->orderId);
    }

    public function test_an_unsent_delivery_counts_no_attempt(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        [$claim] = $this->plugin->claims->claim('logistos', 1);
        $this->plugin->results->record([Result::unsent($claim)]);

        self::assertSame(['pending', '0', null], [
            $this->delivery('logistos')['state'],
            $this->delivery('logistos')['attempts'],
            $this->delivery('logistos')['claim'],
        ]);
        self::assertSame([], $this->attemptOutcomes());
    }

    public function test_a_slow_platform_takes_no_more_than_the_time_given(): void
    {
        $this->openLogistos();
        $this->sandbox->addFault(['platform' => 'logistos', 'endpoint' => 'orders', 'fault' => ['kind' => 'hang']]);
        Store::order();
        $this->makeDue();
        $began = microtime(true);
        $this->plugin->deliverer->drain($this->plugin->logistos, $began + 1.0);

        self::assertLessThan(2.0, microtime(true) - $began);
        self::assertSame('pending', $this->delivery('logistos')['state']);
        self::assertSame('1', $this->delivery('logistos')['attempts'], 'The platform may have it: it counts as an attempt.');
    }
}
