<?php

declare(strict_types=1);

namespace Waybill;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Waybill\Admin\BulkNotice;
use Waybill\Admin\Dismissals;
use Waybill\Admin\OrderScreens;
use Waybill\Admin\Screens;
use Waybill\Admin\WelcomePage;
use Waybill\Cli\Commands;
use Waybill\Connection\ApiKeys;
use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;
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
use Waybill\Order\BackfillReader;
use Waybill\Order\BulkOrderReader;
use Waybill\Order\Doubt;
use Waybill\Order\Fulfilments;
use Waybill\Order\OrderReader;
use Waybill\Order\OrderTable;
use Waybill\Order\ShipmentNews;
use Waybill\Rest\Routes;

/** The composition root: builds every object, and adds every hook. */
// @mago-expect lint:too-many-properties One for each part of the plugin.
final class Plugin
{
    /** The one place of the version; the header of waybill.php, readme.txt and Cargo.toml are checked against it. */
    public const VERSION = '0.1.0';

    public readonly Extension $extension;
    public readonly Logistos $logistos;
    public readonly TrackingTech $trackingTech;
    public readonly LogistosCredentials $credentials;
    public readonly LogistosActivation $logistosActivation;
    public readonly TrackingTechSetup $setup;
    public readonly OutboxSchema $schema;
    public readonly Outbox $outbox;
    public readonly OutboxFigures $figures;
    public readonly OutboxClaims $claims;
    public readonly Circuit $circuit;
    public readonly Backfill $backfill;
    public readonly Deliverer $deliverer;
    public readonly Intake $intake;
    public readonly Worker $worker;
    public readonly Tail $tail;
    public readonly Scheduler $scheduler;
    public readonly Lifecycle $lifecycle;
    public readonly Steps $steps;
    public readonly Reconciler $reconciler;
    public readonly OutboxShipments $shipments;
    public readonly ShipmentCheck $shipmentCheck;
    public readonly CloneGuard $cloneGuard;
    public readonly Watchdog $watchdog;
    public readonly Alarm $alarm;
    public readonly Dismissals $dismissals;
    public readonly BulkNotice $bulkNotice;
    public readonly OrderReader $orders;
    public readonly BackfillReader $backfillReader;
    public readonly OutboxHistory $history;
    public readonly Packer $packer;
    public readonly Hooks $hooks;
    public readonly Site $site;

    private readonly Requirements $requirements;

    // @mago-expect lint:halstead A list of the parts, and nothing else.
    /** @param string $file The plugin's main file. */
    public function __construct(
        private readonly string $file,
    ) {
        $db = $GLOBALS['wpdb'];
        $log = new Log();
        $lock = new Lock($db);
        $remembered = new Remembered();
        $this->requirements = new Requirements();
        $this->extension = new Extension();
        $site = new Site($this->extension);
        $this->site = $site;
        $this->logistos = new Logistos($this->extension, $site);
        $this->trackingTech = new TrackingTech($this->extension, $site);
        $this->scheduler = new Scheduler();
        $this->schema = new OutboxSchema($db);
        $database = new OutboxDatabase($db, $log);
        $this->outbox = new Outbox($database, $this->schema);
        $this->figures = new OutboxFigures($database, $this->schema, $remembered);
        $this->claims = new OutboxClaims($database, $this->schema);
        $this->shipments = new OutboxShipments($database, $this->schema);
        $this->circuit = new Circuit($database, $this->schema, $log);
        $this->steps = new Steps($this->extension, $site, $log);
        $orders = new OrderTable($db);
        $this->setup = new TrackingTechSetup($this->trackingTech, $this->steps, $this->extension, $this->outbox, $this->shipments, $orders);
        $this->credentials = new LogistosCredentials($this->logistos, new ApiKeys($db), $this->extension, $site, $this->outbox, $lock, $log);
        $this->orders = new OrderReader();
        $this->backfillReader = new BackfillReader($this->orders, new BulkOrderReader($db), new Doubt(), $this->extension, $log);
        $this->backfill = new Backfill(
            $this->logistos,
            $this->outbox,
            $this->figures,
            new OutboxBackfill($database, $this->schema),
            $orders,
            $this->backfillReader,
            $remembered,
            $site,
            $lock,
            $log,
        );
        $this->logistosActivation = new LogistosActivation($this->logistos, $this->credentials, $this->backfill, $this->outbox);
        $hooks = new Hooks($log);
        $this->hooks = $hooks;
        $this->packer = new Packer($this->orders, $this->backfillReader, $hooks, $this->extension, $site, $log);
        $this->history = new OutboxHistory($database, $this->schema);
        $this->deliverer = new Deliverer($this->outbox, $this->claims, $this->circuit, $this->backfill, $hooks, $this->packer, $this->extension, $log);
        $this->intake = new Intake($this->connections(), $this->outbox, $hooks, $site, $log);
        $this->reconciler = new Reconciler($this->connections(), $this->outbox, $orders, $site, $log);
        $this->shipmentCheck = new ShipmentCheck(
            $this->trackingTech,
            $this->steps,
            $this->outbox,
            $this->shipments,
            $this->circuit,
            new ShipmentNews($this->trackingTech, new Fulfilments(), $this->intake, $this->shipments, $log),
            $lock,
            $log,
        );
        $this->cloneGuard = new CloneGuard($this->logistos, $this->credentials, $this->trackingTech, $this->steps, $this->outbox, $site);
        $this->watchdog = new Watchdog($this->connections(), $this->figures, $this->extension);
        $this->alarm = new Alarm($this->connections(), $lock);
        $this->dismissals = new Dismissals();
        $this->bulkNotice = new BulkNotice();
        $this->worker = new Worker(
            $this->connections(),
            $this->claims,
            $this->deliverer,
            $this->backfill,
            $this->credentials,
            $this->extension,
            $this->scheduler,
            $log,
        );
        $this->tail = new Tail($this->connections(), $this->intake, $this->deliverer, $this->worker, $this->scheduler, $lock);
        $this->lifecycle = new Lifecycle(
            $this->logistos,
            $this->trackingTech,
            $this->setup,
            $this->logistosActivation,
            $this->credentials,
            $this->schema,
            $lock,
            $this->scheduler,
            $log,
            $this->watchdog,
            [
                $this->backfill,
                $this->backfillReader,
                $this->reconciler,
                $this->shipmentCheck,
                $this->cloneGuard,
                $this->watchdog,
                $this->alarm,
                $this->dismissals,
                $this->bulkNotice,
                $remembered,
            ],
        );
    }

