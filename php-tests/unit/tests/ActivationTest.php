<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Scheduler;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

final class ActivationTest extends TestCase
{
    public function test_activation_makes_the_tables_and_the_options_that_every_request_reads(): void
    {
        global $wpdb;
        self::assertSame($this->plugin->schema->deliveries(), $wpdb->get_var("SHOW TABLES LIKE '{$wpdb->prefix}waybill_deliveries'"));
        self::assertSame($this->plugin->schema->attempts(), $wpdb->get_var("SHOW TABLES LIKE '{$wpdb->prefix}waybill_attempts'"));
        $autoloaded = wp_load_alloptions(true);
        foreach (['waybill', 'waybill_logistos', 'waybill_trackingtech'] as $option) {
            self::assertArrayHasKey($option, $autoloaded);
        }
    }

    public function test_nothing_leaves_the_store_before_the_merchant_agrees(): void
    {
        Store::order();
        do_action('activate_waybill/waybill.php', false);
        Store::order();
        $this->plugin->worker->run();
        $this->plugin->tail->run();

        self::assertSame([], $this->sandbox->requests('logistos'));
        self::assertSame([], $this->sandbox->requests('trackingtech'));
        self::assertSame([], $this->deliveries('logistos'));
    }

    public function test_activating_logistos_makes_a_key_sends_it_and_sends_all_existing_orders(): void
    {
        $order = Store::order();
        $this->plugin->logistosActivation->run(Store::administrator());
        $this->plugin->worker->run();

        $credentials = $this->sandbox->requests('logistos', 'credentials');
        self::assertCount(1, $credentials);
        self::assertTrue($credentials[0]['valid'], (string) json_encode($credentials[0]['problems']));
        self::assertSame('accepted', $this->plugin->credentials->state()['state']);
        self::assertSame([$order->get_id()], array_keys($this->sandbox->orders('logistos')));
        self::assertSame('done', $this->plugin->backfill->progress()['state']);
    }

    public function test_every_later_activation_sends_all_again_under_the_same_keys(): void
    {
        Store::order();
        Store::order('completed');
        $this->openLogistos();
        $keys = array_column($this->deliveries('logistos'), 'idempotency_key');
        do_action('activate_waybill/waybill.php', false);
        $this->plugin->worker->run();

        self::assertCount(2, $this->sandbox->orders('logistos'));
        self::assertSame($keys, array_column($this->deliveries('logistos'), 'idempotency_key'));
        self::assertSame(1, self::keysNamedLogistos(), 'The older key is revoked.');
    }

    public function test_only_the_chosen_statuses_are_sent(): void
    {
        $this->plugin->logistos->options->set(['statuses' => ['processing', 'completed']]);
        $sent = [Store::order('processing')->get_id(), Store::order('completed')->get_id()];
        Store::order('on-hold');
        Store::order('cancelled');
        $this->plugin->logistosActivation->run(Store::administrator());
        $this->plugin->worker->run();

        self::assertEqualsCanonicalizing($sent, array_keys($this->sandbox->orders('logistos')));
        self::assertSame(2, $this->plugin->backfill->progress()['total']);
    }

    public function test_by_default_drafts_and_trash_are_not_sent(): void
    {
        $sent = Store::order('pending')->get_id();
        Store::order('checkout-draft');
        Store::order('auto-draft');
        Store::order()->delete(false);
        $this->plugin->logistosActivation->run(Store::administrator());
        $this->plugin->worker->run();

        self::assertSame([$sent], array_keys($this->sandbox->orders('logistos')));
    }

    public function test_the_tick_is_scheduled_once(): void
    {
        $this->plugin->scheduler->ensureTick();
        $this->plugin->scheduler->ensureTick();

        self::assertCount(1, as_get_scheduled_actions(['hook' => Scheduler::TICK, 'status' => 'pending', 'per_page' => 5], 'ids'));
    }

    public function test_agreed_in_advance_plain_activation_sends(): void
    {
        $order = Store::order();
        $output = self::inProcess(
            "define('WAYBILL_LOGISTOS', true); require getenv('WAYBILL_SITE_PATH') . '/wp-load.php'; do_action('activate_waybill/waybill.php', false);",
        );

        self::assertSame([], $output);
        self::assertCount(1, $this->sandbox->requests('logistos', 'credentials'));
        self::assertSame([$order->get_id()], array_keys($this->sandbox->orders('logistos')));
    }

    public function test_the_welcome_screen_comes_once_and_not_where_a_platform_was_chosen(): void
    {
        do_action('activate_waybill/waybill.php', false);
        self::assertTrue($this->plugin->lifecycle->takeWelcome());
        self::assertFalse($this->plugin->lifecycle->takeWelcome());
        do_action('activate_waybill/waybill.php', false);
        $this->plugin->logistos->open();
        self::assertFalse($this->plugin->lifecycle->takeWelcome());
    }

    public function test_both_ways_to_the_device_id_agree(): void
    {
        foreach ([
            [get_site_url(),              wp_salt('auth')],
            ['https://shop.example',      '0123456789abcdef'],
            ['https://xn--tda.example/ü', "\u{1F511}'\""],
        ] as [$url, $salt]) {
            self::assertSame(\Waybill\Native\device_id($url, $salt), hash('sha256', $url . $salt));
        }
        self::assertSame('6e22cacd4d2cf01b095fc9576ea191d3a7f0ca60c67ad3ebc35f5d26a8720cdf', $this->plugin->extension->deviceId(
            'https://shop.example',
            '0123456789abcdef',
        ));
    }

    public function test_deactivation_stops_all_work_and_keeps_the_data(): void
    {
        $this->openLogistos();
        $order = Store::order();
        $this->plugin->scheduler->ensureTick();
        do_action('deactivate_waybill/waybill.php', false);

        self::assertSame([], as_get_scheduled_actions(['group' => 'waybill', 'status' => 'pending', 'per_page' => 5], 'ids'));
        self::assertSame((string) $order->get_id(), $this->delivery('logistos')['order_id']);
    }

    private static function keysNamedLogistos(): int
    {
        global $wpdb;

        return (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->prefix}woocommerce_api_keys WHERE description = 'Logistos'");
    }
}
