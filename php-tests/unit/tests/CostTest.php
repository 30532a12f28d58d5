<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What Waybill costs the shopper. */
final class CostTest extends TestCase
{
    public function test_an_order_costs_its_request_a_query_for_each_connection_and_no_http(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        $this->sandbox->clear();
        // The options that every page view loads are loaded.
        wp_load_alloptions();
        $queries = $this->queriesOf(static function (): void {
            $order = Store::order('pending');
            $order->update_status('processing');
            $order->update_status('completed');
        });

        self::assertLessThanOrEqual(2, count($queries), implode("\n", $queries));
        self::assertSame(2, count(array_filter($queries, static fn(string $sql): bool => str_contains($sql, 'INSERT INTO'))));
        self::assertSame([], [...$this->sandbox->requests('logistos'), ...$this->sandbox->requests('trackingtech')]);
    }

    public function test_a_request_without_an_order_costs_no_query(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        wp_load_alloptions();
        $queries = $this->queriesOf(function (): void {
            $this->plugin->lifecycle->catchUp();
            $this->plugin->tail->run();
        });

        self::assertSame([], $queries);
    }

    public function test_a_request_without_an_order_makes_nothing_of_waybill(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        $files = self::inProcess(<<<'PHP'
            require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';
            do_action('template_redirect');
            do_action('shutdown');
            foreach (get_included_files() as $file) {
                echo preg_match('#/(?:waybill|plugin)/src/(.+)$#', $file, $name) ? "$name[1]\n" : '';
            }
            PHP);

        self::assertContains('Plugin.php', $files);
        self::assertLessThanOrEqual(6, count($files), implode("\n", $files));
    }

    public function test_a_database_that_refuses_stops_neither_the_shop_nor_activation(): void
    {
        $this->openLogistos();
        $refuse = static fn(string $sql): string => str_contains($sql, 'waybill_deliveries') ? 'SELECT refused' : $sql;
        $GLOBALS['wpdb']->suppress_errors();
        add_filter('query', $refuse);
        try {
            $order = Store::order();
            update_option('waybill', ['version' => 0, 'activation' => true] + (array) get_option('waybill'));
            self::assertFalse($this->plugin->lifecycle->catchUp());
        } finally {
            remove_filter('query', $refuse);
            $GLOBALS['wpdb']->suppress_errors(false);
        }

        self::assertSame('processing', wc_get_order($order->get_id())->get_status());
        self::assertSame(0, get_option('waybill')['version'], 'The next request tries again.');
        self::assertStringContainsString('Waybill could not be installed', Store::logs());
    }
}
