<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Admin\BulkSend;
use Waybill\Admin\OrderScreens;
use Waybill\Outbox;
use Waybill\SendNow;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** The panel of an order: what it shows beforehand, sends at once, and says of it. */
final class SendNowTest extends TestCase
{
    private const PLATFORMS = ['logistos', 'trackingtech'];

    protected function setUp(): void
    {
        parent::setUp();
        $this->openLogistos();
        $this->connectTrackingTech();
        $this->sandbox->clear();
    }

    public function test_what_is_shown_is_what_the_platform_then_receives(): void
    {
        $order = Store::order();
        foreach (self::PLATFORMS as $platform) {
            $shown = $this->preview($platform, $order);
            self::assertSame([], $this->sandbox->requests($platform), 'Showing it sends nothing.');
            $this->send($platform, $order);
            [$received] = $this->sandbox->requests($platform);

            self::assertSame(self::sorted($received['body']), self::sorted($shown['body']));
            self::assertSame($received['headers']['idempotency-key'], $shown['headers']['idempotency-key']);
            self::assertStringStartsWith('POST ' . $this->sandbox->url, $shown['head']);
            self::assertArrayNotHasKey('authorization', $shown['headers']);
        }
    }

    public function test_an_order_that_the_platform_has_is_shown_under_the_key_of_its_next_version(): void
    {
        $order = Store::order();
        $this->deliverAll();
        foreach (self::PLATFORMS as $platform) {
            $shown = $this->preview($platform, $order);
            $this->send($platform, $order, again: true);
            $requests = $this->sandbox->requests($platform);

            self::assertCount(2, $requests, 'It is sent once more, although nothing of it has changed.');
            self::assertSame($requests[1]['headers']['idempotency-key'], $shown['headers']['idempotency-key']);
            self::assertNotSame($requests[0]['headers']['idempotency-key'], $requests[1]['headers']['idempotency-key']);
            self::assertSame(Outbox::key($this->plugin->site->deviceId(), $platform, $order->get_id(), 2), $this->delivery($platform)['idempotency_key']);
            self::assertSame('2', $this->delivery($platform)['delivered_revision']);
        }
    }

    public function test_an_order_that_arrived_since_the_merchant_looked_is_not_sent_once_more(): void
    {
        $order = Store::order();
        $this->deliverAll();
        foreach (self::PLATFORMS as $platform) {
            $answer = $this->send($platform, $order);
            self::assertSame('warning', $answer['how']);
            self::assertStringContainsString('has the order by now', $answer['message']);
            // It may arrive between the look and the write, too.
            $this->plugin->outbox->sendNow($platform, $this->plugin->site->deviceId(), [$order->get_id()], false);
            self::assertSame(['delivered', '1'], [$this->delivery($platform)['state'], $this->delivery($platform)['revision']]);
            self::assertCount(1, $this->sandbox->requests($platform));
        }
    }

    public function test_an_order_that_was_never_queued_is_sent(): void
    {
        $order = Store::order('on-hold');
        self::assertSame([], $this->deliveries('trackingtech'), 'TrackingTech is sent orders when they are processed.');
        self::assertStringContainsString('Its status is “On hold”', $this->box($order));
        $answer = $this->send('trackingtech', $order);

        self::assertSame('success', $answer['how']);
        self::assertSame('TrackingTech has the order.', $answer['message']);
        self::assertSame('delivered', $this->delivery('trackingtech')['state']);
        self::assertSame([$order->get_id()], array_keys($this->sandbox->orders('trackingtech')));
        self::assertStringContainsString('Accepted (HTTP 200)', $answer['panel']);
    }

