<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Reason;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Web;

/** What the merchant does with the existing orders: sees what would be sent, has it rest, go on, and end. */
final class BackfillControlsTest extends TestCase
{
    public function test_before_it_starts_it_says_how_many_of_which_status_go_where(): void
    {
        Store::copies(Store::order(), 2999, ['wc-processing', 'wc-completed', 'wc-completed', 'wc-cancelled']);
        $this->plugin->logistos->options->set(['statuses' => ['processing', 'completed', 'on-hold'], 'orders_url' => '']);
        wp_cache_flush();

        $page = Web::text($this->rest('POST', 'logistos/settings', ['statuses' => ['processing', 'completed', 'on-hold']])->get_data()['panel']);
        self::assertStringContainsString('Send 2,250 orders of 2 statuses to admin.logistos.in:', $page);
        self::assertStringContainsString('Order statusOrdersCompleted1,500Processing750', $page);
        self::assertSame([], $this->deliveries('logistos'), 'A look sends nothing.');
    }

    public function test_once_they_were_sent_sending_them_again_is_folded(): void
    {
        $this->begin(2);
        $this->deliverAll();
        self::assertMatchesRegularExpression(
            '~sent\.</strong></p><details><summary>Send them again: 2 orders</summary>.*<button[^>]*>Send 2 orders</button>.*</details></section>$~s',
            $this->card(),
        );
    }

    public function test_a_store_without_orders_offers_nothing_to_send(): void
    {
        $this->openLogistos();
        $card = $this->card();
        self::assertStringContainsString('There are no existing orders of the chosen statuses.', $card);
        self::assertStringNotContainsString('<button', $card);
    }

    public function test_paused_it_rests_while_live_orders_go_on(): void
    {
        $this->begin(300);
        $this->deliverBatch($this->plugin->logistos);
        self::assertSame(200, $this->rest('POST', 'logistos/backfill/pause')->get_status());
        $live = Store::order()->get_id();
        $this->deliverAll();

        self::assertCount(101, $this->sandbox->orders('logistos'), 'A batch before the pause, and the live order.');
        self::assertArrayHasKey($live, $this->sandbox->orders('logistos'));
        self::assertSame('paused', $this->plugin->backfill->progress()['state']);
        self::assertStringContainsString('Existing orders: 100 of 300 sent. Paused; new orders are sent all the same.', Web::text($this->card()));

        self::assertSame(200, $this->rest('POST', 'logistos/backfill/resume')->get_status());
        $this->deliverAll();
        self::assertSame('done', $this->plugin->backfill->progress()['state']);
        self::assertCount(301, $this->sandbox->orders('logistos'));
    }

    public function test_a_pause_in_another_process_is_seen_before_the_next_batch(): void
    {
        $this->begin(150);
        $this->deliverBatch($this->plugin->logistos);
        $this->storeElsewhere(['paused' => true]);
        $this->deliverBatch($this->plugin->logistos);

        self::assertCount(100, $this->sandbox->orders('logistos'));
    }

    public function test_paused_nothing_more_is_queued_and_no_suspect_of_it_is_tried(): void
    {
        $this->begin(10);
        $this->plugin->claims->claim('logistos', 1);
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE state = 'claimed'");
        $this->plugin->claims->releaseExpired('logistos');
        $this->plugin->backfill->pause();
        self::assertFalse($this->plugin->deliverer->deliverSuspects($this->plugin->logistos, microtime(true) + 10));
        $this->plugin->backfill->resume();
        self::assertTrue($this->plugin->deliverer->deliverSuspects($this->plugin->logistos, microtime(true) + 10));

        $this->plugin->backfill->start();
        $this->plugin->backfill->pause();
        self::assertFalse($this->plugin->backfill->step());
        self::assertSame(0, $this->plugin->backfill->progress()['waiting']);
    }

    public function test_cancelled_it_takes_back_what_waits_and_leaves_what_was_sent_and_what_changed(): void
    {
        $orders = $this->begin(1300);
        $this->deliverBatch($this->plugin->logistos);
        $changed = $orders[700];
        wc_get_order($changed)->update_status('completed');
        self::assertSame(200, $this->rest('POST', 'logistos/backfill/cancel')->get_status());
        self::assertSame('cancelling', $this->plugin->backfill->progress()['state']);
        $this->deliverAll();

        self::assertSame('cancelled', $this->plugin->backfill->progress()['state']);
        self::assertSame([...array_slice($orders, 0, 100), $changed], array_keys($this->sandbox->orders('logistos')));
        self::assertCount(101, $this->deliveries('logistos'));
        self::assertSame(0, $this->plugin->reconciler->run(), 'Nobody finds them again.');
        self::assertStringContainsString('of 1,300 sent. The rest was cancelled.', Web::text($this->card()));
    }

    public function test_cancelled_while_the_connection_is_paused_it_takes_back_what_is_held(): void
    {
        $orders = $this->begin(20);
        $this->plugin->logistos->pause('refused');
        $this->plugin->outbox->hold('logistos');
        wc_get_order($orders[3])->update_status('completed');
        $this->plugin->backfill->cancel();
        $this->plugin->worker->run();

        self::assertSame([(string) $orders[3]], array_column($this->deliveries('logistos'), 'order_id'), 'What a live change queued is still held.');
    }

