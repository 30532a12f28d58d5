<?php

declare(strict_types=1);

namespace Waybill\Tests\Network;

use PHPUnit\Framework\TestCase;
use Waybill\Plugin;
use Waybill\Tests\Support\Sandbox;

/** A network of two sites, Waybill active on both. */
final class NetworkTest extends TestCase
{
    private Plugin $plugin;

    private Sandbox $sandbox;

    private int $second;

    protected function setUp(): void
    {
        $this->sandbox = new Sandbox();
        $this->sandbox->clear();
        $this->plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
        $this->second = $this->secondSite();
        foreach ([1, $this->second] as $site) {
            $this->on($site, function (): void {
                $this->plugin->lifecycle->markActivated(get_current_user_id());
                $this->plugin->lifecycle->catchUp();
                $this->plugin->trackingTech->options->set(['base_url' => $this->sandbox->url . '/trackingtech']);
            });
        }
    }

    public function test_each_site_has_its_own_connection_and_outbox(): void
    {
        $this->connect($this->second);

        self::assertFalse($this->plugin->trackingTech->isOpen());
        $this->on($this->second, function (): void {
            self::assertTrue($this->plugin->trackingTech->isOpen());
            $sealed = get_option('waybill_trackingtech_secrets');
            switch_to_blog(1);
            update_option('waybill_trackingtech_secrets', $sealed);
            self::assertNull($this->plugin->trackingTech->options->secret('token'), 'A secret that was copied from another site does not open.');
            delete_option('waybill_trackingtech_secrets');
            restore_current_blog();
            $this->plugin->outbox->enqueue('trackingtech', 'device', [7], \Waybill\DeliveryState::Pending);
            self::assertSame(1, $this->plugin->figures->counts('trackingtech')['pending']);
        });
        self::assertSame(0, $this->plugin->figures->counts('trackingtech')['pending']);
    }

    public function test_uninstall_tells_the_platform_for_each_site_and_leaves_nothing_on_any(): void
    {
        global $wpdb;
        $this->connect(1);
        $this->connect($this->second);
        $this->plugin->uninstall();

        $urls = array_map(static fn(array $request): string => $request['body']['storeUrl'], $this->sandbox->requests('trackingtech', 'uninstall'));
        self::assertEqualsCanonicalizing([get_home_url(1), get_home_url($this->second)], $urls);
        self::assertSame([], $wpdb->get_col("SHOW TABLES LIKE '%waybill%'"));
        foreach ([1, $this->second] as $site) {
            self::assertSame([], $wpdb->get_col("SELECT option_name FROM {$wpdb->get_blog_prefix($site)}options WHERE option_name LIKE '%waybill%'"));
        }
    }

    private function connect(int $site): void
    {
        $this->on($site, function (): void {
            self::assertNull($this->plugin->setup->resolve('CHILE-01'));
            self::assertNull($this->plugin->setup->login('merchant@example.com', Sandbox::PASSWORD));
            self::assertNull($this->plugin->setup->link('s_1'));
        });
    }

    private function on(int $site, callable $do): void
    {
        switch_to_blog($site);
        $do();
        restore_current_blog();
    }

    private function secondSite(): int
    {
        $found = get_sites(['path' => '/second/', 'fields' => 'ids']);

        return (int) ($found[0] ?? wpmu_create_blog((string) get_network()->domain, '/second/', 'Second store', get_current_user_id()));
    }
}