    public function test_one_that_waits_is_tried_again_under_its_key_before_its_time_and_though_the_platform_seems_down(): void
    {
        $this->breakDown('logistos', ['kind' => 'status', 'status' => 503]);
        // As many as take the platform to be down; each a request of its own.
        for ($n = 0; $n < 5; ++$n) {
            $order = Store::order();
            $this->deliverAll();
        }
        self::assertTrue($this->plugin->circuit->isOpen('logistos'));
        $waiting = $this->deliveries('logistos')[4];
        self::assertStringContainsString('Logistos does not answer at present', $this->box($order));
        $this->sandbox->clearFaults();
        $answer = $this->send('logistos', $order);
        $delivered = $this->deliveries('logistos')[4];

        self::assertSame('success', $answer['how']);
        self::assertSame(['delivered', $waiting['idempotency_key']], [$delivered['state'], $delivered['idempotency_key']]);
        self::assertFalse($this->plugin->circuit->isOpen('logistos'), 'It answers: the others go on too.');
    }

    public function test_one_that_failed_goes_out_under_its_key_once_it_is_mended(): void
    {
        $this->breakDown('trackingtech', ['kind' => 'status', 'status' => 422]);
        $order = Store::order();
        $this->deliverAll();
        $failed = $this->delivery('trackingtech');
        self::assertStringContainsString('TrackingTech will not have the order as it is', $this->box($order));
        $again = $this->send('trackingtech', $order);
        $this->sandbox->clearFaults();
        $mended = $this->send('trackingtech', $order);
        $delivered = $this->delivery('trackingtech');

        self::assertSame(['warning', 'success'], [$again['how'], $mended['how']]);
        self::assertSame(['delivered', $failed['idempotency_key']], [$delivered['state'], $delivered['idempotency_key']]);
    }

    public function test_of_many_each_that_is_not_queued_is_counted_with_its_reason(): void
    {
        $order = Store::order('on-hold')->get_id();
        $platform = $this->plugin->trackingTech;
        $gone = $order + 1000;
        $sendNow = $this->sendNow();
        $result = $sendNow->queue($platform, [$gone]);
        self::assertSame(['queued' => 0, 'delivered' => 0, 'objections' => ['WooCommerce cannot load it, or you may not edit it.' => 1]], $result);

        $refuse = static fn(string $sql): string => str_contains($sql, 'INSERT INTO') && str_contains($sql, 'waybill_deliveries') ? 'SELECT gone_away' : $sql;
        add_filter('query', $refuse);
        $result = $sendNow->queue($platform, [$order]);
        remove_filter('query', $refuse);
        self::assertSame(['queued' => 0, 'delivered' => 0, 'objections' => ['The database did not take it. Try again in a minute.' => 1]], $result);

        self::assertSame(1, $sendNow->queue($platform, [$order])['queued']);
    }

    public function test_a_bulk_action_that_queues_nothing_is_no_success(): void
    {
        $order = Store::order('on-hold');
        $bulk = new BulkSend([$this->plugin->trackingTech], $this->sendNow(), $this->plugin->tail, $this->plugin->bulkNotice);
        $_GET[BulkSend::FLAG] = '1';
        $bulk->run('', 'waybill_send_trackingtech', [$order->get_id() + 1000]);
        $nothing = $bulk->notice();
        $bulk->run('', 'waybill_send_trackingtech', [$order->get_id()]);
        $something = $bulk->notice();
        unset($_GET[BulkSend::FLAG]);

        self::assertStringContainsString('notice-warning', $nothing);
        self::assertStringContainsString('1 order was passed over. WooCommerce cannot load it', $nothing);
        self::assertStringNotContainsString('on their way', $nothing);
        self::assertStringContainsString('notice-success', $something);
        self::assertStringContainsString('1 order is on its way to TrackingTech.', $something);
    }

    public function test_a_platform_answers_in_its_own_language(): void
    {
        $this->breakDown('trackingtech', ['kind' => 'status', 'status' => 422, 'body' => '{"message": "La comuna Ñuñoa no existe – 不存在 🚚"}']);
        $answer = $this->send('trackingtech', Store::order());

        self::assertSame('failed', $this->delivery('trackingtech')['state']);
        self::assertStringContainsString('La comuna Ñuñoa no existe – 不存在 🚚', $answer['panel']);
    }

