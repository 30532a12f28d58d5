<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\TrackingTech;
use Waybill\Tests\Support\ShipmentTestCase;
use Waybill\Tests\Support\Store;

/** What a shipment's news does to its order, and what it never does. */
final class ShipmentNewsTest extends ShipmentTestCase
{
    public function test_news_becomes_a_private_note_in_plain_words(): void
    {
        $order = $this->sent();
        $before = $this->notes($order);
        $this->hear($order, 'pending');
        self::assertSame($before, $this->notes($order), 'That it is pending says no more than that it was sent.');
        $this->hear($order, 'in_transit');
        $this->hear($order, 'in_transit');
        $this->hear($order, 'in_transit', 'X1');
        $this->hear($order, 'delivered', 'X1');

        self::assertSame(
            ['TrackingTech: In transit', 'TrackingTech: In transit (tracking number X1)', 'TrackingTech: Delivered (tracking number X1)'],
            array_values(array_diff($this->notes($order), $before)),
        );
        self::assertSame([], get_comments(['post_id' => $order->get_id(), 'type' => 'order_note', 'meta_key' => 'is_customer_note']));
    }

    public function test_a_note_does_not_touch_the_order(): void
    {
        $order = $this->sent();
        $modified = $this->setModified($order, '2026-01-02 03:04:05');
        $this->hear($order, 'in_transit', 'X1');

        self::assertCount(1, array_filter($this->notes($order), static fn(string $note): bool => str_contains($note, 'X1')));
        self::assertSame($modified, $this->fresh($order)->get_date_modified()->getTimestamp());
    }

    public function test_delivered_completes_the_order_only_where_the_merchant_wants_that(): void
    {
        $order = $this->sent();
        $this->hear($order, 'delivered');
        self::assertSame('processing', $this->fresh($order)->get_status());

        $this->plugin->trackingTech->options->set(['complete' => true]);
        $another = $this->sent();
        $this->hear($another, 'delivered');
        self::assertSame('completed', $this->fresh($another)->get_status());
        self::assertSame('processing', $this->fresh($order)->get_status(), 'What was delivered before is not touched.');
    }

    public function test_an_order_that_got_another_status_since_it_was_sent_is_left_alone(): void
    {
        $this->plugin->trackingTech->options->set(['complete' => true]);
        foreach (['on-hold', 'cancelled', 'refunded', 'failed', 'completed', 'pending'] as $status) {
            $order = $this->sent();
            $this->fresh($order)->update_status($status);
            $modified = $this->setModified($order, '2026-01-02 03:04:05');
            $this->hear($order, 'delivered');
            self::assertSame($status, $this->fresh($order)->get_status());
            self::assertSame($modified, $this->fresh($order)->get_date_modified()->getTimestamp(), $status);
        }
    }

    public function test_where_the_status_of_sending_is_not_known_nothing_is_completed(): void
    {
        $this->plugin->trackingTech->options->set(['complete' => true]);
        $order = $this->sent();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET sent_status = NULL");
        $this->hear($order, 'delivered');
        self::assertSame('processing', $this->fresh($order)->get_status());
    }

    public function test_the_merchant_may_take_the_completion_back(): void
    {
        $this->plugin->trackingTech->options->set(['complete' => true]);
        $order = $this->sent();
        $this->hear($order, 'delivered');
        $this->fresh($order)->update_status('processing');
        foreach (['delivered', 'in_transit', 'delivered'] as $word) {
            $this->askAgain();
            $this->hear($order, $word);
            self::assertSame('processing', $this->fresh($order)->get_status());
        }
    }

    public function test_an_older_word_after_a_newer_one_undoes_nothing(): void
    {
        $this->plugin->trackingTech->options->set(['complete' => true, 'flag' => true]);
        $order = $this->sent();
        $this->hear($order, 'delivered', 'X1');
        $notes = $this->notes($order);
        foreach (['in_transit', 'pending', 'lost in space'] as $word) {
            $this->askAgain();
            $this->hear($order, $word, 'X1');
            self::assertSame('delivered', $this->shipment($order)->status, $word);
        }
        self::assertSame('completed', $this->fresh($order)->get_status());
        self::assertSame($notes, $this->notes($order));
    }

