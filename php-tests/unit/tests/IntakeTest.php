<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** Which hooks queue an order, and that they queue it once. */
final class IntakeTest extends TestCase
{
    public function test_an_order_made_by_a_program_is_queued_once(): void
    {
        $this->openLogistos();
        $order = Store::order('pending');
        $order->update_status('processing');
        $order->update_status('completed');

        self::assertSame((string) $order->get_id(), $this->delivery('logistos')['order_id']);
        self::assertSame('pending', $this->delivery('logistos')['state']);
    }

    public function test_a_draft_of_the_block_checkout_is_queued_when_it_becomes_an_order(): void
    {
        $this->openLogistos();
        $order = wc_create_order(['status' => 'checkout-draft']);
        self::assertSame([], $this->deliveries('logistos'));

        $order->update_status('pending');
        self::assertSame((string) $order->get_id(), $this->delivery('logistos')['order_id']);
    }

    public function test_an_order_made_in_wp_admin_is_queued_when_the_clerk_saves_it(): void
    {
        $this->openLogistos();
        // "Add order" opens the screen with a draft that nobody has asked for yet.
        $order = wc_create_order(['status' => 'auto-draft']);
        self::assertSame([], $this->deliveries('logistos'));

        $order->set_status('pending');
        $order->save();
        $order->update_status('processing');
        self::assertSame((string) $order->get_id(), $this->delivery('logistos')['order_id']);
    }

    public function test_trackingtech_gets_an_order_when_it_reaches_the_status(): void
    {
        $this->connectTrackingTech();
        $order = Store::order('on-hold');
        self::assertSame([], $this->deliveries('trackingtech'));

        $order->update_status('processing');
        $order->update_status('on-hold');
        $order->update_status('processing');
        self::assertSame((string) $order->get_id(), $this->delivery('trackingtech')['order_id']);
    }

    public function test_trackingtech_gets_an_order_that_is_created_in_the_status(): void
    {
        $this->connectTrackingTech();
        wc_create_order(['status' => 'processing']);

        self::assertCount(1, $this->deliveries('trackingtech'));
    }

    public function test_the_rest_api_queues_an_order_once(): void
    {
        $this->openLogistos();
        $request = new \WP_REST_Request('POST', '/wc/v3/orders');
        $request->set_body_params([
            'status' => 'processing',
            'set_paid' => true,
            'line_items' => [['product_id' => Store::product()->get_id(), 'quantity' => 2]],
        ]);
        $response = rest_do_request($request);

        self::assertSame(201, $response->get_status(), (string) json_encode($response->get_data()));
        self::assertSame((string) $response->get_data()['id'], $this->delivery('logistos')['order_id']);
    }

    public function test_a_refund_is_not_an_order(): void
    {
        $this->openLogistos();
        $order = Store::order();
        wc_create_refund(['order_id' => $order->get_id(), 'amount' => 10]);

        self::assertSame((string) $order->get_id(), $this->delivery('logistos')['order_id']);
    }

    public function test_a_store_without_connections_pays_no_query(): void
    {
        $count = 0;
        $record = static function (string $sql) use (&$count): string {
            $count += str_contains($sql, 'waybill') ? 1 : 0;

            return $sql;
        };
        add_filter('query', $record);
        Store::order();
        remove_filter('query', $record);

        self::assertSame(0, $count);
    }

    public function test_deleting_an_order_forgets_what_was_not_delivered(): void
    {
        $this->openLogistos();
        $order = Store::order();
        self::assertCount(1, $this->deliveries('logistos'));
        $order->delete(true);

        self::assertSame([], $this->deliveries('logistos'));
    }

    public function test_the_delivery_key_is_the_contracts(): void
    {
        $this->openLogistos();
        $order = Store::order();
        $device = hash('sha256', get_site_url() . wp_salt('auth'));

        self::assertSame(substr(hash('sha256', "$device|logistos|{$order->get_id()}|1"), 0, 32), $this->delivery('logistos')['idempotency_key']);
    }
}
