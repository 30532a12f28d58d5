<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Admin\ShipmentsCard;
use Waybill\Tests\Support\ShipmentTestCase;
use Waybill\Tests\Support\Web;

/** WooCommerce → TrackingTech: what the merchant sees of shipments, and lets Waybill do. */
final class ShipmentsCardTest extends ShipmentTestCase
{
    public function test_nothing_is_done_by_itself_until_the_merchant_says_so(): void
    {
        self::assertSame([false, false], $this->choices());
        self::assertStringNotContainsString(' checked', $this->card());

        $answer = $this->rest('POST', 'trackingtech/shipments', ['complete' => '1']);
        self::assertSame([200, 'Saved.'], [$answer->get_status(), $answer->get_data()['message']]);
        self::assertSame($this->card(), $answer->get_data()['card'], 'The rest of the page stays as it is, with what is typed there.');
        self::assertSame([true, false], $this->choices());
        $this->rest('POST', 'trackingtech/shipments', ['flag' => '1']);
        self::assertSame([false, true], $this->choices(), 'A box that is not ticked is not sent.');
    }

    public function test_the_other_settings_stay_as_they_are_and_these_outlive_a_disconnection(): void
    {
        $this->rest('POST', 'trackingtech/shipments', ['complete' => '1', 'flag' => '1']);
        $this->rest('POST', 'trackingtech/settings', ['status' => 'on-hold']);
        self::assertSame([true, true, 'on-hold'], [...$this->choices(), $this->plugin->trackingTech->options->get('status')]);
        $this->plugin->trackingTech->close();
        self::assertSame([true, true], $this->choices());
    }

    public function test_the_card_says_how_many_are_followed_and_when_the_platform_does_not_answer(): void
    {
        self::assertStringContainsString('No shipment is on its way.', $this->text());
        $order = $this->sent();
        self::assertStringContainsString('Waybill follows 1 shipment, until it has arrived.', $this->text());

        $this->sandbox->addFault(['endpoint' => 'status', 'times' => 1, 'fault' => ['kind' => 'status', 'status' => 503]]);
        $this->makeChecksDue();
        $this->check();
        self::assertStringContainsString('could not say how far the shipments have come. It is asked again at', $this->text());
        $this->letRestEnd();
        $this->hear($order, 'delivered');
        self::assertStringContainsString('No shipment is on its way.', $this->text());
    }

    public function test_orders_that_need_attention_are_listed_until_they_are_dealt_with(): void
    {
        $this->plugin->trackingTech->options->set(['flag' => true]);
        $one = $this->sent();
        $other = $this->sent();
        $this->hear($one, 'returned');
        $this->hear($other, 'failed');

        self::assertStringContainsString('2 orders need your attention', $this->text());
        self::assertStringContainsString("Order {$one->get_id()}: Returned", $this->text());
        self::assertStringContainsString(esc_url(wc_get_order($one->get_id())->get_edit_order_url()), $this->card());

        self::assertSame('order_ids', $this->rest('POST', 'trackingtech/dealt-with')->get_data()['data']['field']);
        $answer = $this->rest('POST', 'trackingtech/dealt-with', ['order_ids' => [(string) $one->get_id()]])->get_data();
        self::assertSame('1 order is dealt with.', $answer['message']);
        self::assertStringContainsString('1 order needs your attention', Web::text($answer['card']));
        self::assertStringContainsString("Order {$other->get_id()}: Delivery failed", Web::text($answer['card']));
        self::assertStringNotContainsString("Order {$one->get_id()}:", Web::text($answer['card']));
    }

    /** @return list<mixed> */
    private function choices(): array
    {
        return [$this->plugin->trackingTech->options->get('complete'), $this->plugin->trackingTech->options->get('flag')];
    }

    private function text(): string
    {
        return Web::text($this->card());
    }

    private function card(): string
    {
        return (new ShipmentsCard($this->plugin->trackingTech, $this->plugin->shipments, $this->plugin->shipmentCheck))->html();
    }
}
