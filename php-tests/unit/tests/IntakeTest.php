<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Intake;
use Waybill\Outbox;
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

    public function test_an_order_that_a_shopper_waits_for_is_queued_once_the_answer_is_there(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        $order = $this->unheard('pending');
        $intake = $this->intakeOfShopper();
        $queries = $this->queriesOf(static function () use ($intake, $order): void {
            $intake->consider($order);
            $order->set_status('processing');
            $intake->consider($order);
        });
        self::assertSame([], $queries);
        self::assertFalse($intake->isIdle());
        self::assertSame([], $intake->fresh());

        $intake->queueLater();
        self::assertSame([$order->get_id()], array_map(intval(...), array_column($this->deliveries('logistos'), 'order_id')));
        self::assertSame([$order->get_id()], array_map(intval(...), array_column($this->deliveries('trackingtech'), 'order_id')));
        self::assertSame(['logistos' => [$order->get_id()], 'trackingtech' => [$order->get_id()]], $intake->fresh());
        self::assertSame([], $this->queriesOf($intake->queueLater(...)), 'It is queued once.');
    }

    public function test_an_order_that_is_no_longer_due_when_the_answer_is_there_is_left_to_whoever_reads_it(): void
    {
        $this->openLogistos();
        $order = $this->unheard('pending');
        $intake = $this->intakeOfShopper();
        $intake->consider($order);
        add_filter('waybill_is_due', '__return_false');
        try {
            $intake->consider($order);
        } finally {
            remove_filter('waybill_is_due', '__return_false');
        }
        $intake->queueLater();

        self::assertSame('pending', $this->delivery('logistos')['state']);
        self::assertSame('1', $this->delivery('logistos')['revision']);
    }

    public function test_an_order_that_is_deleted_before_the_answer_is_there_is_not_queued(): void
    {
        $this->openLogistos();
        $order = $this->unheard('pending');
        $intake = $this->intakeOfShopper();
        $intake->consider($order);
        $intake->forget($order->get_id());
        $intake->queueLater();

        self::assertSame([], $this->deliveries('logistos'));
        self::assertTrue($intake->isIdle());
    }

    /** @return array<string, array{bool, string}> */
    public static function requests(): array
    {
        $finish = 'function fastcgi_finish_request() { return true; }';

        return [
            'a guest, of PHP-FPM' => [true, $finish],
            'a customer' => [true, "$finish wp_set_current_user(wp_insert_user(['user_login' => uniqid(), 'user_pass' => 'x', 'role' => 'customer']));"],
            'a guest, where no answer can be sent off' => [false, ''],
            'a clerk' => [false, "$finish wp_set_current_user(get_users(['role' => 'administrator'])[0]->ID);"],
            'wp-admin' => [false, "$finish define('WP_ADMIN', true);"],
            'cron' => [false, "$finish define('DOING_CRON', true);"],
        ];
    }

    /** @dataProvider requests */
    public function test_only_a_shoppers_order_is_queued_after_the_answer_and_at_the_latest_when_somebody_else_is_asked(bool $isLater, string $before): void
    {
        $this->openLogistos();
        $output = self::inProcess(<<<PHP
            require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';
            $before
            \$count = fn() => (int) \$GLOBALS['wpdb']->get_var("SELECT COUNT(*) FROM {\$GLOBALS['wpdb']->prefix}waybill_deliveries");
            add_filter('pre_wp_mail', '__return_true');
            wc_create_order(['status' => 'processing']);
            echo \$count(), "\n";
            apply_filters('pre_http_request', false, [], 'https://pay.example');
            echo \$count(), "\n";
            // Nothing is to be sent.
            remove_all_actions('shutdown');
            PHP);

        self::assertSame([$isLater ? '0' : '1', '1'], $output);
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

    /** What hears of orders where a shopper waits. */
    private function intakeOfShopper(): Intake
    {
        return new Intake(
            $this->plugin->connections(),
            fn(): Outbox => $this->plugin->outbox,
            static fn(): bool => true,
            $this->plugin->hooks,
            $this->plugin->site,
            $this->plugin->log,
        );
    }

    /** An order of which the site's own hooks have not heard: it is saved as a draft. */
    private function unheard(string $status): \WC_Order
    {
        $order = Store::order('checkout-draft');
        $order->set_status($status);

        return $order;
    }
}
