<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Admin\Features\Fulfillments\Fulfillment;
use Automattic\WooCommerce\Admin\Features\Fulfillments\FulfillmentsController;
use Waybill\Tests\Support\ShipmentTestCase;
use Waybill\Tests\Support\Store;

/** WooCommerce's own order fulfilments follow the shipments where the store has them switched on, and there alone. */
final class FulfilmentsTest extends ShipmentTestCase
{
    private const OPTION = 'woocommerce_feature_fulfillments_enabled';

    protected function setUp(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in for WooCommerce has no order fulfilments');
        }
        parent::setUp();
        update_option(self::OPTION, 'yes');
        // What WooCommerce does at `init` of a store that has them. Its hooks are the process', so they are added once.
        if (!has_filter('woocommerce_fulfillment_shipping_providers')) {
            wc_get_container()->get(FulfillmentsController::class)->initialize_fulfillments();
        }
        foreach (['wc_order_fulfillments', 'wc_order_fulfillment_meta'] as $table) {
            Store::query("DELETE FROM {$GLOBALS['wpdb']->prefix}$table");
        }
    }

    protected function tearDown(): void
    {
        update_option(self::OPTION, 'no');
        parent::tearDown();
    }

    public function test_a_shipment_becomes_one_fulfilment_of_all_items_and_stays_one(): void
    {
        $order = $this->sent();
        $this->hear($order, 'pending');
        self::assertSame([], $this->fulfilments($order), 'Nothing is on its way yet.');
        foreach (['accepted', 'in_transit', 'delivered'] as $word) {
            $this->hear($order, $word, 'X1');
            $this->hear($order, $word, 'X1');
        }
        [$fulfilment] = $this->fulfilments($order);

        self::assertCount(1, $this->fulfilments($order));
        self::assertSame(['X1', 'https://trackingtech.example/X1'], [$fulfilment->get_tracking_number(), $fulfilment->get_tracking_url()]);
        self::assertSame(['other', 'TrackingTech'], [$fulfilment->get_shipment_provider(), $fulfilment->get_meta('_provider_name')]);
        self::assertSame(['fulfilled', 2], [$fulfilment->get_status(), $fulfilment->get_item_count()]);
        self::assertSame('fulfilled', $this->fresh($order)->get_meta('_fulfillment_status'));
    }

    public function test_it_is_fulfilled_once_the_parcel_has_left_and_stays_so(): void
    {
        $order = $this->sent();
        $this->hear($order, 'accepted', 'X1');
        self::assertSame('unfulfilled', $this->fulfilments($order)[0]->get_status());
        $this->hear($order, 'picked_up', 'X1');
        self::assertSame('fulfilled', $this->fulfilments($order)[0]->get_status());
        $this->hear($order, 'returned', 'X1');
        self::assertSame('fulfilled', $this->fulfilments($order)[0]->get_status());
    }

    public function test_a_word_that_changes_nothing_there_saves_neither_it_nor_the_order(): void
    {
        $order = $this->sent();
        $this->hear($order, 'picked_up', 'X1');
        $modified = $this->setModified($order, '2026-01-02 03:04:05');
        $this->hear($order, 'in_transit', 'X1');
        self::assertSame($modified, $this->fresh($order)->get_date_modified()->getTimestamp());
    }

    public function test_what_the_merchant_fulfilled_already_is_left_out(): void
    {
        $order = $this->sent();
        $this->fulfil($order, 1);
        $this->hear($order, 'in_transit', 'X1');
        self::assertSame([1, 1], array_map(static fn(Fulfillment $fulfilment): int => $fulfilment->get_item_count(), $this->fulfilments($order)));

        $another = $this->sent();
        $this->fulfil($another, 2);
        $this->hear($another, 'in_transit', 'X2');
        self::assertCount(1, $this->fulfilments($another), 'All of it is fulfilled already.');
        self::assertNull($this->fulfilments($another)[0]->get_tracking_number(), 'The merchant\'s own is not ours to change.');
    }

    public function test_one_that_the_merchant_removed_is_not_made_again(): void
    {
        $order = $this->sent();
        $this->hear($order, 'in_transit', 'X1');
        $this->fulfilments($order)[0]->delete();
        $this->hear($order, 'delivered', 'X1');
        self::assertSame([], $this->fulfilments($order));
    }

    public function test_the_order_is_not_sent_again_for_it(): void
    {
        $this->plugin->trackingTech->options->set(['resend' => true, 'complete' => true]);
        $order = $this->sent();
        $this->hear($order, 'in_transit', 'X1');
        $this->hear($order, 'delivered', 'X1');
        $this->deliverAll();

        self::assertSame('completed', $this->fresh($order)->get_status());
        self::assertCount(1, $this->sandbox->requests('trackingtech', 'orders'));
        self::assertCount(1, $this->fulfilments($order));
    }

    public function test_a_store_that_has_them_switched_off_gets_none(): void
    {
        update_option(self::OPTION, 'no');
        $order = $this->sent();
        $this->hear($order, 'in_transit', 'X1');
        update_option(self::OPTION, 'yes');

        self::assertSame([], $this->fulfilments($order));
        self::assertSame('in_transit', $this->shipment($order)->status);
    }

    /** The merchant fulfils so many of the order's mugs. */
    private function fulfil(\WC_Order $order, int $quantity): void
    {
        $fulfilment = new Fulfillment();
        $fulfilment->set_entity_type(\WC_Order::class);
        $fulfilment->set_entity_id((string) $order->get_id());
        $fulfilment->set_status('fulfilled');
        $fulfilment->set_items([['item_id' => array_key_first($order->get_items()), 'qty' => $quantity]]);
        $fulfilment->save();
    }

    /** @return list<Fulfillment> */
    private function fulfilments(\WC_Order $order): array
    {
        return \WC_Data_Store::load('order-fulfillment')->read_fulfillments(\WC_Order::class, (string) $order->get_id());
    }
}