    public function test_completing_an_order_does_not_send_it_again(): void
    {
        $this->plugin->trackingTech->options->set(['complete' => true, 'resend' => true]);
        $order = $this->sent();
        $this->hear($order, 'delivered');
        self::assertSame('completed', $this->fresh($order)->get_status());
        $this->deliverAll();
        $this->askAgain();
        $this->check();
        $this->deliverAll();
        // What the platform has is not known for certain, as after a lost reply.
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET content_hash = NULL");
        $this->plugin->reconciler->run();
        $this->deliverAll();

        $row = $this->row($order);
        self::assertSame(['delivered', '1', '1'], [$row['state'], $row['revision'], $row['delivered_revision']]);
        self::assertCount(1, $this->sandbox->requests('trackingtech', 'orders'));
    }

    public function test_another_platform_still_hears_of_the_completion(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['resend' => true]);
        $this->plugin->trackingTech->options->set(['complete' => true]);
        $order = $this->sent();
        $this->hear($order, 'delivered');
        $this->deliverAll();

        self::assertSame('completed', $this->sandbox->orders('logistos')[$order->get_id()]['content']['status']);
    }

    public function test_a_shipment_that_came_back_or_failed_is_flagged_only_where_the_merchant_wants_that(): void
    {
        $order = $this->sent();
        $this->hear($order, 'returned');
        self::assertFalse($this->shipment($order)->needsAttention);

        $this->plugin->trackingTech->options->set(['flag' => true, 'complete' => true]);
        $words = ['returned' => 'Returned', 'failed' => 'Delivery failed'];
        foreach ($words as $word => $label) {
            $flagged = $this->sent();
            $this->hear($flagged, $word);
            self::assertTrue($this->shipment($flagged)->needsAttention);
            self::assertContains("TrackingTech: $label This order needs your attention.", $this->notes($flagged));
            self::assertSame('processing', $this->fresh($flagged)->get_status());
        }
        self::assertSame(2, $this->plugin->shipments->attentionCount(TrackingTech::ID));
        self::assertSame(1, $this->plugin->shipments->dealtWith(TrackingTech::ID, [$flagged->get_id()]));
        self::assertSame(1, $this->plugin->shipments->attentionCount(TrackingTech::ID));
    }

    public function test_an_order_that_is_sent_once_more_after_its_shipment_was_lost_begins_anew(): void
    {
        $this->plugin->trackingTech->options->set(['flag' => true]);
        foreach (['failed', 'returned', 'cancelled'] as $word) {
            $order = $this->sent();
            $this->hear($order, $word);
            $this->sendOnceMore($order);
            self::assertSame(['', false], [$this->shipment($order)->status, $this->shipment($order)->needsAttention], $word);
            $this->hear($order, 'in_transit');
            self::assertSame('in_transit', $this->shipment($order)->status, $word);
            self::assertContains('TrackingTech: In transit', $this->notes($order));
        }
    }

    public function test_what_a_platform_says_is_never_taken_for_markup(): void
    {
        $order = $this->sent();
        $status = '<img src=x onerror=alert(1)>';
        $this->answer($order, ['status' => $status, 'trackingNumber' => '<script>alert(2)</script>', 'trackingUrl' => 'javascript:alert(3)']);
        $shipment = $this->shipment($order);

        self::assertSame([$status, ''], [$shipment->label(), $shipment->trackingUrl]);
        $note = implode("\n", $this->notes($order));
        self::assertStringContainsString('&lt;img src=x onerror=alert(1)&gt;', $note);
        self::assertStringNotContainsString('<img', $note);
        self::assertStringNotContainsString('<script', $note);
    }

    public function test_an_order_that_cannot_be_told_takes_no_other_with_it(): void
    {
        $this->plugin->trackingTech->options->set(['complete' => true]);
        $bad = $this->sent();
        $good = $this->sent();
        $fail = static function (int $id, object $note) use ($bad): void {
            if ($bad->get_id() === (int) $note->comment_post_ID) {
                throw new \RuntimeException('A plugin at fault');
            }
        };
        add_action('wp_insert_comment', $fail, 10, 2);
        foreach ([$bad, $good] as $order) {
            $this->sandbox->setShipment($order->get_id(), 'delivered');
        }
        $this->makeChecksDue();
        $this->check();
        remove_action('wp_insert_comment', $fail);

        self::assertSame('completed', $this->fresh($good)->get_status());
    }
}