    public function test_cancelled_a_second_one_leaves_orders_as_the_first_one_left_them(): void
    {
        $orders = $this->begin(3);
        $this->sandbox->addFault(['orderId' => $orders[1], 'fault' => ['kind' => 'reject_order', 'message' => 'No such city']]);
        $this->plugin->worker->run();
        $before = array_column($this->deliveries('logistos'), 'state', 'order_id');
        self::assertSame([$orders[0] => 'delivered', $orders[1] => 'failed', $orders[2] => 'delivered'], $before);
        $this->plugin->backfill->start();
        $this->plugin->backfill->step();
        self::assertSame(['pending'], array_unique(array_column($this->deliveries('logistos'), 'state')));
        $this->plugin->backfill->cancel();
        $this->plugin->worker->run();

        self::assertSame($before, array_column($this->deliveries('logistos'), 'state', 'order_id'));
        self::assertStringContainsString('Existing orders: 0 of 3 sent. The rest was cancelled.', Web::text($this->card()));
        [$failure] = $this->plugin->figures->failures('logistos', 1);
        self::assertSame([Reason::Rejected, 'No such city'], [$failure['reason'], $failure['message']]);
    }

    public function test_cancelled_a_second_one_leaves_what_was_rejected_later_withdrawn_or_crashed_as_it_was(): void
    {
        [$rejected, $withdrawn, $crashed] = $this->begin(3);
        $set = fn(int $order, string $to) => Store::query("UPDATE {$this->plugin->schema->deliveries()} SET $to WHERE order_id = $order");
        $set($withdrawn, "state = 'withdrawn', reason = 'not_due'");
        $set($crashed, "state = 'failed', reason = 'crashed', crashes = 8");
        $this->plugin->worker->run();
        $this->plugin->logistos->options->set(['resend' => true]);
        $this->sandbox->addFault(['orderId' => $rejected, 'fault' => ['kind' => 'reject_order', 'message' => 'No such city']]);
        $order = wc_get_order($rejected);
        $order->set_billing_city('Atlantis');
        $order->save();
        $this->deliverAll();
        $standing = fn(): array => array_map(
            static fn(array $row): array => [$row['state'], $row['reason']],
            array_column($this->deliveries('logistos'), null, 'order_id'),
        );
        $before = [$rejected => ['failed', 'rejected'], $withdrawn => ['withdrawn', 'not_due'], $crashed => ['failed', 'crashed']];
        self::assertSame($before, $standing());
        [$row] = $this->deliveries('logistos');
        self::assertSame(['2', '1'], [$row['revision'], $row['delivered_revision']]);

        $this->plugin->backfill->start();
        $this->plugin->backfill->step();
        self::assertSame(['pending'], array_unique(array_column($this->deliveries('logistos'), 'state')));
        self::assertSame(['0', '0', '1'], array_column($this->deliveries('logistos'), 'crashes'), 'It has its attempts anew, alone.');
        $this->plugin->backfill->cancel();
        $this->plugin->backfill->step();

        self::assertSame($before, $standing());
    }

    public function test_cancelled_a_second_one_leaves_orders_that_were_due_to_the_hourly_look(): void
    {
        $first = Store::order();
        wp_cache_flush();
        $this->plugin->logistos->open();
        $this->plugin->backfill->start();
        $this->plugin->worker->run();
        $missed = array_key_first(Store::copies($first, 1, ['wc-processing']));
        wp_cache_flush();
        $this->plugin->backfill->start();
        $this->plugin->backfill->cancel();
        $this->plugin->worker->run();

        self::assertCount(1, $this->deliveries('logistos'));
        self::assertSame(1, $this->plugin->reconciler->run());
        self::assertSame((string) $missed, $this->deliveries('logistos')[1]['order_id']);
    }

    public function test_cancelled_after_logistos_was_switched_on_again_it_leaves_out_the_orders_made_meanwhile(): void
    {
        $this->openLogistos();
        $statuses = ['processing', 'completed'];
        $this->rest('POST', 'logistos/settings', ['statuses' => $statuses, 'open' => false]);
        Store::copies(Store::order(), 2, ['wc-processing']);
        wp_cache_flush();
        $this->rest('POST', 'logistos/settings', ['statuses' => $statuses, 'open' => true]);
        self::assertSame(['running', 3], [$this->plugin->backfill->progress()['state'], $this->plugin->backfill->progress()['total']]);
        $this->plugin->backfill->cancel();
        $this->plugin->worker->run();

        self::assertSame(0, $this->plugin->reconciler->run());
        self::assertSame([], $this->deliveries('logistos'));
    }

    public function test_in_a_large_store_its_numbers_are_of_one_moment_and_its_end_is_told_at_once(): void
    {
        $this->begin(150);
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET id = 100000 ORDER BY id DESC LIMIT 1");
        $numbers = fn(): array => array_values(array_intersect_key($this->plugin->backfill->progress(), [
            'state' => 0,
            'total' => 0,
            'delivered' => 0,
            'waiting' => 0,
        ]));
        self::assertSame(['running', 150, 0, 150], $numbers());
        $this->deliverBatch($this->plugin->logistos);
        self::assertSame(['running', 150, 0, 150], $numbers(), 'Those of a moment ago.');
        $this->deliverAll();
        self::assertSame(['done', 150, 150, 0], $numbers());
    }