    /** Adds every hook. */
    public function boot(): void
    {
        register_activation_hook($this->file, $this->activate(...));
        register_deactivation_hook($this->file, $this->deactivate(...));
        add_action('before_woocommerce_init', $this->declareCompatibility(...));
        add_action('init', $this->catchUp(...));
        add_filter('pre_get_table_charset', $this->schema->charset(...), 10, 2);

        // An order comes to be, or changes its status. Several of these fire for one order: it is queued once.
        add_action('woocommerce_new_order', $this->onNewOrder(...), 10, 2);
        add_action('woocommerce_order_status_changed', $this->onStatusChanged(...), 10, 4);
        add_action('woocommerce_update_order', $this->onChanged(...), 10, 2);
        add_action('woocommerce_delete_order', $this->outbox->forgetOrder(...));

        // What starts a worker.
        add_action('shutdown', $this->tail->run(...), PHP_INT_MAX);
        add_action(Scheduler::TICK, $this->tick(...));
        add_action(Scheduler::DRAIN, $this->tick(...));
        add_action(Scheduler::RECONCILE, fn() => $this->reconciler->run());
        add_action(Scheduler::SHIPMENTS, fn() => $this->shipmentCheck->run());
        add_action('action_scheduler_ensure_recurring_actions', $this->scheduler->ensureTick(...));

        // What the customer sees.
        $tracking = new CustomerTracking($this->shipments);
        add_action('woocommerce_email_after_order_table', $tracking->inEmail(...), 10, 3);
        add_action('woocommerce_order_details_after_order_table', $tracking->onOrderPage(...));

        if (defined('WP_CLI')) {
            add_action('cli_init', (new Commands($this, $this->requirements))->register(...));
        }

        // wp-admin.
        $screens = new Screens($this, $this->requirements, $this->file);
        add_action('rest_api_init', $screens->registerRoutes(...));
        add_action('admin_menu', $screens->addPages(...));
        add_action('admin_init', $this->onAdminInit(...));
        add_action('admin_enqueue_scripts', $screens->enqueueAssets(...));
        add_action('admin_head', $screens->hideWelcomePage(...));
        add_action('admin_notices', $screens->renderNotices(...));
        add_filter('site_status_tests', $screens->addSiteHealthTests(...));
        $privacy = new Privacy($this->shipments);
        add_action('admin_init', $privacy->suggestPolicy(...));
        add_filter('wp_privacy_personal_data_exporters', $privacy->addExporter(...));
        add_filter('wp_privacy_personal_data_erasers', $privacy->addEraser(...));
        add_filter('plugin_action_links_' . plugin_basename($this->file), $screens->addSetUpLink(...));
        if (is_admin()) {
            $this->hookOrderScreens(new OrderScreens($this, $this->file));
        }
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

    /** @return list<Connection> Every platform. */
    public function connections(): array
    {
        return [$this->logistos, $this->trackingTech];
    }

    /** What Site Health and the command line look at. */
    public function diagnosis(): Diagnosis
    {
        $advice = new ExtensionAdvice(dirname($this->file));

        return new Diagnosis([
            new ExtensionCheck($this->extension, $advice, $this->watchdog),
            new ServerCheck(new Site($this->extension), ini_get(...)),
            new StoreCheck($this->requirements),
            new DatabaseCheck(new OutboxDatabase($GLOBALS['wpdb'], new Log()), $this->schema),
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
        load_plugin_textdomain('waybill', false, dirname(plugin_basename($this->file)) . '/languages');
        if (null === $this->requirements->missingWooCommerce() && $this->lifecycle->catchUp()) {
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

    private function tick(): void
    {
        $this->watchdog->ticked();
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
