<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Admin\OverviewPage;
use Waybill\Admin\Remedy;
use Waybill\Connection\Problem;
use Waybill\DeliveryState;
use Waybill\Reason;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Web;

/** WooCommerce → Order sync: what it says, and what its buttons do. */
final class OverviewTest extends TestCase
{
    private const HOSTILE = '"><img src=x onerror=alert(1)>';

    public function test_a_platform_that_is_not_set_up_says_so_and_leads_to_its_page(): void
    {
        $panel = $this->panel();
        foreach (['Logistos' => \Waybill\Admin\LogistosPage::url(), 'TrackingTech' => \Waybill\Admin\TrackingTechPage::url()] as $platform => $url) {
            self::assertStringContainsString("$platform is not set up: no order goes there.", Web::text($panel));
            self::assertStringContainsString('href="' . esc_url($url) . '">Set up ' . $platform, $panel);
        }
        self::assertStringNotContainsString('data-waybill-poll', $panel);
        self::assertSame(['cards' => [], 'spoken' => ''], $this->rest('GET', 'overview')->get_data());
    }

    public function test_the_figures_are_right(): void
    {
        $this->openLogistos();
        $failed = $this->reject(2, 'No phone');
        Store::order();
        $this->deliverAll();
        Store::order();

        $text = $this->text();
        self::assertStringContainsString('Sending: orders go out as they come.', $text);
        self::assertMatchesRegularExpression('/Sent1Waiting1 the longest for \d+ seconds?Failed2Paused0Success rate33\.3% last 30 days/', $text);
        self::assertMatchesRegularExpression('/Typical time until sent\d+ seconds? last 30 days/', $text);
        self::assertStringContainsString('Logistos: 1 sent and 2 failed. The table below has each day.', $text);
        self::assertStringContainsString(wp_date(get_option('date_format')) . '12', $text, 'The chart\'s table.');
        $spoken = $this->rest('GET', 'overview')->get_data()['spoken'];
        self::assertSame('Logistos: Sending: orders go out as they come. Failed: 2.', $spoken);
        $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending, $failed);
        self::assertStringEndsWith('Failed: 0.', $this->rest('GET', 'overview')->get_data()['spoken']);
    }

    public function test_a_paused_connection_says_why_what_to_do_and_what_is_held(): void
    {
        $this->connectTrackingTech();
        Store::order();
        $this->plugin->trackingTech->pause(Problem::REFUSED);
        $this->plugin->outbox->hold('trackingtech');
        $panel = $this->panel();
        self::assertStringContainsString('Paused: TrackingTech refuses this store', Web::text($panel));
        self::assertStringContainsString('1 order waits because the connection is paused. It goes out once you choose “Connect again”.', Web::text($panel));
        self::assertStringContainsString('href="' . esc_url(\Waybill\Admin\TrackingTechPage::url()) . '">Connect again', $panel);

        $this->plugin->trackingTech->options->set(['paused' => '', 'device_id' => 'another']);
        $panel = $this->panel();
        self::assertStringContainsString('href="' . esc_url(\Waybill\Admin\WelcomePage::url()) . '">Decide what this store is', $panel);
        self::assertStringContainsString('It goes out once you have said that this is the live one.', Web::text($panel));
    }

    public function test_a_platform_without_a_login_is_gone_on_with_and_not_connected_again(): void
    {
        $this->openLogistos();
        Store::order();
        $this->plugin->logistos->pause($this->plugin->logistos->refusedBecause());
        $this->plugin->outbox->hold('logistos');
        $panel = $this->panel();
        self::assertStringContainsString('Logistos refuses this store\'s connection. Ask its support, then choose “Go on sending”.', Web::text($panel));
        self::assertStringContainsString('1 order waits because the connection is paused. It goes out once you choose “Go on sending”.', Web::text($panel));
        self::assertStringContainsString('href="' . esc_url(\Waybill\Admin\LogistosPage::url()) . '">Go on sending', $panel);
    }

    public function test_a_platform_that_does_not_answer_is_named_with_the_time_of_the_next_try(): void
    {
        $this->connectTrackingTech();
        Store::query("INSERT INTO {$this->plugin->schema->circuits()} VALUES ('trackingtech', 9, 15, UTC_TIMESTAMP(), '2026-11-21 09:30:00')");
        $at = wp_date(get_option('time_format'), strtotime('2026-11-21 09:30:00 UTC'));
        self::assertStringContainsString("TrackingTech does not answer at present. Orders wait; one tries again at $at.", $this->text());
    }

    public function test_failures_are_grouped_with_their_remedy_and_link_to_their_orders(): void
    {
        $this->openLogistos();
        [$first] = $this->reject(7, 'No phone');
        $this->reject(1, 'No street');
        $panel = $this->panel();
        $text = Web::text($panel);

        self::assertStringContainsString('Logistos did not accept the order 7 ordersNo phone HTTP status 422', $text);
        self::assertStringContainsString('Open the order, correct what Logistos names, and send it again.', $text);
        self::assertLessThan(strpos($text, 'No street'), strpos($text, 'No phone'));
        self::assertSame(6, substr_count($panel, 'name="order_id"'), 'Five of the seven, and the one.');
        self::assertStringContainsString('See all 7 orders', $text);
        self::assertStringContainsString('href="' . esc_url(wc_get_order($first + 6)->get_edit_order_url()) . '"', $panel);
    }

    public function test_the_orders_that_failed_are_read_together(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in for WooCommerce reads each order by itself');
        }
        $this->openLogistos();
        $this->reject(2, 'No phone');
        $queries = function (): int {
            wp_cache_flush();

            // When it looked last is written where that was another second.
            return count((array) preg_grep('/^\s*SELECT/', $this->queriesOf($this->panel(...))));
        };
        // The first look for missed orders makes what the next ones renew.
        $this->panel();
        $few = $queries();
        $this->reject(3, 'No phone');

        self::assertSame($few, $queries());
    }

    public function test_many_failed_orders_are_paged(): void
    {
        $this->openLogistos();
        $this->reject(1, 'No phone');
        Store::query("INSERT INTO {$this->plugin->schema->deliveries()}
                (connection, order_id, state, idempotency_key, http_status, message, next_attempt_at, created_at, updated_at)
            SELECT 'logistos', 100000 + seq, 'failed', LEFT(SHA2(seq, 256), 32), d.http_status, d.message, d.next_attempt_at, d.created_at, d.updated_at - INTERVAL seq MINUTE
            FROM {$this->plugin->schema->deliveries()} d JOIN seq_1_to_10000 WHERE d.message = 'No phone'");
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET reason = 'rejected'");
        $reason = $this->plugin->figures->failures('logistos', 1)[0]['key'];
        $began = microtime(true);
        $answer = $this->rest('POST', 'logistos/retry', ['order_id' => 100_050, 'reason' => $reason, 'failed' => 'logistos', 'paged' => 2])->get_data();
        self::assertLessThan(5.0, microtime(true) - $began);

        self::assertStringContainsString('Page 2 of 200', $answer['panel']);
        self::assertSame(50, substr_count($answer['panel'], 'name="order_id"'));
        self::assertStringContainsString('#100051', $answer['panel'], 'An order that is gone is listed all the same.');
        self::assertStringContainsString(esc_url(OverviewPage::url() . "&failed=logistos&reason=$reason&paged=3"), $answer['panel']);
        $answer = $this->rest('POST', 'logistos/retry', ['which' => 'all', 'reason' => $reason, 'failed' => 'logistos', 'paged' => 200])->get_data();
        self::assertSame('10,000 orders are sent again.', $answer['message']);
        self::assertStringContainsString('None of these is left.', $answer['panel']);
    }

    public function test_one_is_sent_again_or_those_ticked_or_all_of_a_reason(): void
    {
        $this->openLogistos();
        $orders = $this->reject(6, 'No phone');
        $others = $this->reject(2, 'No street');
        $reason = $this->plugin->figures->failures('logistos', 1)[0]['key'];

        // As the form sends it: whatever is ticked comes along.
        self::assertSame('1 order is sent again.', $this->retry(['order_id' => $orders[0], 'order_ids' => [$orders[1]], 'reason' => $reason]));
        self::assertSame('2 orders are sent again.', $this->retry(['which' => 'selected', 'order_ids' => [$orders[1], $orders[2]], 'reason' => $reason]));
        self::assertSame('3 orders are sent again.', $this->retry(['which' => 'all', 'order_ids' => [$orders[3]], 'reason' => $reason]));
        self::assertSame($others, array_map(intval(...), array_column($this->failed(), 'order_id')));
        self::assertSame('None of these orders stands failed any more.', $this->retry(['order_id' => $orders[0]]));
        $this->deliverAll();
        self::assertEqualsCanonicalizing($orders, array_keys($this->sandbox->orders('logistos')));
        self::assertSame('2 orders are sent again.', $this->retry([]));
    }

    public function test_what_is_sent_again_while_the_connection_rests_is_kept_and_it_is_said_so(): void
    {
        $this->openLogistos();
        $paused = $this->reject(2, 'No phone');
        $this->plugin->logistos->pause(Problem::REFUSED);
        $kept = 'kept, and sent again as soon as the connection to Logistos goes on: it is paused or switched off.';
        $answer = $this->rest('POST', 'logistos/retry', ['which' => 'all'])->get_data();
        self::assertSame(["2 orders are $kept", 'warning'], [$answer['message'], $answer['how']]);
        self::assertSame(['held', 'held'], array_column($this->deliveries('logistos'), 'state'));

        self::assertSame(200, $this->rest('POST', 'logistos/resume')->get_status());
        $this->deliverAll();
        self::assertEqualsCanonicalizing($paused, array_keys($this->sandbox->orders('logistos')), 'They go on with the connection.');
    }

    public function test_what_is_sent_again_while_the_connection_is_off_goes_out_once_it_is_on(): void
    {
        $this->openLogistos();
        $orders = $this->reject(1, 'No phone');
        $this->plugin->logistos->close();
        self::assertStringStartsWith('1 order is kept', $this->retry(['order_id' => $orders[0]]));
        self::assertSame(['held'], array_column($this->deliveries('logistos'), 'state'));

        self::assertSame(200, $this->rest('POST', 'logistos/activate')->get_status());
        $this->deliverAll();
        self::assertSame($orders, array_keys($this->sandbox->orders('logistos')));
    }

    public function test_those_that_failed_in_a_window_of_the_sites_time_are_sent_again(): void
    {
        $this->openLogistos();
        $orders = $this->reject(4, 'No phone');
        update_option('timezone_string', 'America/Santiago');
        foreach (['02:59:59', '03:00:00', '04:29:59', '04:30:00'] as $number => $time) {
            Store::query("UPDATE {$this->plugin->schema->deliveries()} SET updated_at = '2026-11-21 $time' WHERE order_id = {$orders[$number]}");
        }
        $message = $this->retry(['which' => 'window', 'from' => '2026-11-21T00:00', 'to' => '2026-11-21T01:30']);
        $left = array_map(intval(...), array_column($this->failed(), 'order_id'));
        $rest = $this->retry(['which' => 'window', 'from' => '2026-11-21T04:30:00Z', 'to' => '']);
        delete_option('timezone_string');

        self::assertSame('2 orders are sent again.', $message);
        self::assertSame([$orders[0], $orders[3]], $left);
        self::assertSame('1 order is sent again.', $rest);
    }

    public function test_what_cannot_be_meant_gets_its_sentence_at_its_field(): void
    {
        $this->openLogistos();
        $this->reject(1, 'No phone');
        foreach ([
            ['order_ids', ['which' => 'selected', 'reason' => 'x'], 'Tick the orders first.'],
            ['from', ['which' => 'window', 'from' => '', 'to' => ''], 'Say from when, or until when.'],
            ['to', ['which' => 'window', 'from' => '2026-11-21T00:00', 'to' => 'never'], 'This is no date and time.'],
        ] as [$field, $body, $sentence]) {
            $answer = $this->rest('POST', 'logistos/retry', $body);
            self::assertSame([422, $field, $sentence], [$answer->get_status(), $answer->get_data()['data']['field'], $answer->get_data()['message']]);
        }
        self::assertCount(1, $this->failed());
    }

    public function test_what_a_platform_says_is_shown_as_text(): void
    {
        $this->openLogistos();
        $this->reject(2, 'No ' . self::HOSTILE);
        $reason = $this->plugin->figures->failures('logistos', 1)[0]['key'];
        $panels = [
            $this->panel(),
            ...$this->rest('GET', 'overview')->get_data()['cards'],
            $this->rest('POST', 'logistos/retry', ['order_id' => 1, 'failed' => 'logistos', 'reason' => $reason])->get_data()['panel'],
            $this->rest('POST', 'logistos/retry', ['order_id' => 1, 'failed' => 'logistos', 'reason' => self::HOSTILE])->get_data()['panel'],
            $this->rest('POST', 'logistos/retry', ['order_id' => 1, 'failed' => 'logistos'])->get_data()['panel'],
        ];
        foreach ($panels as $panel) {
            self::assertStringNotContainsString('<img', $panel);
        }
        // The first panel, its card, the reason's page, and the page of all, where it stands in both lines.
        self::assertSame(5, substr_count(implode('', $panels), '&lt;img src=x'));
    }

    public function test_every_reason_has_its_own_remedy(): void
    {
        $said = [];
        foreach ([
            [Reason::Rejected,   422],
            [Reason::Rejected,   404],
            [Reason::Rejected,   409],
            [Reason::Rejected,   413],
            [Reason::Exhausted,  503],
            [Reason::Unreadable, null],
            [Reason::Crashed,    null],
            [null,               null],
        ] as [$reason, $status]) {
            $remedy = Remedy::of($reason, $status, 'Logistos');
            $said[] = "$remedy->title $remedy->advice";
        }
        self::assertSame($said, array_unique($said));
        self::assertEquals(Remedy::of(Reason::Rejected, 422, 'Logistos'), Remedy::of(null, 422, 'Logistos'), 'Of an older version.');
        self::assertEquals(Remedy::of(Reason::Exhausted, null, 'Logistos'), Remedy::of(Reason::Exhausted, 429, 'Logistos'));
    }

    private function panel(): string
    {
        return $this->rest('POST', 'reconcile')->get_data()['panel'];
    }

    private function text(): string
    {
        return Web::text($this->panel());
    }

    private function retry(array $body): string
    {
        return $this->rest('POST', 'logistos/retry', $body)->get_data()['message'];
    }

    /** @return list<array<string, string|null>> */
    private function failed(): array
    {
        return array_values(array_filter($this->deliveries('logistos'), static fn(array $row): bool => 'failed' === $row['state']));
    }

    /**
     * Makes orders that Logistos does not accept, and says so.
     *
     * @return list<int> Their ids.
     */
    private function reject(int $count, string $message): array
    {
        $orders = [];
        for ($number = 0; $number < $count; ++$number) {
            $orders[] = Store::order()->get_id();
        }
        $this->sandbox->addFault([
            'platform' => 'logistos',
            'endpoint' => 'orders',
            'fault' => ['kind' => 'status', 'status' => 422, 'body' => json_encode(['message' => $message])],
        ]);
        $this->deliverAll();
        $this->sandbox->clearFaults();

        return $orders;
    }
}