    public function test_what_a_worker_holds_at_the_time_is_taken_back_when_it_returns(): void
    {
        $this->begin(5);
        $claims = $this->plugin->claims->claim('logistos', 2);
        $this->plugin->backfill->cancel();
        $this->plugin->backfill->step();
        self::assertSame('cancelling', $this->plugin->backfill->progress()['state']);
        $this->plugin->results->record(array_map(\Waybill\Result::unsent(...), $claims));
        $this->plugin->backfill->step();

        self::assertSame('cancelled', $this->plugin->backfill->progress()['state']);
        self::assertSame([], $this->deliveries('logistos'));
    }

    /** @dataProvider stores */
    public function test_cancelled_while_a_worker_sends_that_worker_takes_the_rest_back(int $orders): void
    {
        $this->begin($orders);
        // As the merchant's click in another process, in the middle of the first batch.
        $cancel = function (string $city): string {
            $this->storeElsewhere(['state' => 'cancelling']);

            return $city;
        };
        add_filter('woocommerce_order_get_billing_city', $cancel);
        $this->plugin->worker->run();
        remove_filter('woocommerce_order_get_billing_city', $cancel);

        self::assertSame('cancelled', $this->plugin->backfill->progress()['state']);
        self::assertCount(min(100, $orders), $this->deliveries('logistos'));
    }

    /** @return array<string, array{int}> */
    public static function stores(): array
    {
        return ['of more than a batch' => [150], 'of less than a batch' => [20]];
    }

    public function test_the_rate_is_that_of_the_recent_past_and_tells_the_time_left(): void
    {
        $this->begin(400);
        $this->deliverBatch($this->plugin->logistos);
        $this->storeElsewhere(['moves_since' => time() - 60]);
        wp_cache_flush();
        $progress = $this->plugin->backfill->progress();
        self::assertEqualsWithDelta(100, $progress['per_minute'], 3);
        self::assertEqualsWithDelta(180, $progress['left_s'], 6);
        // Just what was said right before it or after it: a second may pass.
        $rates = [$this->plugin->backfill->progress()['per_minute']];
        self::assertSame(1, preg_match('/Orders a minute(\d+)Time left3 minutes/', Web::text($this->card()), $shown));
        $rates[] = $this->plugin->backfill->progress()['per_minute'];
        self::assertContains((int) $shown[1], $rates);

        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET delivered_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR WHERE state = 'delivered'");
        $progress = $this->plugin->backfill->progress();
        self::assertSame([0, null], [$progress['per_minute'], $progress['left_s']]);
        self::assertStringContainsString('Time leftnot known yet', Web::text($this->card()));
    }

    public function test_at_the_end_it_says_what_failed_and_where_to_see_why(): void
    {
        [$first] = $this->begin(3);
        $this->sandbox->addFault(['orderId' => $first, 'fault' => ['kind' => 'reject_order', 'message' => 'No such city']]);
        $this->plugin->worker->run();
        $card = $this->card();

        self::assertStringContainsString('Existing orders: 2 of 3 sent.1 order could not be sent: see why', Web::text($card));
        self::assertStringContainsString('page=waybill-overview&#038;failed=logistos"', $card);
        self::assertStringNotContainsString('data-waybill-poll', $card, 'Nothing moves any more: the page need not ask.');
        self::assertStringContainsString('Send 3 orders', Web::text($card), 'And all of it again.');
    }

    public function test_what_is_over_can_be_neither_paused_nor_resumed_nor_cancelled(): void
    {
        $this->openLogistos();
        $this->plugin->backfill->cancel();
        $this->plugin->worker->run();
        foreach (['pause', 'resume', 'cancel'] as $what) {
            self::assertSame(409, $this->rest('POST', "logistos/backfill/$what")->get_status(), $what);
        }
    }

    /**
     * A store with so many orders, Logistos open, and its backfill queued.
     *
     * @return list<int> The orders' ids, ascending.
     */
    private function begin(int $orders): array
    {
        $first = Store::order();
        $copies = $orders > 1 ? Store::copies($first, $orders - 1, ['wc-processing']) : [];
        wp_cache_flush();
        $this->plugin->logistos->open();
        $this->plugin->backfill->start();
        $this->plugin->backfill->step();

        return [$first->get_id(), ...array_keys($copies)];
    }

    /** What another process stores, of which this one's cache knows nothing. */
    private function storeElsewhere(array $run): void
    {
        global $wpdb;
        $stored = $run + get_option('waybill_backfill_logistos');
        $wpdb->update($wpdb->options, ['option_value' => serialize($stored)], ['option_name' => 'waybill_backfill_logistos']);
    }

    private function card(): string
    {
        return $this->rest('GET', 'logistos/backfill/progress')->get_data()['card'];
    }
}