    public function test_a_platform_that_hangs_holds_the_merchant_up_for_some_seconds_only(): void
    {
        $this->breakDown('logistos', ['kind' => 'hang']);
        $order = Store::order();
        $began = microtime(true);
        $answer = $this->send('logistos', $order);

        self::assertLessThan(14.0, microtime(true) - $began);
        self::assertSame('warning', $answer['how']);
        self::assertSame('pending', $this->delivery('logistos')['state']);
        self::assertStringContainsString('for its next attempt, number 2', $answer['panel']);
    }

    public function test_nothing_is_sent_where_there_is_an_objection(): void
    {
        $order = Store::order();
        $veto = static fn(bool $isDue, \WC_Order $order, string $connection): bool => $isDue && 'logistos' !== $connection;
        add_filter('waybill_is_due', $veto, 10, 3);
        $vetoed = $this->send('logistos', $order);
        remove_filter('waybill_is_due', $veto);
        $this->plugin->trackingTech->pause('refused');
        $paused = $this->send('trackingtech', $order);
        $this->plugin->trackingTech->options->set(['paused' => '']);
        $order->update_status('cancelled');
        $over = $this->send('trackingtech', $order);

        self::assertStringStartsWith('Another plugin will not have it sent', $vetoed['message']);
        self::assertStringStartsWith('The connection is paused.', $paused['message']);
        self::assertStringStartsWith('Its status is “Cancelled”', $over['message']);
        self::assertSame([], [...$this->sandbox->requests('logistos'), ...$this->sandbox->requests('trackingtech')]);
        self::assertStringNotContainsString('data-waybill-send', $over['panel']);
    }

    public function test_a_filter_that_ends_in_an_error_does_not_end_the_screen(): void
    {
        $order = Store::order();
        $break = static function (): never {
            throw new \TypeError('a secret of the customer');
        };
        add_filter('waybill_is_due', $break);
        add_filter('waybill_order_payload', $break);
        $html = $this->box($order);
        $shown = $this->rest('GET', 'orders/preview', query: ['order_id' => $order->get_id(), 'connection' => 'logistos'])->get_data()['text'];
        remove_filter('waybill_is_due', $break);
        remove_filter('waybill_order_payload', $break);

        self::assertStringContainsString('Waiting', $html);
        self::assertStringContainsString('The order cannot be read: TypeError', $shown);
        self::assertStringNotContainsString('secret of the customer', $shown . $html);
    }

    public function test_the_newest_ten_attempts_are_shown_and_the_rest_on_demand(): void
    {
        $this->breakDown('logistos', ['kind' => 'status', 'status' => 503, 'body' => '{"message": "<b>no</b>"}']);
        $order = Store::order();
        for ($n = 0; $n < 12; ++$n) {
            $answer = $this->send('logistos', $order);
        }
        $all = $this->rest('GET', 'orders/timeline', query: ['order_id' => $order->get_id(), 'connection' => 'logistos'])->get_data()['panel'];

        self::assertSame([10, 12], [substr_count($answer['panel'], '(HTTP 503)'), substr_count($all, '(HTTP 503)')]);
        self::assertStringContainsString('data-waybill-timeline', $answer['panel']);
        self::assertStringNotContainsString('data-waybill-timeline', $all);
        self::assertStringContainsString('&lt;b&gt;no&lt;/b&gt;', $all);
        self::assertStringNotContainsString('<b>', $answer['panel'] . $all);
    }

