<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Connection\Problem;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** A store that was copied, moved, or given new salts. */
final class CloneTest extends TestCase
{
    private const COPY = 'https://staging.shop.example';

    protected function setUp(): void
    {
        parent::setUp();
        $this->openLogistos();
        $this->connectTrackingTech();
        $this->sandbox->clear();
    }

    protected function tearDown(): void
    {
        remove_filter('pre_option_siteurl', [self::class, 'elsewhere']);
        remove_all_filters('salt');
        parent::tearDown();
    }

    public function test_a_copy_sends_nothing_whatever_happens_there(): void
    {
        $this->copy();
        Store::order();
        $this->deliverAll();
        $this->plugin->tail->run();
        do_action('activate_waybill/waybill.php', false);
        $this->plugin->worker->run();
        $this->plugin->reconciler->run();
        $this->plugin->shipmentCheck->run();
        $this->rest('POST', 'logistos/settings', ['open' => true, 'statuses' => ['processing']]);
        $this->deliverAll();

        self::assertSame([], [...$this->sandbox->requests('logistos'), ...$this->sandbox->requests('trackingtech')]);
        self::assertSame(Problem::ELSEWHERE, $this->plugin->logistos->pausedBecause());
        self::assertSame('held', $this->delivery('trackingtech')['state']);
    }

    public function test_disconnecting_or_uninstalling_a_copy_never_unlinks_the_live_store(): void
    {
        $this->copy();
        $answer = $this->rest('POST', 'trackingtech/disconnect');
        self::assertStringContainsString('live store\'s connection goes on', $answer->get_data()['message']);
        self::assertFalse($this->plugin->trackingTech->isOpen());
        $this->plugin->uninstall();

        self::assertSame([], $this->sandbox->requests('trackingtech'));
    }

    public function test_kept_paused_it_asks_no_more_and_stays_paused(): void
    {
        $this->copy();
        self::assertTrue($this->plugin->cloneGuard->asks());
        $this->rest('POST', 'clone/keep');

        self::assertFalse($this->plugin->cloneGuard->asks());
        self::assertTrue($this->plugin->cloneGuard->isCopy());
        Store::order();
        $this->deliverAll();
        self::assertSame([], $this->sandbox->orders('logistos'));
    }

    public function test_the_live_store_that_moved_tells_the_platforms_and_goes_on(): void
    {
        $this->copy();
        $order = Store::order()->get_id();
        self::assertSame(200, $this->rest('POST', 'clone/adopt')->get_status());
        $this->plugin->worker->run();
        $this->deliverAll();

        self::assertNull($this->plugin->logistos->pausedBecause());
        self::assertCount(1, $this->sandbox->requests('logistos', 'credentials'));
        $link = $this->sandbox->requests('trackingtech', 'link');
        self::assertSame(hash('sha256', self::COPY . wp_salt('auth')), $link[0]['body']['deviceId']);
        foreach (['logistos', 'trackingtech'] as $platform) {
            self::assertSame([$order], array_keys($this->sandbox->orders($platform)), $platform);
        }
    }

    public function test_after_the_salts_were_changed_the_connection_asks_to_be_made_again(): void
    {
        add_filter('salt', static fn(string $salt): string => 'changed' . $salt);
        self::assertSame(Problem::ELSEWHERE, $this->plugin->trackingTech->pausedBecause());
        $this->plugin->cloneGuard->adopt(Store::administrator());
        self::assertSame(Problem::SECRET_LOST, $this->plugin->trackingTech->pausedBecause());
        Store::order();
        $this->connectTrackingTech();
        $this->deliverAll();

        self::assertCount(1, $this->sandbox->orders('trackingtech'));
    }

    public function test_the_same_store_over_tls_and_on_the_command_line_is_no_copy(): void
    {
        $site = new \Waybill\Site($this->plugin->extension);
        $plain = [$site->deviceId(), $site->url()];
        $_SERVER['HTTPS'] = 'on';
        try {
            self::assertNotSame(get_site_url(), get_option('siteurl'), 'WordPress says another address now.');
            $site = new \Waybill\Site($this->plugin->extension);
            self::assertSame($plain, [$site->deviceId(), $site->url()]);
            self::assertNull($this->plugin->logistos->pausedBecause());
        } finally {
            unset($_SERVER['HTTPS']);
        }
    }

    public function test_the_pages_and_the_notice_ask_the_administrator(): void
    {
        $this->copy();
        set_current_screen('dashboard');
        ob_start();
        do_action('admin_notices');
        $notices = (string) ob_get_clean();
        self::assertStringContainsString('seems to be a copy', $notices);
        self::assertStringContainsString('page=waybill-welcome', $notices);
    }

    private function copy(): void
    {
        add_filter('pre_option_siteurl', [self::class, 'elsewhere']);
    }

    public static function elsewhere(): string
    {
        return self::COPY;
    }
}
