<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** "Test connection" and what else a connection's page offers: a sentence that helps, and nothing that changes. */
final class ConnectionTrialTest extends TestCase
{
    public function test_a_platform_that_answers_and_accepts_the_login_is_said_to(): void
    {
        $this->connectTrackingTech();
        $this->sandbox->clear();

        self::assertSame('TrackingTech answers, and accepts this store\'s login.', $this->rest('POST', 'trackingtech/test')->get_data()['message']);
        self::assertSame(['stores'], array_column($this->sandbox->requests('trackingtech'), 'endpoint'));
    }

    public function test_a_test_leaves_the_page_as_it_is_with_what_is_typed_there(): void
    {
        $this->connectTrackingTech();
        $this->openLogistos();
        foreach (['logistos', 'trackingtech'] as $platform) {
            self::assertSame(['message', 'how'], array_keys($this->rest('POST', "$platform/test")->get_data()), $platform);
        }
    }

    public function test_logistos_is_asked_for_a_sign_of_life_alone(): void
    {
        $this->openLogistos();
        $this->sandbox->clear();

        self::assertSame(
            'Logistos can be reached: 127.0.0.1 (HTTP 405) answered. No order was sent; whether it takes this store\'s orders, the next one tells.',
            $this->rest('POST', 'logistos/test')->get_data()['message'],
        );
        self::assertSame([], $this->sandbox->requests('logistos'));
    }

    /** @dataProvider failures */
    public function test_a_failure_is_one_clear_sentence_and_pauses_nothing(string $address, string $sentence): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['orders_url' => $address]);
        $answer = $this->rest('POST', 'logistos/test');

        self::assertSame([422, $sentence], [$answer->get_status(), $answer->as_error()->get_error_message()]);
        self::assertNull($this->plugin->logistos->pausedBecause());
    }

    /** @return array<string, array{string, string}> */
    public static function failures(): array
    {
        return [
            'a name that nobody knows' => [
                'https://no-such-host.invalid/orders',
                'This server does not know the name of Logistos\'s server. Check the address; if it is right, the server\'s name service (DNS) is at fault: ask your host.',
            ],
            'nothing listens' => [
                'http://127.0.0.1:1/orders',
                'Logistos\'s server refuses the connection. Check the address and its port; a firewall may stand in the way.',
            ],
            'a private address' => [
                'https://10.0.0.1/orders',
                'This address cannot be used. It must begin with https://, hold no user name or password, and lead into no private network.',
            ],
            'no TLS is spoken' => [
                // The site under test itself, in the place of a server with TLS.
                preg_replace('/^http:/', 'https:', (string) getenv('WAYBILL_SITE_URL')) . '/',
                'The secure connection to Logistos could not be made. Check the address. Nothing was sent.',
            ],
        ];
    }

    public function test_a_login_that_is_not_accepted_any_more_is_said_so(): void
    {
        $this->connectTrackingTech();
        $this->sandbox->addFault(['endpoint' => 'stores', 'fault' => ['kind' => 'status', 'status' => 401]]);
        $answer = $this->rest('POST', 'trackingtech/test');

        self::assertSame('TrackingTech refuses this store\'s connection. Connect again, or ask its support.', $answer->as_error()->get_error_message());
        self::assertNull($this->plugin->trackingTech->pausedBecause(), 'A test changes nothing.');
    }

    public function test_before_the_merchant_agreed_and_on_a_copy_nothing_is_asked(): void
    {
        foreach (['logistos', 'trackingtech'] as $platform) {
            self::assertSame(422, $this->rest('POST', "$platform/test")->get_status());
        }
        $this->connectTrackingTech();
        $this->plugin->trackingTech->options->set(['device_id' => 'another']);
        $this->sandbox->clear();
        self::assertStringContainsString('a copy of the store', (string) $this->rest('POST', 'trackingtech/test')->as_error()?->get_error_message());
        self::assertSame([], $this->sandbox->requests('trackingtech'));
    }

    public function test_after_a_pause_the_merchant_has_logistos_go_on(): void
    {
        $this->openLogistos();
        $this->sandbox->addFault(['endpoint' => 'orders', 'times' => 1, 'fault' => ['kind' => 'status', 'status' => 403]]);
        $order = Store::order()->get_id();
        $this->deliverAll();
        self::assertStringContainsString('Go on sending', $this->rest('GET', 'logistos/progress')->get_data()['card']);
        self::assertSame([], $this->sandbox->orders('logistos'));

        self::assertSame(200, $this->rest('POST', 'logistos/resume')->get_status());
        $this->deliverAll();
        self::assertSame([$order], array_keys($this->sandbox->orders('logistos')));
        self::assertStringNotContainsString('Go on sending', $this->rest('GET', 'logistos/progress')->get_data()['card']);
    }

    public function test_whether_changes_are_sent_is_off_at_first_and_stored_as_the_merchant_says(): void
    {
        $forms = ['logistos' => ['statuses' => ['processing']], 'trackingtech' => ['status' => 'processing']];
        foreach ($forms as $platform => $form) {
            $connection = 'logistos' === $platform ? $this->plugin->logistos : $this->plugin->trackingTech;
            self::assertFalse($connection->resends(), $platform);
            $panel = $this->rest('POST', "$platform/settings", $form + ['resend' => '1'])->get_data()['panel'];
            self::assertTrue($connection->resends(), $platform);
            self::assertMatchesRegularExpression('/name="resend" value="1" checked/', $panel, $platform);
            $panel = $this->rest('POST', "$platform/settings", $form)->get_data()['panel'];
            self::assertFalse($connection->resends(), $platform);
            self::assertMatchesRegularExpression('/name="resend" value="1" aria/', $panel, $platform);
        }
    }
}
