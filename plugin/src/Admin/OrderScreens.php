<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Connection\TrackingTech;
use Waybill\Plugin;
use Waybill\Preview;
use Waybill\Rest\OrderRoutes;
use Waybill\Rest\Routes;
use Waybill\SendNow;
use Waybill\Situations;

/**
 * What hooks on WooCommerce's screens of orders call: the panel of an order, and the list's column, filter and bulk actions. The order tables (HPOS) and posts have screens of
 * their own, with hooks of their own. What is shown is built only there.
 */
final class OrderScreens
{
    /** The screens by their ids: the order tables' list and order in one, then posts'. */
    public const TABLES = 'woocommerce_page_wc-orders';
    private const POST = 'shop_order';
    public const POSTS = 'edit-shop_order';

    private ?OrderList $list = null;

    public function __construct(
        private readonly Plugin $plugin,
        private readonly string $file,
    ) {}

    public function enqueueAssets(): void
    {
        if (in_array(get_current_screen()?->id, [self::TABLES, self::POST, self::POSTS], true)) {
            wp_enqueue_style('waybill', plugins_url('assets/admin.css', $this->file), [], Plugin::VERSION);
        }
    }

    /** The panel, on the screen of an order that is saved. @param mixed $of The order, or its post. */
    public function addBox(mixed $screen, mixed $of = null): void
    {
        $order = $of instanceof \WP_Post && self::POST === $screen ? wc_get_order($of->ID) : $of;
        if (!in_array($screen, [self::TABLES, self::POST], true) || !$order instanceof \WC_Order || 'auto-draft' === $order->get_status()) {
            return;
        }
        if (current_user_can(Routes::CAPABILITY)) {
            add_meta_box('waybill-order-sync', __('Order sync', 'waybill'), fn() => $this->renderBox($order), (string) $screen, 'normal', 'high');
        }
    }

    public function box(): OrderBox
    {
        return new OrderBox(
            $this->connections(),
            [Logistos::ID => LogistosPage::url(), TrackingTech::ID => TrackingTechPage::url()],
            $this->situations(),
            $this->plugin->history,
        );
    }

    public function situations(): Situations
    {
        return new Situations($this->plugin->history, $this->plugin->circuit, $this->plugin->hooks, $this->plugin->extension);
    }

    public function sendNow(): SendNow
    {
        return new SendNow($this->plugin->outbox, $this->plugin->history, $this->situations(), $this->plugin->deliverer, $this->plugin->site);
    }

    public function routes(): OrderRoutes
    {
        return new OrderRoutes(
            $this->plugin->connections(),
            $this->plugin->orders,
            $this->situations(),
            $this->sendNow(),
            new Preview($this->plugin->packer, $this->plugin->history, $this->plugin->extension, $this->plugin->site),
            $this->box(),
        );
    }

    /**
     * @param array<string, string> $columns
     * @return array<string, string>
     */
    public function addColumn(array $columns): array
    {
        return $this->list()->addColumn($columns);
    }

    /** A field of the order tables' list. @param mixed $order What the list gives: the order. */
    public function renderColumn(string $column, mixed $order): void
    {
        if (OrderList::COLUMN === $column && $order instanceof \WC_Order) {
            // @mago-expect lint:no-unescaped-output The cell escapes each of its parts.
            echo $this->list()->cell($order);
        }
    }

    /** A field of the posts' list. */
    public function renderPostsColumn(string $column, mixed $postId): void
    {
        if (OrderList::COLUMN === $column) {
            $this->expectPosts();
            $this->renderColumn($column, wc_get_order((int) $postId));
        }
    }

    /**
     * Hears which orders the order tables' list shows.
     *
     * @param mixed $found What a query of orders gives.
     * @param mixed $arguments Its arguments.
     */
    public function expectOrders(mixed $found, mixed $arguments = []): mixed
    {
        if (
            self::TABLES === self::screen()
            && is_array($arguments)
            && ($arguments['paginate'] ?? false)
            && is_object($found)
            && is_array($found->orders ?? null)
        ) {
            $this->list()->expect(array_map(static fn(mixed $order): int => $order instanceof \WC_Order
                ? $order->get_id()
                : (int) $order, array_values($found->orders)));
        }

        return $found;
    }

