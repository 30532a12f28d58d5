<?php

declare(strict_types=1);

namespace Waybill;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Waybill\Admin\OrderScreens;
use Waybill\Admin\WelcomePage;
use Waybill\Cli\Commands;
use Waybill\Diagnosis\BackgroundCheck;
use Waybill\Diagnosis\ConnectionsCheck;
use Waybill\Diagnosis\DatabaseCheck;
use Waybill\Diagnosis\Diagnosis;
use Waybill\Diagnosis\ExtensionAdvice;
use Waybill\Diagnosis\ExtensionCheck;
use Waybill\Diagnosis\NetworkCheck;
use Waybill\Diagnosis\OrdersCheck;
use Waybill\Diagnosis\Reach;
use Waybill\Diagnosis\ServerCheck;
use Waybill\Diagnosis\StoreCheck;
use Waybill\Rest\Routes;

/** Adds every hook. */
final class Plugin extends Parts
{
    /** The one place of the version; the header of waybill.php, readme.txt and Cargo.toml are checked against it. */
    public const VERSION = '0.1.0';

    /** The plugin's name in WordPress' lists. */
    private string $name;

    /** Adds every hook. */
    public function boot(): void
    {
        // As register_activation_hook() does, and its counterpart, which look for the name anew each time.
        $this->name = plugin_basename($this->file);
        add_action("activate_$this->name", $this->activate(...));
        add_action("deactivate_$this->name", $this->deactivate(...));
        add_action('before_woocommerce_init', $this->declareCompatibility(...));
        add_action('init', $this->catchUp(...));

        // An order comes to be, or changes its status. Several of these fire for one order: it is queued once.
        add_action('woocommerce_new_order', $this->onNewOrder(...), 10, 2);
        add_action('woocommerce_order_status_changed', $this->onStatusChanged(...), 10, 4);
        add_action('woocommerce_update_order', $this->onChanged(...), 10, 2);
        add_action('woocommerce_delete_order', fn(mixed $orderId) => $this->intake->forget((int) $orderId));

        // A payment provider is asked, which may take until PHP is ended: what was kept for later is queued before.
        add_filter('pre_http_request', $this->onRequest(...), PHP_INT_MIN);

        // What starts a worker.
        add_action('shutdown', $this->onShutdown(...), PHP_INT_MAX);
        add_action(Scheduler::TICK, $this->tick(...));
        add_action(Scheduler::DRAIN, $this->tick(...));
        add_action(Scheduler::RECONCILE, fn() => $this->reconciler->run());
        add_action(Scheduler::SHIPMENTS, fn() => $this->shipmentCheck->run());
        add_action('action_scheduler_ensure_recurring_actions', fn() => $this->scheduler->ensureTick());

        // What the customer sees.
        add_action('woocommerce_email_after_order_table', fn(mixed $order, mixed ...$of) => $this->tracking->inEmail($order, ...$of), 10, 3);
        add_action('woocommerce_order_details_after_order_table', fn(mixed $order) => $this->tracking->onOrderPage($order));

        if (defined('WP_CLI')) {
            add_action('cli_init', fn() => (new Commands($this, $this->requirements))->register());
        }

        // What wp-admin asks of its routes, and others of theirs.
        add_action('rest_api_init', $this->onRestInit(...));
        add_filter('site_status_tests', fn(array $tests): array => $this->screens->addSiteHealthTests($tests));
        add_filter('wp_privacy_personal_data_exporters', fn(array $exporters): array => $this->privacy->addExporter($exporters));
        add_filter('wp_privacy_personal_data_erasers', fn(array $erasers): array => $this->privacy->addEraser($erasers));
        if (is_admin()) {
            $this->hookScreens();
            $this->hookOrderScreens(new OrderScreens($this, $this->file));
        }
    }

    /** Waybill's pages in wp-admin, and what it adds to WordPress' own. */
    private function hookScreens(): void
    {
        add_action('admin_menu', fn() => $this->screens->addPages());
        add_action('admin_init', $this->onAdminInit(...));
        add_action('admin_init', fn() => $this->privacy->suggestPolicy());
        add_action('admin_enqueue_scripts', fn(string $hook) => $this->screens->enqueueAssets($hook));
        add_action('admin_head', fn() => $this->screens->hideWelcomePage());
        add_action('admin_notices', fn() => $this->screens->renderNotices());
        add_filter('plugin_action_links_' . $this->name, fn(array $links): array => $this->screens->addSetUpLink($links));
    }

