<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\Problem;
use Waybill\Tests\Support\Sandbox;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** WooCommerce → TrackingTech, through its routes, as the page asks them. */
final class TrackingTechSetupTest extends TestCase
{
    public function test_code_login_and_store_make_the_connection(): void
    {
        self::assertSame(200, $this->rest('POST', 'trackingtech/resolve', ['code' => ' CHILE-01 '])->get_status());
        $login = $this->rest('POST', 'trackingtech/login', ['email' => 'merchant@example.com', 'password' => Sandbox::PASSWORD]);
        self::assertStringContainsString('Valparaíso', $login->get_data()['panel']);
        self::assertFalse($this->plugin->trackingTech->isOpen(), 'Nothing is connected before the last step.');
        $link = $this->rest('POST', 'trackingtech/link', ['store_id' => 's_2']);

        self::assertSame(200, $link->get_status());
        self::assertTrue($this->plugin->trackingTech->isOpen());
        $options = $this->plugin->trackingTech->options;
        self::assertSame(['s_2', 'Valparaíso', 'c_1', 'Courier Chile'], array_map($options->get(...), ['store_id', 'store_name', 'customer_id', 'tenant']));
        self::assertNull($this->plugin->setup->progress(), 'The setup is forgotten.');
        $requests = $this->sandbox->requests('trackingtech');
        self::assertSame(['resolve', 'login', 'stores', 'link'], array_column($requests, 'endpoint'));
        self::assertSame([true], array_values(array_unique(array_column($requests, 'valid'))));
    }

    public function test_a_couriers_own_address_is_used_from_login_on(): void
    {
        $this->rest('POST', 'trackingtech/resolve', ['code' => 'TAIWAN-01']);
        $this->rest('POST', 'trackingtech/login', ['email' => 'merchant@example.com', 'password' => Sandbox::PASSWORD]);
        $this->rest('POST', 'trackingtech/link', ['store_id' => 's_1']);

        self::assertSame($this->sandbox->url . '/trackingtech-tw', $this->plugin->trackingTech->options->get('api_url'));
        Store::order();
        $this->deliverAll();
        self::assertCount(1, $this->sandbox->orders('trackingtech'));
    }

    public function test_the_password_is_nowhere_and_the_token_only_sealed(): void
    {
        $this->connectTrackingTech();
        Store::order();
        $this->deliverAll();
        $token = (string) $this->plugin->trackingTech->options->secret('token');

        self::assertSame(40, strlen($token));
        $stored = Store::dump() . Store::logs();
        self::assertStringContainsString('wb1:', $stored, 'The dump holds what was stored.');
        self::assertStringNotContainsString(Sandbox::PASSWORD, $stored);
        self::assertStringNotContainsString($token, $stored);
        self::assertStringNotContainsString(base64_encode($token), $stored);
    }

    /** @return array<string, array{string, array<string, string>, string, string}> */
    public static function mistakes(): array
    {
        return [
            'no code' => ['resolve', ['code' => ' '], 'missing_input', 'code'],
            'an unknown code' => ['resolve', ['code' => 'NOWHERE-1'], 'unknown_code', 'code'],
            'an inactive code' => ['resolve', ['code' => 'CHILE-OFF'], 'inactive_code', 'code'],
            'no password' => ['login', ['email' => 'merchant@example.com'], 'missing_input', 'password'],
            'a wrong password' => ['login', ['email' => 'merchant@example.com', 'password' => strrev(Sandbox::PASSWORD)], 'wrong_credentials', 'password'],
            'an account without stores' => ['login', ['email' => 'empty@example.com', 'password' => Sandbox::PASSWORD], 'no_stores', 'email'],
            'no store' => ['link', ['store_id' => ''], 'missing_input', 'store_id'],
            'a store of somebody else' => ['link', ['store_id' => 's_9'], 'missing_input', 'store_id'],
        ];
    }

    /**
     * @dataProvider mistakes
     * @param array<string, string> $input
     */
    public function test_each_mistake_gets_one_sentence_at_its_field_and_leaves_all_as_it_was(string $step, array $input, string $kind, string $field): void
    {
        $this->goTo($step);
        $before = $this->everythingStored();
        $answer = $this->rest('POST', "trackingtech/$step", $input);

        self::assertSame(422, $answer->get_status());
        $error = $answer->as_error();
        self::assertSame(["waybill_$kind", $field], [$error->get_error_code(), $error->get_error_data()['field']]);
        self::assertMatchesRegularExpression('/^[A-Z].*\.$/', $error->get_error_message());
        self::assertSame($before, $this->everythingStored());
    }

