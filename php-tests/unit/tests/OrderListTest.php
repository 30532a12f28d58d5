<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Admin\OrderList;
use Waybill\Admin\OrderScreens;
use Waybill\Order\Standing;
use Waybill\OutboxHistory;
use Waybill\Situations;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Web;

/** The list of orders: its column, its filter and its bulk actions, on the screens of either storage. */
final class OrderListTest extends TestCase
{
    /** @var array<string, string>|null */
    private ?array $cookie = null;

    protected function setUp(): void
    {
        parent::setUp();
        $this->openLogistos();
        $this->connectTrackingTech();
        $this->sandbox->clear();
    }

    public function test_the_column_costs_one_query_for_a_whole_page(): void
    {
        $orders = [Store::order(), Store::order('on-hold'), Store::order(), Store::order()];
        $this->deliverAll();
        $list = $this->list();
        // The words' language is known.
        get_user_locale();
        $cells = [];
        $queries = $this->queriesOf(static function () use ($list, $orders, &$cells): void {
            $list->expect(array_map(static fn(\WC_Order $order): int => $order->get_id(), $orders));
            foreach ($orders as $order) {
                $cells[] = $list->cell($order);
            }
        });

        self::assertCount(1, $queries, implode("\n", $queries));
        self::assertSame(2, substr_count($cells[0], 'waybill-good'));
        self::assertStringContainsString('waybill-off', $cells[1], 'TrackingTech is not sent what is on hold.');
        self::assertStringContainsString('<span class="waybill-mark-standing">: Not sent</span>', $cells[1]);
        self::assertStringContainsString('data-tip="Not sent: Its status is “On hold”;', $cells[1]);
    }

    public function test_other_plugins_are_asked_only_about_orders_that_are_not_there(): void
    {
        $orders = [Store::order(), Store::order('on-hold')];
        $this->deliverAll();
        $asked = [];
        $listen = static function (bool $isDue, \WC_Order $order, string $connection) use (&$asked): bool {
            $asked[] = [$order->get_id(), $connection];

            return $isDue;
        };
        add_filter('waybill_is_due', $listen, 10, 3);
        array_map($this->list()->cell(...), $orders);
        remove_filter('waybill_is_due', $listen);

        $once = [$orders[1]->get_id(), 'trackingtech'];
        self::assertSame([$once, $once], $asked, 'Whether it is due, and still due.');
    }

    public function test_the_column_says_how_far_the_parcel_has_come_and_links_it_to_the_web_alone(): void
    {
        global $wpdb;
        $order = Store::order();
        $this->deliverAll();
        $cell = function (string $word, string $url) use ($order, $wpdb): string {
            $wpdb->query($wpdb->prepare(
                "UPDATE {$this->plugin->schema->deliveries()} SET remote_status = %s, tracking_url = %s WHERE connection = 'trackingtech'",
                $word,
                $url,
            ));

            return $this->list()->cell($order);
        };

        self::assertStringNotContainsString('waybill-mark-shipment', $cell('', ''));
        self::assertStringNotContainsString('waybill-mark-shipment', $cell('pending', ''), 'That it is there, the tick says.');
        self::assertStringContainsString('<a href="https://track.example/X1" target="_blank" rel="noopener noreferrer">In transit</a>', $cell(
            'in_transit',
            'https://track.example/X1',
        ));
        self::assertStringContainsString('<span class="waybill-mark-shipment">&lt;i&gt;lost</span>', $cell('<i>lost', 'javascript:alert(1)'));
    }

    public function test_each_standing_finds_its_orders_and_no_others(): void
    {
        $found = $this->ordersInEveryStanding();
        $many = new OrderList($this->plugin->connections(), new OutboxHistory($this->plugin->database, $this->plugin->schema, 0), $this->situations());
        foreach ($found as $standing => $expected) {
            self::assertSame([$expected], $this->query("trackingtech:$standing"), $standing);
            self::assertSame([$expected], $this->query("trackingtech:$standing", $many), "$standing, as where many do");
        }
        self::assertStringContainsString('IS NOT NULL', $many->condition('trackingtech:waiting', 'id'));
        self::assertCount(5, $this->query(''), 'No filter: all.');
        self::assertCount(5, $this->query('acme:failed'), 'Another platform\'s: none of ours.');
        self::assertCount(5, $this->query("trackingtech:failed' OR 1"), 'Nonsense: no filter.');
    }