    /** WooCommerce's screens of orders: those of the order tables (HPOS), and those of posts. */
    private function hookOrderScreens(OrderScreens $screens): void
    {
        add_action('admin_enqueue_scripts', $screens->enqueueAssets(...));
        // After WooCommerce's own boxes, so that it stands below the order's items.
        add_action('add_meta_boxes', $screens->addBox(...), 40, 2);
        add_action('admin_notices', $screens->renderNotice(...));
        add_filter('removable_query_args', $screens->addRemovableArgument(...));

        add_filter('woocommerce_shop_order_list_table_columns', $screens->addColumn(...), 20);
        add_action('woocommerce_shop_order_list_table_custom_column', $screens->renderColumn(...), 10, 2);
        add_filter('woocommerce_order_query', $screens->expectOrders(...), 10, 2);
        add_action('woocommerce_order_list_table_restrict_manage_orders', $screens->renderFilter(...), 10, 2);
        add_filter('woocommerce_shop_order_list_table_prepare_items_query_args', $screens->addFilter(...));
        add_filter('woocommerce_orders_table_query_clauses', $screens->filterOrders(...), 10, 3);
        add_filter('bulk_actions-' . OrderScreens::TABLES, $screens->addBulkActions(...));
        add_filter('handle_bulk_actions-' . OrderScreens::TABLES, $screens->runBulkAction(...), 10, 3);

        add_filter('manage_shop_order_posts_columns', $screens->addColumn(...), 20);
        add_action('manage_shop_order_posts_custom_column', $screens->renderPostsColumn(...), 10, 2);
        add_action('restrict_manage_posts', $screens->renderFilter(...), 10, 2);
        add_filter('posts_clauses', $screens->filterPosts(...), 10, 2);
        add_filter('bulk_actions-' . OrderScreens::POSTS, $screens->addBulkActions(...));
        add_filter('handle_bulk_actions-' . OrderScreens::POSTS, $screens->runBulkAction(...), 10, 3);
    }

    /** What Site Health and the command line look at. */
    public function diagnosis(): Diagnosis
    {
        $advice = new ExtensionAdvice(dirname($this->file));

        return new Diagnosis([
            new ExtensionCheck($this->extension, $advice, $this->watchdog),
            new ServerCheck($this->site, ini_get(...)),
            new StoreCheck($this->requirements),
            new DatabaseCheck($this->database, $this->schema),
            new BackgroundCheck($this->watchdog, $this->scheduler),
            new ConnectionsCheck($this->connections()),
            new OrdersCheck($this->connections(), $this->figures, $this->circuit, $this->watchdog, $this->reconciler),
        ], [new NetworkCheck($this->connections(), $this->reach())]);
    }

    /** Tries a connection without sending an order. */
    public function reach(): Reach
    {
        return new Reach($this->extension, $this->steps);
    }

    /** Removes everything, on every site of a network. Called by uninstall.php. */
    public function uninstall(): void
    {
        $this->onEverySite(is_multisite(), $this->lifecycle->uninstall(...));
    }

    private function activate(bool $networkWide = false): void
    {
        $user = get_current_user_id();
        $this->onEverySite($networkWide, fn() => $this->lifecycle->markActivated($user));
        if (!$networkWide) {
            // WordPress loads a plugin that is being activated after `init`.
            $this->catchUp();
        }
    }

    private function deactivate(bool $networkWide = false): void
    {
        $this->onEverySite($networkWide, $this->lifecycle->deactivate(...));
    }

    private function catchUp(): void
    {
        load_plugin_textdomain('waybill', false, dirname($this->name) . '/languages');
        if (Lifecycle::isBehind() && null === $this->requirements->missingWooCommerce() && $this->lifecycle->catchUp()) {
            $this->tail->workAfterwards();
        }
    }

    private function declareCompatibility(): void
    {
        foreach (['custom_order_tables', 'cart_checkout_blocks'] as $feature) {
            FeaturesUtil::declare_compatibility($feature, $this->file, true);
        }
    }

    /** Other plugins fire WooCommerce's hooks too, and not always with all arguments. */
    private function onNewOrder(mixed $orderId, mixed $order = null): void
    {
        $this->intake->consider($order instanceof \WC_Order ? $order : wc_get_order($orderId));
    }

    private function onChanged(mixed $orderId, mixed $order = null): void
    {
        $this->intake->reconsider($order instanceof \WC_Order ? $order : wc_get_order($orderId));
    }

    private function onStatusChanged(mixed $orderId, mixed $from = null, mixed $to = null, mixed $order = null): void
    {
        $this->onNewOrder($orderId, $order);
    }

    private function onRequest(mixed $response): mixed
    {
        if ($this->isMade('intake')) {
            $this->intake->queueLater();
        }

        return $response;
    }

    /** A shopper's request (WooCommerce's Store API) has no use for ours. */
    private function onRestInit(): void
    {
        $route = $GLOBALS['wp']->query_vars['rest_route'] ?? '';
        if (!str_starts_with((string) $route, '/wc/store/')) {
            $this->screens->registerRoutes();
        }
    }

    /** A request in which nobody asked for either has nothing to send. */
    private function onShutdown(): void
    {
        // The plugin may have been deleted since this request began.
        if ($this->isMade('intake', 'tail') && class_exists(Tail::class)) {
            $this->tail->run();
        }
        if ($this->isMade('scheduler')) {
            $this->scheduler->beginNext();
        }
    }

    private function tick(): void
    {
        $this->watchdog->ticked();
        $this->reconciler->runOnNewest();
        $this->worker->run();
        $this->alarm->run();
    }

    private function onAdminInit(): void
    {
        if (null !== $this->requirements->missingWooCommerce() || wp_doing_ajax()) {
            return;
        }
        $this->scheduler->ensureTick();
        // Not after activating several plugins at once: WordPress shows its list then.
        if (current_user_can(Routes::CAPABILITY) && !isset($_GET['activate-multi']) && !is_network_admin() && $this->lifecycle->takeWelcome()) {
            wp_safe_redirect(WelcomePage::url());
            exit();
        }
    }

    private function onEverySite(bool $network, callable $do): void
    {
        if (!$network) {
            $do();
            return;
        }
        foreach ((array) get_sites(['fields' => 'ids', 'number' => 0]) as $site) {
            switch_to_blog((int) $site);
            $do();
            restore_current_blog();
        }
    }
}
