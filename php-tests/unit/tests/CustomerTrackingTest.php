<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\ShipmentTestCase;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\Web;

/** The customer's e-mails and order page show the tracking number and link; nobody else's do. */
final class CustomerTrackingTest extends ShipmentTestCase
{
    private const URL = 'https://trackingtech.example/X1';

    public function test_an_e_mail_to_the_customer_shows_number_and_link(): void
    {
        $html = $this->email($this->onItsWay());

        self::assertStringContainsString('Shipment Tracking number: X1', Web::text($html));
        self::assertStringContainsString('<a href="' . self::URL . '" rel="nofollow noopener noreferrer" target="_blank">Track your shipment</a>', $html);
    }

    public function test_a_plain_e_mail_does_so_in_plain_text(): void
    {
        $order = $this->onItsWay();
        self::assertSame("\nShipment\nTracking number: X1\nTrack your shipment: " . self::URL . "\n", $this->email($order, false, true));
    }

    public function test_the_shops_own_e_mails_are_left_alone(): void
    {
        $order = $this->onItsWay();
        self::assertSame(['', ''], [$this->email($order, true), $this->email($order, true, true)]);
    }

    public function test_the_order_page_shows_how_far_it_has_come_too(): void
    {
        $order = $this->onItsWay();
        self::assertSame('Shipment Status: In transit Tracking number: X1 Track your shipment', Web::text($this->orderPage($order)));
    }

    public function test_an_order_without_tracking_shows_nothing(): void
    {
        $order = $this->aged($this->sent());
        $this->hear($order, 'in_transit');
        self::assertSame(['', '', ''], [$this->orderPage($order), $this->email($order), $this->email($order, false, true)]);
        $this->hear($order, 'cancelled', 'X1');
        self::assertSame('', $this->orderPage($order), 'Nobody waits for it any more.');
    }

    public function test_whatever_another_plugin_hands_over_is_survived(): void
    {
        ob_start();
        do_action('woocommerce_order_details_after_order_table', null);
        do_action('woocommerce_email_after_order_table', 'no order');
        self::assertSame('', ob_get_clean());
    }

    public function test_what_a_platform_says_is_never_taken_for_markup(): void
    {
        $order = $this->aged($this->sent());
        $url = 'https://t.example/"><script>alert(1)</script>?a=1&b=2';
        $this->answer($order, ['status' => '<b>x</b>', 'trackingNumber' => '<script>alert(2)</script>', 'trackingUrl' => $url]);

        foreach ([$this->orderPage($order), $this->email($order)] as $html) {
            self::assertStringContainsString('&lt;script&gt;alert(2)&lt;/script&gt;', $html);
            self::assertStringNotContainsString('<script', $html);
            self::assertStringNotContainsString('<b>', $html);
            self::assertSame(1, preg_match_all('/<a [^>]*>/', $html));
        }
        self::assertStringNotContainsString('<', $this->email($order, false, true));
    }

    public function test_they_cost_one_query_and_a_new_order_none(): void
    {
        $order = $this->onItsWay();
        self::assertCount(1, $this->queries(fn() => $this->orderPage($order)));
        self::assertCount(1, $this->queries(fn() => $this->email($order)));

        $new = Store::order();
        self::assertSame([], $this->queries(fn() => $this->orderPage($new) . $this->email($new)));
    }

    public function test_woocommerces_own_templates_show_it(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in for WooCommerce has no e-mails and no templates of orders');
        }
        $order = $this->onItsWay();
        $emails = WC()->mailer()->get_emails();
        foreach (['html' => 'Shipment Tracking number: X1', 'plain' => 'Track your shipment: ' . self::URL] as $type => $sentence) {
            $completed = $emails['WC_Email_Customer_Completed_Order'];
            [$completed->object, $completed->email_type] = [$order, $type];
            self::assertStringContainsString($sentence, Web::text($completed->get_content()));
        }
        $shops = $emails['WC_Email_New_Order'];
        [$shops->object, $shops->email_type] = [$order, 'html'];
        self::assertStringNotContainsString('X1', $shops->get_content());
        self::assertStringContainsString('Tracking number: X1', wc_get_template_html('order/order-details.php', [
            'order_id' => $order->get_id(),
            'show_downloads' => false,
        ]));
    }

    private function onItsWay(): \WC_Order
    {
        $order = $this->aged($this->sent());
        $this->hear($order, 'in_transit', 'X1');

        return $this->fresh($order);
    }

    /** Made an hour ago. */
    private function aged(\WC_Order $order): \WC_Order
    {
        $order = $this->fresh($order);
        $order->set_date_created(time() - HOUR_IN_SECONDS);
        $order->save();

        return $order;
    }

    private function email(\WC_Order $order, bool $toAdmin = false, bool $plain = false): string
    {
        ob_start();
        do_action('woocommerce_email_after_order_table', $order, $toAdmin, $plain, null);

        return (string) ob_get_clean();
    }

    private function orderPage(\WC_Order $order): string
    {
        ob_start();
        do_action('woocommerce_order_details_after_order_table', $order);

        return (string) ob_get_clean();
    }

    /** @return list<string> Those about Waybill's tables. */
    private function queries(callable $do): array
    {
        $queries = [];
        $listen = static function (string $sql) use (&$queries): string {
            if (str_contains($sql, 'waybill_')) {
                $queries[] = $sql;
            }

            return $sql;
        };
        add_filter('query', $listen);
        $do();
        remove_filter('query', $listen);

        return $queries;
    }
}