    public function test_the_screen_lists_filters_and_pages(): void
    {
        $this->needOrderScreens();
        $found = $this->ordersInEveryStanding();
        [$status, $page] = $this->screen();
        self::assertSame(200, $status);
        self::assertSame(5, preg_match_all('/<td class=.waybill column-waybill/', $page));
        self::assertSame(10, substr_count($page, 'waybill-mark '), 'Two platforms for each of five orders.');
        self::assertStringContainsString('<option value="trackingtech:failed">TrackingTech: Failed</option>', $page);

        foreach ($found as $standing => $order) {
            [, $page] = $this->screen([OrderList::FILTER => "trackingtech:$standing"]);
            self::assertSame([$order], self::listed($page), $standing);
            self::assertStringContainsString('<span class="displaying-num">1 item</span>', $page, $standing);
        }
    }

    public function test_paging_goes_by_what_is_filtered(): void
    {
        $this->needOrderScreens();
        $this->plugin->trackingTech->pause('refused');
        $order = Store::order();
        // The others are not due: what looks for missed orders in the background meanwhile finds none.
        $orders = array_keys(Store::copies($order, 48, ['wc-on-hold', 'wc-processing']), 'wc-processing', true);
        $this->plugin->outbox->enqueue('trackingtech', 'd', $orders, \Waybill\DeliveryState::Held);
        [, $first] = $this->screen([OrderList::FILTER => 'trackingtech:held']);
        [, $second] = $this->screen([OrderList::FILTER => 'trackingtech:held', 'paged' => '2']);

        self::assertStringContainsString('25 items', $first);
        self::assertCount(20, self::listed($first));
        self::assertCount(5, self::listed($second));
        self::assertSame([], array_diff([...self::listed($first), ...self::listed($second)], [$order->get_id(), ...$orders]));
        self::assertStringContainsString(OrderList::FILTER . '=trackingtech%3Aheld', $first, 'The links to other pages keep the filter.');
    }

    public function test_a_bulk_action_queues_what_it_may_and_says_what_it_passed_over_and_why(): void
    {
        $this->needOrderScreens();
        $delivered = Store::order();
        $this->deliverAll();
        $this->sandbox->clear();
        [$onHold, $cancelled] = [Store::order('on-hold'), Store::order('cancelled')];
        [, $page] = $this->screen();
        preg_match('/name="_wpnonce" value="([^"]+)"/', $page, $nonce);
        $ids = [$delivered->get_id(), $onHold->get_id(), $cancelled->get_id()];
        [$status, $answer] = $this->screen(['action' => 'waybill_send_trackingtech', '_wpnonce' => $nonce[1], '_wp_http_referer' => $this->path()]
        + $this->chosen($ids));

        self::assertSame(200, $status);
        self::assertStringContainsString('1 order is on its way to TrackingTech.', $answer);
        self::assertStringContainsString('1 order was passed over: TrackingTech has it already.', $answer);
        self::assertStringContainsString('1 order was passed over. Its status is “Cancelled”', $answer);
        $this->deliverAll();
        self::assertSame([$onHold->get_id()], array_keys($this->sandbox->orders('trackingtech')));
        self::assertStringNotContainsString('waybill-bulk', $this->screen(['waybill_sent' => '1'])[1], 'It is said once.');
    }

    public function test_a_bulk_action_without_the_nonce_does_nothing(): void
    {
        $this->needOrderScreens();
        $order = Store::order('on-hold');
        [$status] = $this->screen(['action' => 'waybill_send_trackingtech', '_wpnonce' => 'wrong'] + $this->chosen([$order->get_id()]));

        self::assertNotSame(200, $status);
        self::assertSame([], $this->deliveries('trackingtech'));
    }

