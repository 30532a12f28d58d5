<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** Settings → Logistos Sync, through its routes, as the page asks them. */
final class LogistosSettingsTest extends TestCase
{
    public function test_the_click_on_activate_sends_the_key_and_the_orders(): void
    {
        Store::order();
        $answer = $this->rest('POST', 'logistos/activate');
        self::assertSame(200, $answer->get_status());
        self::assertStringContainsString('page=logistos-sync', $answer->get_data()['location']);
        $this->plugin->worker->run();

        self::assertCount(1, $this->sandbox->requests('logistos', 'credentials'));
        self::assertCount(1, $this->sandbox->orders('logistos'));
        self::assertStringContainsString('Existing orders: 1 of 1 sent.', $this->rest('GET', 'logistos/backfill/progress')->get_data()['card']);
        self::assertStringContainsString('has accepted the REST API key', $this->rest('GET', 'logistos/progress')->get_data()['card']);
    }

    public function test_what_is_saved_is_used(): void
    {
        $answer = $this->rest('POST', 'logistos/settings', [
            'credentials_url' => ' https://logistos.example/keys ',
            'orders_url' => '',
            'statuses' => ['completed', 'wc-nonsense'],
        ]);

        self::assertSame(200, $answer->get_status());
        $options = $this->plugin->logistos->options;
        self::assertSame(['https://logistos.example/keys', '', ['completed']], array_map($options->get(...), ['credentials_url', 'orders_url', 'statuses']));
        self::assertFalse($this->plugin->logistos->isOpen(), 'Settings alone activate nothing.');
    }

    public function test_an_address_that_cannot_be_used_is_not_saved(): void
    {
        $before = $this->plugin->logistos->options->get('orders_url');
        foreach (['nonsense', 'http://admin.logistos.in/', 'https://me:secret@logistos.in/', 'https://169.254.169.254/'] as $url) {
            $answer = $this->rest('POST', 'logistos/settings', ['orders_url' => $url, 'statuses' => ['processing']]);
            self::assertSame(422, $answer->get_status(), $url);
            self::assertSame('orders_url', $answer->as_error()->get_error_data()['field'], $url);
            self::assertSame($before, $this->plugin->logistos->options->get('orders_url'));
        }
    }

    public function test_at_least_one_status_must_be_chosen(): void
    {
        $answer = $this->rest('POST', 'logistos/settings', ['statuses' => []]);
        self::assertSame('statuses', $answer->as_error()->get_error_data()['field']);
    }

    public function test_choosing_all_statuses_includes_those_that_come_later(): void
    {
        $all = array_keys($this->plugin->logistos->choices());
        self::assertSame([], array_intersect(['checkout-draft', 'auto-draft', 'trash'], $all));
        $this->rest('POST', 'logistos/settings', ['statuses' => $all]);
        $add = static fn(array $statuses): array => $statuses + ['wc-packed' => 'Packed'];
        add_filter('wc_order_statuses', $add);
        $statuses = $this->plugin->logistos->dueStatuses();
        remove_filter('wc_order_statuses', $add);

        self::assertContains('packed', $statuses);
    }

    /** @dataProvider chosen */
    public function test_what_it_wants_is_what_is_due(?array $chosen): void
    {
        $logistos = $this->plugin->logistos;
        $logistos->options->set(['statuses' => $chosen]);
        $add = static fn(array $statuses): array => $statuses + ['wc-packed' => 'Packed', 'bare' => 'Without its prefix'];
        add_filter('wc_order_statuses', $add);
        try {
            $statuses = ['pending', 'processing', 'packed', 'bare', 'unknown', 'checkout-draft', 'auto-draft', 'trash', ''];
            $wanted = array_values(array_filter($statuses, $logistos->wants(...)));
            $due = array_values(array_intersect($statuses, $logistos->dueStatuses()));
        } finally {
            remove_filter('wc_order_statuses', $add);
        }

        self::assertSame($due, $wanted);
        self::assertContains('processing', $wanted);
    }

    /** @return array<string, array{list<string>|null}> */
    public static function chosen(): array
    {
        return ['all' => [null], 'some' => [['processing', 'packed']]];
    }

    public function test_switched_off_nothing_is_sent_and_switched_on_what_came_meanwhile_follows(): void
    {
        $this->openLogistos();
        $settings = $this->settings();
        $this->rest('POST', 'logistos/settings', ['open' => false] + $settings);
        Store::order();
        $this->deliverAll();
        self::assertSame([], $this->sandbox->orders('logistos'));

        $this->rest('POST', 'logistos/settings', ['open' => true] + $settings);
        $this->deliverAll();
        self::assertCount(1, $this->sandbox->orders('logistos'));
    }

    public function test_the_credentials_are_sent_again_with_a_new_key(): void
    {
        $this->openLogistos();
        $this->rest('POST', 'logistos/credentials');
        $this->plugin->worker->run();
        $this->rest('POST', 'logistos/credentials');
        $this->plugin->worker->run();

        [$first, $second] = array_column(array_column($this->sandbox->requests('logistos', 'credentials'), 'body'), 'consumer_key');
        self::assertNotSame($first, $second);
        self::assertSame('1', $GLOBALS['wpdb']->get_var("SELECT COUNT(*) FROM {$GLOBALS['wpdb']->prefix}woocommerce_api_keys"), 'The older key is revoked.');
    }

    public function test_credentials_that_are_not_taken_are_sent_again_by_the_schedule(): void
    {
        $this->sandbox->addFault(['endpoint' => 'credentials', 'times' => 1, 'fault' => ['kind' => 'status', 'status' => 503, 'retryAfter' => '900']]);
        $this->plugin->logistosActivation->run(Store::administrator());
        $this->plugin->worker->run();
        $state = $this->plugin->credentials->state();
        self::assertSame(['pending', 1], [$state['state'], $state['attempts']]);
        self::assertEqualsWithDelta(time() + 900, $state['next_at'], 5);
        $this->plugin->worker->run();
        self::assertCount(1, $this->sandbox->requests('logistos', 'credentials'), 'Not before its time.');

        $this->plugin->logistos->options->set(['credentials' => ['next_at' => 0] + $state]);
        $this->plugin->worker->run();
        $requests = $this->sandbox->requests('logistos', 'credentials');
        self::assertSame($requests[0]['body'], $requests[1]['body'], 'The same key.');
        self::assertSame('accepted', $this->plugin->credentials->state()['state']);
        self::assertSame([], get_option('waybill_logistos_secrets'), 'Accepted, the pair is forgotten.');
    }

    public function test_a_new_backfill_sends_all_again_under_the_same_keys(): void
    {
        Store::order();
        $this->openLogistos();
        $key = $this->delivery('logistos')['idempotency_key'];
        $this->rest('POST', 'logistos/backfill');
        $this->plugin->worker->run();

        self::assertSame([$key => 1], $this->sandbox->orders('logistos')[(int) $this->delivery('logistos')['order_id']]['deliveries']);
    }

    /** @return array<string, mixed> The settings as they stand, as the form sends them. */
    private function settings(): array
    {
        $options = $this->plugin->logistos->options;

        return [
            'credentials_url' => $options->get('credentials_url'),
            'orders_url' => $options->get('orders_url'),
            'statuses' => $this->plugin->logistos->dueStatuses(),
        ];
    }
}