    /** @return array<string, array{array<string, mixed>, string}> */
    public static function failures(): array
    {
        return [
            'answers HTML' => [['kind' => 'html'], 'bad_reply'],
            'answers garbage' => [['kind' => 'garbage'], 'bad_reply'],
            'ends the connection' => [['kind' => 'reset'], 'bad_reply'],
            'redirects' => [['kind' => 'redirect'], 'unavailable'],
            'is down' => [['kind' => 'status', 'status' => 503], 'unavailable'],
            'refuses' => [['kind' => 'status', 'status' => 410], 'refused'],
            'rejects with markup' => [['kind' => 'status', 'status' => 422, 'body' => '{"message": "<b onclick=x>no</b>"}'], 'rejected'],
        ];
    }

    /**
     * @dataProvider failures
     * @param array<string, mixed> $fault
     */
    public function test_a_platform_that_fails_gets_one_sentence_and_leaves_all_as_it_was(array $fault, string $kind): void
    {
        foreach ([
            'resolve' => ['code' => 'CHILE-01'],
            'login' => ['email' => 'merchant@example.com', 'password' => Sandbox::PASSWORD],
            'link' => ['store_id' => 's_1'],
        ] as $step => $input) {
            $this->plugin->setup->startOver();
            $this->goTo($step);
            $before = $this->everythingStored();
            $this->sandbox->addFault(['platform' => 'trackingtech', 'fault' => $fault]);
            $answer = $this->rest('POST', "trackingtech/$step", $input);
            $this->sandbox->clearFaults();

            self::assertSame("waybill_$kind", $answer->as_error()->get_error_code(), $step);
            self::assertSame($before, $this->everythingStored(), $step);
        }
        self::assertSame([], $this->sandbox->requests('trap'));
    }

    public function test_no_answer_at_all_is_said_within_the_time_given(): void
    {
        $this->sandbox->addFault(['platform' => 'trackingtech', 'fault' => ['kind' => 'hang']]);
        $began = microtime(true);
        $failure = $this->plugin->steps->take($this->plugin->trackingTech, 'resolve', ['code' => 'CHILE-01'], deadlineMs: 800);

        self::assertSame('timeout', $failure->kind);
        self::assertLessThan(1.5, microtime(true) - $began);
        $this->plugin->trackingTech->options->set(['base_url' => 'http://127.0.0.1:1']);
        self::assertSame('waybill_connection_refused', $this->rest('POST', 'trackingtech/resolve', ['code' => 'CHILE-01'])->as_error()->get_error_code());
    }

    public function test_an_address_that_cannot_be_used_is_not_saved(): void
    {
        foreach (['nonsense', 'http://api.example', 'https://me:secret@api.example', 'https://10.0.0.1', 'ftp://127.0.0.1'] as $url) {
            $answer = $this->rest('POST', 'trackingtech/settings', ['status' => 'processing', 'base_url' => $url]);
            self::assertSame('base_url', $answer->as_error()->get_error_data()['field'], $url);
            self::assertSame($this->sandbox->url . '/trackingtech', $this->plugin->trackingTech->options->get('base_url'));
        }
        self::assertSame(200, $this->rest('POST', 'trackingtech/settings', ['status' => 'completed', 'base_url' => 'https://api.example/v2'])->get_status());
        self::assertSame('https://api.example/v2', $this->plugin->trackingTech->options->get('base_url'));
        self::assertSame('completed', $this->plugin->trackingTech->options->get('status'));
        self::assertSame('status', $this->rest('POST', 'trackingtech/settings', ['status' => 'nonsense'])->as_error()->get_error_data()['field']);
    }

    public function test_steps_out_of_order_ask_to_begin_again(): void
    {
        $login = $this->rest('POST', 'trackingtech/login', ['email' => 'merchant@example.com', 'password' => Sandbox::PASSWORD]);
        self::assertSame('waybill_setup_expired', $login->as_error()->get_error_code());
        self::assertSame([], $this->sandbox->requests('trackingtech'), 'The password went nowhere.');
        self::assertSame('waybill_setup_expired', $this->rest('POST', 'trackingtech/link', ['store_id' => 's_1'])->as_error()->get_error_code());
    }