    public function test_the_panel_stands_on_the_screen_of_an_order(): void
    {
        $this->needOrderScreens();
        $order = Store::order('on-hold');
        [$cookie] = Web::login(Store::user('shop_manager'));
        [$status, $page] = Web::ask('GET', substr($order->get_edit_order_url(), strlen((string) getenv('WAYBILL_SITE_URL'))), $cookie);

        self::assertSame(200, $status);
        self::assertStringContainsString('id="waybill-order-sync"', $page);
        self::assertStringContainsString('Its status is “On hold”; TrackingTech is sent orders when they become “Processing”.', $page);
        self::assertStringContainsString('assets/order.js', $page);
    }

    public function test_nothing_is_added_where_no_platform_is_set_up(): void
    {
        $list = new OrderList([], $this->plugin->history, $this->situations());

        self::assertSame(['order_number' => 'Order'], $list->addColumn(['order_number' => 'Order']));
        self::assertSame('', $list->filter());
    }

    /** @return array<string, int> Standings with TrackingTech to the one order that stands so. */
    private function ordersInEveryStanding(): array
    {
        $order = static fn(string $status = 'processing'): int => Store::order($status)->get_id();
        $orders = [Standing::Delivered->value => $order()];
        $this->deliverAll();
        $this->sandbox->addFault(['platform' => 'trackingtech', 'endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 422]]);
        $orders[Standing::Failed->value] = $order();
        $this->deliverAll();
        $this->sandbox->clearFaults();
        $orders[Standing::Held->value] = $order();
        $this->plugin->outbox->hold('trackingtech');
        $orders[Standing::Waiting->value] = $order();
        $orders[Standing::NotSent->value] = $order('on-hold');

        return $orders;
    }

    private function list(): OrderList
    {
        return new OrderList($this->plugin->connections(), $this->plugin->history, $this->situations());
    }

    private function situations(): Situations
    {
        return (new OrderScreens($this->plugin, WP_PLUGIN_DIR . '/waybill/waybill.php'))->situations();
    }

    /** @return list<int> The orders that the store's own table gives under the filter's condition. */
    private function query(string $chosen, ?OrderList $list = null): array
    {
        global $wpdb;
        [$table, $id, $type] = OrderUtil::custom_orders_table_usage_is_enabled()
            ? ["{$wpdb->prefix}wc_orders", 'id', 'type']
            : [$wpdb->posts, 'ID', 'post_type'];

        return array_map(
            intval(...),
            $wpdb->get_col("SELECT $id FROM $table WHERE $type = 'shop_order'" . ($list ?? $this->list())->condition($chosen, "$table.$id")),
        );
    }

    private function needOrderScreens(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in has no screens of orders; a real WooCommerce has (WAYBILL_WOOCOMMERCE)');
        }
    }

    private function path(): string
    {
        return OrderUtil::custom_orders_table_usage_is_enabled() ? '/wp-admin/admin.php?page=wc-orders' : '/wp-admin/edit.php?post_type=shop_order';
    }

    /**
     * The list of orders, as a shop manager's browser asks for it.
     *
     * @param array<string, string|list<int>> $query
     * @return array{int, string}
     */
    private function screen(array $query = []): array
    {
        // One login for a test: a nonce holds for it alone.
        $this->cookie ??= Web::login(Store::user('shop_manager'))[0];

        return Web::ask('GET', $this->path() . ([] === $query ? '' : '&' . http_build_query($query)), $this->cookie, follow: true);
    }

    /**
     * The ticked boxes.
     *
     * @param list<int> $ids
     * @return array<string, list<int>>
     */
    private function chosen(array $ids): array
    {
        return OrderUtil::custom_orders_table_usage_is_enabled() ? ['id' => $ids] : ['post' => $ids];
    }

    /** @return list<int> The orders of the page. */
    private static function listed(string $page): array
    {
        preg_match_all('/<tr id="(?:order|post)-(\d+)"/', $page, $rows);

        return array_map(intval(...), $rows[1]);
    }
}