    /** The drop-down, in the tools above either list. */
    public function renderFilter(mixed $type, mixed $which = 'top'): void
    {
        if ('shop_order' === $type && 'top' === $which) {
            // @mago-expect lint:no-unescaped-output The filter escapes each of its parts.
            echo $this->list()->filter();
        }
    }

    /**
     * Hands the filter on to the order tables' query. Without one nothing is added: WooCommerce then pages by its own cached counts.
     *
     * @param array<string, mixed> $arguments
     * @return array<string, mixed>
     */
    public function addFilter(array $arguments): array
    {
        $chosen = OrderList::chosen();

        return '' === $chosen ? $arguments : $arguments + [OrderList::FILTER => $chosen];
    }

    /**
     * Filters the order tables' query, and with it the count that its paging is made of.
     *
     * @param array<string, string> $clauses
     * @return array<string, string>
     */
    public function filterOrders(array $clauses, mixed $query = null, mixed $arguments = []): array
    {
        $chosen = is_array($arguments) ? $arguments[OrderList::FILTER] ?? '' : '';
        if (is_string($chosen) && '' !== $chosen) {
            $clauses['where'] .= $this->list()->condition($chosen, $GLOBALS['wpdb']->prefix . 'wc_orders.id');
        }

        return $clauses;
    }

    /**
     * Filters the posts' list.
     *
     * @param array<string, string> $clauses
     * @return array<string, string>
     */
    public function filterPosts(array $clauses, mixed $query = null): array
    {
        if ($query instanceof \WP_Query && $query->is_main_query() && self::POSTS === self::screen()) {
            $clauses['where'] .= $this->list()->condition(OrderList::chosen(), $GLOBALS['wpdb']->posts . '.ID');
        }

        return $clauses;
    }

    /**
     * @param array<string, string> $actions
     * @return array<string, string>
     */
    public function addBulkActions(array $actions): array
    {
        return $this->bulk()->add($actions);
    }

    /** Runs a bulk action. @param mixed $ids The chosen orders' ids. */
    public function runBulkAction(mixed $address, mixed $action = '', mixed $ids = []): mixed
    {
        return is_string($address) && is_string($action) && is_array($ids) ? $this->bulk()->run($address, $action, array_values($ids)) : $address;
    }

    /** What came of a bulk action. */
    public function renderNotice(): void
    {
        if (in_array(self::screen(), [self::TABLES, self::POSTS], true)) {
            // @mago-expect lint:no-unescaped-output The notice escapes each of its parts.
            echo $this->bulk()->notice();
        }
    }

    /**
     * The notice is said once: its flag does not stay in the address.
     *
     * @param list<string> $names
     * @return list<string>
     */
    public function addRemovableArgument(array $names): array
    {
        return [...$names, BulkSend::FLAG];
    }

    private function renderBox(\WC_Order $order): void
    {
        wp_enqueue_script(
            'waybill-order',
            plugins_url('assets/order.js', $this->file),
            ['wp-api-fetch', 'wp-i18n', 'wp-a11y', 'wp-url'],
            Plugin::VERSION,
            true,
        );
        wp_set_script_translations('waybill-order', 'waybill', dirname($this->file) . '/languages');
        // @mago-expect lint:no-unescaped-output The panel escapes each of its parts.
        echo $this->box()->html($order);
    }

    /** The posts of the page are the main query's. */
    private function expectPosts(): void
    {
        $query = $GLOBALS['wp_query'] ?? null;
        if ($query instanceof \WP_Query) {
            $this->list()->expect(array_map(static fn(\WP_Post|int $post): int => $post instanceof \WP_Post
                ? $post->ID
                : $post, array_values($query->posts ?? [])));
        }
    }

    private function list(): OrderList
    {
        return $this->list ??= new OrderList($this->connections(), $this->plugin->history, $this->situations());
    }

    private function bulk(): BulkSend
    {
        return new BulkSend($this->connections(), $this->sendNow(), $this->plugin->tail, $this->plugin->bulkNotice);
    }

    /** @return list<Connection> Those that are set up. */
    private function connections(): array
    {
        return array_values(array_filter($this->plugin->connections(), static fn(Connection $connection): bool => $connection->isOpen()));
    }

    private static function screen(): ?string
    {
        return function_exists('get_current_screen') ? get_current_screen()?->id : null;
    }
}