    public function test_disconnecting_tells_the_platform_and_keeps_what_waits(): void
    {
        $this->connectTrackingTech();
        Store::order();
        $answer = $this->rest('POST', 'trackingtech/disconnect');

        self::assertStringContainsString('has been told', $answer->get_data()['message']);
        self::assertTrue($this->sandbox->requests('trackingtech', 'uninstall')[0]['valid']);
        self::assertFalse($this->plugin->trackingTech->isOpen());
        self::assertSame([], get_option('waybill_trackingtech_secrets'));
        self::assertSame('held', $this->delivery('trackingtech')['state']);
        $this->deliverAll();
        self::assertSame([], $this->sandbox->orders('trackingtech'), 'Nothing is sent after Disconnect.');

        $this->connectTrackingTech();
        $this->deliverAll();
        self::assertCount(1, $this->sandbox->orders('trackingtech'), 'Connected again, what waited is sent.');
    }

    public function test_disconnecting_from_a_platform_that_is_down_disconnects_here_and_says_so(): void
    {
        $this->connectTrackingTech();
        $this->sandbox->addFault(['endpoint' => 'uninstall', 'fault' => ['kind' => 'status', 'status' => 503]]);
        $answer = $this->rest('POST', 'trackingtech/disconnect');

        self::assertSame(200, $answer->get_status());
        self::assertStringContainsString('could not be told', $answer->get_data()['message']);
        self::assertFalse($this->plugin->trackingTech->isOpen());
        self::assertSame([], get_option('waybill_trackingtech_secrets'));
    }

    public function test_markup_from_the_platform_is_shown_as_text_wherever_it_gets(): void
    {
        $markup = '"><img src=x onerror=alert(1)>';
        $panels = [];
        $this->sandbox->addFault(['endpoint' => 'resolve', 'fault' => self::answer(['tenant' => ['id' => 't', 'name' => "Courier $markup"]])]);
        $panels[] = $this->rest('POST', 'trackingtech/resolve', ['code' => 'X'])->get_data()['panel'];
        $this->sandbox->addFault(['endpoint' => 'stores', 'fault' => self::answer(['stores' => [['id' => "s_1$markup", 'name' => "Store $markup"]]])]);
        $panels[] = $this->rest('POST', 'trackingtech/login', ['email' => 'merchant@example.com', 'password' => Sandbox::PASSWORD])->get_data()['panel'];
        $this->sandbox->addFault(['endpoint' => 'link', 'fault' => self::answer(['customerId' => "c_1$markup"])]);
        $panels[] = $this->rest('POST', 'trackingtech/link', ['store_id' => "s_1$markup"])->get_data()['panel'];
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['status' => 422] + self::answer(['message' => "No $markup"])]);
        Store::order();
        $this->deliverAll();
        $panels[] = $this->rest('POST', 'reconcile')->get_data()['panel'];

        foreach ($panels as $panel) {
            self::assertStringContainsString('&lt;img src=x', $panel);
            self::assertStringNotContainsString('<img', $panel);
        }
    }

    public function test_a_token_that_has_run_out_pauses_the_connection_and_an_unreadable_expiry_does_not(): void
    {
        $this->connectTrackingTech();
        foreach (['' => null, 'some day' => null, '2020-01-01T00:00:00Z' => Problem::TOKEN_EXPIRED, '2999-01-01T00:00:00Z' => null] as $expires => $paused) {
            $this->plugin->trackingTech->options->set(['expires_at' => $expires]);
            self::assertSame($paused, $this->plugin->trackingTech->pausedBecause(), $expires);
        }
    }

    /**
     * @param array<string, mixed> $body
     * @return array<string, mixed> The fault that answers with this.
     */
    private static function answer(array $body): array
    {
        return ['kind' => 'status', 'status' => 200, 'body' => (string) json_encode($body)];
    }

    /** Takes the steps that come before this one. */
    private function goTo(string $step): void
    {
        if ('resolve' !== $step) {
            self::assertNull($this->plugin->setup->resolve('CHILE-01'));
        }
        if ('link' === $step) {
            self::assertNull($this->plugin->setup->login('merchant@example.com', Sandbox::PASSWORD));
        }
    }

    /** @return array<string, mixed> What Waybill has stored, but for its tables. */
    private function everythingStored(): array
    {
        global $wpdb;

        return $wpdb->get_results("SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE '%waybill%' ORDER BY option_name", ARRAY_A);
    }
}