    public function test_what_a_platform_says_is_shown_as_text_and_linked_only_to_the_web(): void
    {
        $order = Store::order();
        $this->deliverAll();
        $note = function (string $url) use ($order): string {
            Store::query($GLOBALS['wpdb']->prepare(
                "UPDATE {$this->plugin->schema->deliveries()} SET remote_id = %s, remote_status = %s, tracking_number = %s, tracking_url = %s WHERE connection = 'trackingtech'",
                '<script>1</script>',
                '<i>in transit</i>',
                '"><img src=x>',
                $url,
            ));

            return $this->box($order);
        };
        foreach (['javascript:alert(1)', 'data:text/html,x', 'ftp://files.example/x', ''] as $url) {
            self::assertStringNotContainsString('target="_blank"', $note($url), $url);
        }
        $html = $note('https://track.example/?a=1&b="x"');

        self::assertMatchesRegularExpression('#<a href="https://track\.example/\?a=1&\#038;b=[^"]*" target="_blank" rel="noopener noreferrer">#', $html);
        foreach (['<script', '<i>', '<img'] as $markup) {
            self::assertStringNotContainsString($markup, $html);
        }
    }

    public function test_it_is_for_those_who_manage_the_shop_and_may_edit_the_order(): void
    {
        $order = Store::order();
        $ask = fn(string $method, string $route): int => $this->rest($method, $route, query: [
            'order_id' => $order->get_id(),
            'connection' => 'logistos',
        ])->get_status();
        // WooCommerce's "edit_shop_order" is WordPress' "edit_post" of an order.
        $mayNot = static fn(array $caps, string $cap, int $user, array $args): array => (
            in_array($cap, ['edit_shop_order', 'edit_post'], true) && $order->get_id() === (int) ($args[0] ?? 0) ? ['do_not_allow'] : $caps
        );
        add_filter('map_meta_cap', $mayNot, 10, 4);
        $forbidden = [$ask('POST', 'orders/send'), $ask('GET', 'orders/preview'), $ask('GET', 'orders/timeline')];
        remove_filter('map_meta_cap', $mayNot);
        $unknown = $this->rest('POST', 'orders/send', ['order_id' => 999_999, 'connection' => 'logistos'])->get_status();
        wp_set_current_user(Store::user('shop_manager'));
        $manager = $ask('POST', 'orders/send');

        self::assertSame([403, 403, 403], $forbidden);
        self::assertSame([404, 200], [$unknown, $manager]);
    }

    /** The sandbox says what it received with its keys in the order of the alphabet. */
    private static function sorted(mixed $json): mixed
    {
        if (is_array($json)) {
            ksort($json);
        }

        return is_array($json) ? array_map(self::sorted(...), $json) : $json;
    }

    /** @param array<string, mixed> $fault */
    private function breakDown(string $platform, array $fault): void
    {
        $this->sandbox->addFault(['platform' => $platform, 'endpoint' => 'orders', 'fault' => $fault]);
    }

    private function box(\WC_Order $order): string
    {
        return (new OrderScreens($this->plugin, WP_PLUGIN_DIR . '/waybill/waybill.php'))->box()->html(wc_get_order($order->get_id()));
    }

    /** @return array{panel: string, message: string, how: string} */
    private function sendNow(): SendNow
    {
        return (new OrderScreens($this->plugin, WP_PLUGIN_DIR . '/waybill/waybill.php'))->sendNow();
    }

    private function send(string $platform, \WC_Order $order, bool $again = false): array
    {
        $response = $this->rest('POST', 'orders/send', ['order_id' => $order->get_id(), 'connection' => $platform, 'again' => $again]);
        self::assertSame(200, $response->get_status());

        return $response->get_data();
    }

    /** @return array{head: string, headers: array<string, string>, body: array<string, mixed>} What the merchant is shown, taken apart. */
    private function preview(string $platform, \WC_Order $order): array
    {
        $text = $this->rest('GET', 'orders/preview', query: ['order_id' => $order->get_id(), 'connection' => $platform])->get_data()['text'];
        [$head, $body] = explode("\n\n", $text, 2);
        $lines = explode("\n", $head);
        $headers = [];
        foreach (array_slice($lines, 1) as $line) {
            [$name, $value] = explode(': ', $line, 2);
            $headers[$name] = $value;
        }

        return ['head' => $lines[0], 'headers' => $headers, 'body' => json_decode($body, true, 512, JSON_THROW_ON_ERROR)];
    }
}
