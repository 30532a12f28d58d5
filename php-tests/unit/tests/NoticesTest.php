<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Admin\Screens;
use Waybill\Requirements;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Web;

/** The notices of wp-admin: few, each with one thing to do, none where it does not belong. */
final class NoticesTest extends TestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        $this->plugin->dismissals->delete();
        do_action('waybill_tick');
    }

    public function test_where_all_is_well_nothing_is_said(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        self::assertSame('', $this->notices('dashboard'));
    }

    public function test_a_paused_connection_is_one_notice_with_one_button_whatever_follows_from_it(): void
    {
        $this->connectTrackingTech();
        Store::order();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 20 MINUTE");
        self::assertStringContainsString('Waiting for more than 15 minutes: 1 order for TrackingTech.', Web::text($this->notices('dashboard')));

        // Its login ran out: what waits is not even held.
        $this->plugin->trackingTech->options->set(['expires_at' => gmdate('Y-m-d\TH:i:s\Z', time() - 60)]);
        $notices = $this->notices('dashboard');
        self::assertSame([1, 1], [substr_count($notices, 'class="waybill-notice '), substr_count($notices, '<a ')]);
        self::assertStringContainsString(
            'The login at TrackingTech has run out. Connect again; what waits is then sent. Orders are kept meanwhile.',
            Web::text($notices),
        );
        self::assertStringContainsString('page=waybill-trackingtech"', $notices);
        self::assertStringNotContainsString('is-dismissible', $notices);
    }

    public function test_a_background_that_stands_still_is_said_and_not_what_waits_for_it(): void
    {
        $this->openLogistos();
        Store::order();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 20 MINUTE");
        update_option('waybill_ticked_at', time() - HOUR_IN_SECONDS);
        $notices = $this->notices('plugins');
        self::assertStringContainsString('stands still', $notices);
        self::assertStringContainsString('site-health.php', $notices);
        self::assertStringNotContainsString('1 order for Logistos', $notices);
    }

    public function test_they_are_on_the_screens_that_they_concern_and_not_on_the_page_that_says_it_anyway(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->pause('refused');
        foreach ([
            'dashboard' => true,
            'plugins' => true,
            'woocommerce_page_wc-orders' => true,
            'edit-shop_order' => true,
            'woocommerce_page_waybill-trackingtech' => true,
            'settings_page_logistos-sync' => false,
            'edit-product' => false,
            'woocommerce_page_wc-settings' => false,
            'options-general' => false,
            'users' => false,
        ] as $screen => $concerns) {
            self::assertSame($concerns, '' !== $this->notices($screen), $screen);
        }
        wp_set_current_user(Store::user('editor'));
        self::assertSame('', $this->notices('dashboard'));
    }

    public function test_a_dismissed_one_stays_away_from_its_user_until_the_situation_changes(): void
    {
        $this->openLogistos();
        $this->rejectOne();
        $this->age(60);
        $notice = $this->notices('dashboard');
        self::assertStringContainsString('1 order could not be sent to Logistos.', Web::text($notice));
        self::assertStringContainsString('page=waybill-overview&amp;failed=logistos"', $notice);
        self::assertSame(1, preg_match('/is-dismissible" data-waybill-notice="([^"]+)" data-waybill-situation="([^"]+)"/', $notice, $match));
        self::assertTrue(wp_script_is('waybill-notices'));

        $this->rest('POST', 'notices/dismiss', ['notice' => $match[1], 'situation' => $match[2]]);
        self::assertSame('', $this->notices('dashboard'));
        self::assertSame('', $this->notices('settings_page_logistos-sync'));
        self::assertSame('', $this->notices('dashboard'), 'Not even after a look at the page that says it anyway.');
        wp_set_current_user(Store::user('shop_manager'));
        self::assertNotSame('', $this->notices('dashboard'), 'Another user has not dismissed it.');

        wp_set_current_user(Store::administrator());
        $this->rejectOne();
        self::assertStringContainsString('2 orders could not be sent to Logistos.', Web::text($this->notices('dashboard')));
    }

    public function test_a_dismissed_failure_stays_away_when_one_is_mended_and_comes_back_with_a_new_one_though_the_number_is_the_same(): void
    {
        $this->openLogistos();
        $this->rejectOne();
        $this->age(60);
        $newest = $this->rejectOne();
        $this->age(60);
        $dismissed = (string) $this->plugin->figures->newestFailure('logistos');
        $this->rest('POST', 'notices/dismiss', ['notice' => 'logistos-failed', 'situation' => $dismissed]);

        $this->rest('POST', 'logistos/retry', ['order_id' => $newest]);
        $this->deliverAll();
        self::assertSame(1, $this->plugin->figures->failedUpTo('logistos', 10));
        self::assertSame('', $this->notices('dashboard'), 'One fewer is nothing new.');

        $this->rejectOne();
        self::assertStringContainsString('2 orders could not be sent to Logistos.', Web::text($this->notices('dashboard')));
    }

    public function test_what_was_dismissed_and_is_over_is_said_when_it_comes_back(): void
    {
        $this->openLogistos();
        $this->rejectOne();
        $this->rest('POST', 'notices/dismiss', ['notice' => 'logistos-failed', 'situation' => (string) $this->plugin->figures->newestFailure('logistos')]);
        self::assertSame('', $this->notices('dashboard'));
        $this->rest('POST', 'logistos/retry');
        $this->deliverAll();
        self::assertSame('', $this->notices('dashboard'));
        $this->rejectOne();

        self::assertNotSame('', $this->notices('dashboard'));
    }

    public function test_deleting_the_plugin_forgets_what_was_dismissed(): void
    {
        $this->plugin->dismissals->add('logistos-failed', '1');
        $this->plugin->dismissals->delete();
        self::assertFalse($this->plugin->dismissals->has('logistos-failed', '1'));
        self::assertStringNotContainsString('waybill_dismissed', Store::dump());
    }

    /** One more order that Logistos will not have. */
    private function rejectOne(): int
    {
        $id = Store::order()->get_id();
        $this->sandbox->addFault(['orderId' => $id, 'times' => 1, 'fault' => ['kind' => 'reject_order', 'message' => 'No such city']]);
        $this->deliverAll();

        return $id;
    }

    /** Has what failed failed so long ago. */
    private function age(int $seconds): void
    {
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET updated_at = updated_at - INTERVAL $seconds SECOND WHERE state = 'failed'");
    }

    private function notices(string $screen): string
    {
        // Not by set_current_screen(): WooCommerce loads its screens' files at each.
        $GLOBALS['current_screen'] = \WP_Screen::get($screen);
        ob_start();
        // Ours alone, of all that stand there.
        (new Screens($this->plugin, new Requirements(), WP_PLUGIN_DIR . '/waybill/waybill.php'))->renderNotices();

        return (string) ob_get_clean();
    }
}
