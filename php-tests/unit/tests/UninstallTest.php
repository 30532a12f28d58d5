<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Admin\OrderScreens;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Web;

/** Leaving, and what Logistos can do until then. */
final class UninstallTest extends TestCase
{
    public function test_the_key_that_logistos_received_opens_the_rest_api_until_uninstall(): void
    {
        $order = Store::order();
        $this->plugin->logistosActivation->run(Store::administrator());
        $this->plugin->worker->run();
        $body = $this->sandbox->requests('logistos', 'credentials')[0]['body'];
        self::assertSame(home_url(), $body['store_url']);

        // WooCommerce takes a key by Basic authentication over TLS only.
        $headers = ['Authorization' => 'Basic ' . base64_encode("{$body['consumer_key']}:{$body['consumer_secret']}"), 'X-Forwarded-Proto' => 'https'];
        [$status, $answer] = Web::ask('GET', '/wp-json/wc/v3/orders', $headers);
        self::assertSame([200, [$order->get_id()]], [$status, array_column((array) json_decode($answer, true), 'id')]);
        self::assertSame(401, Web::ask('GET', '/wp-json/wc/v3/orders')[0]);
        self::assertContains(Web::ask('POST', '/wp-json/wc/v3/orders', $headers)[0], [401, 403], 'It reads, and no more.');

        $this->plugin->uninstall();
        self::assertSame(401, Web::ask('GET', '/wp-json/wc/v3/orders', $headers)[0]);
    }

    public function test_uninstall_tells_trackingtech_and_leaves_nothing_behind(): void
    {
        global $wpdb;
        $this->openLogistos();
        $this->connectTrackingTech();
        $order = Store::order()->get_id();
        $this->deliverAll();
        // Its notice is never looked at.
        (new OrderScreens($this->plugin, WP_PLUGIN_DIR . '/waybill/waybill.php'))->runBulkAction('/', 'waybill_send_trackingtech', [$order]);
        self::assertStringContainsString('waybill_bulk_notice', Store::dump());
        $this->plugin->scheduler->ensureTick();
        $this->plugin->uninstall();

        $farewell = $this->sandbox->requests('trackingtech', 'uninstall');
        self::assertCount(1, $farewell);
        self::assertTrue($farewell[0]['valid']);
        self::assertSame([], $wpdb->get_col("SHOW TABLES LIKE '%waybill%'"));
        self::assertSame([], $wpdb->get_col("SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%waybill%'"));
        self::assertSame([], as_get_scheduled_actions(['group' => 'waybill', 'status' => 'pending', 'per_page' => 5], 'ids'));
        self::assertSame('0', $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->prefix}woocommerce_api_keys"));
        self::assertSame('0', $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE meta_key LIKE '%waybill%' OR meta_value LIKE '%waybill%'"));
    }

    public function test_uninstall_goes_through_where_the_platform_is_down(): void
    {
        $this->connectTrackingTech();
        $this->sandbox->addFault(['endpoint' => 'uninstall', 'fault' => ['kind' => 'hang']]);
        $began = microtime(true);
        $this->plugin->uninstall();

        self::assertLessThan(7.0, microtime(true) - $began);
        self::assertSame([], $GLOBALS['wpdb']->get_col("SHOW TABLES LIKE '%waybill%'"));
    }

    public function test_nothing_is_sent_where_nothing_was_connected(): void
    {
        $this->plugin->uninstall();
        self::assertSame([], [...$this->sandbox->requests('logistos'), ...$this->sandbox->requests('trackingtech')]);
    }

    public function test_a_key_that_somebody_else_made_stays(): void
    {
        global $wpdb;
        $wpdb->insert("{$wpdb->prefix}woocommerce_api_keys", [
            'user_id' => 1,
            'description' => 'Logistos',
            'permissions' => 'read',
            'consumer_key' => 'x',
            'consumer_secret' => wp_generate_password(),
            'truncated_key' => 'z',
        ]);
        $this->openLogistos();
        $this->plugin->uninstall();

        self::assertSame('1', $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->prefix}woocommerce_api_keys"));
    }
}
