<?php

declare(strict_types=1);

namespace Waybill;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Waybill\Admin\ExtensionAdvice;
use Waybill\Admin\LogistosPage;
use Waybill\Admin\Notices;
use Waybill\Admin\TrackingTechPage;
use Waybill\Admin\WelcomePage;
use Waybill\Connection\ApiKeys;
use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;
use Waybill\Order\OrderReader;
use Waybill\Order\OrderTable;
use Waybill\Rest\LogistosRoutes;
use Waybill\Rest\Routes;
use Waybill\Rest\TrackingTechRoutes;

/** The composition root: builds every object, and adds every hook. */
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

    private readonly Requirements $requirements;

    /** @param string $file The plugin's main file. */
    public function __construct(
        private readonly string $file,
    ) {
        $db = $GLOBALS['wpdb'];
        $log = new Log();
        $lock = new Lock($db);
        $this->requirements = new Requirements();
        $this->extension = new Extension();
        $site = new Site($this->extension);
        $this->logistos = new Logistos($this->extension, $site);
        $this->trackingTech = new TrackingTech($this->extension, $site);
        $this->scheduler = new Scheduler();
        $this->schema = new OutboxSchema($db);
        $database = new OutboxDatabase($db, $log);
        $this->outbox = new Outbox($database, $this->schema);
        $this->claims = new OutboxClaims($database, $this->schema);
        $this->circuit = new Circuit($database, $this->schema, $log);
        $this->steps = new Steps($this->extension, $site, $log);
        $orders = new OrderTable($db);
        $this->setup = new TrackingTechSetup($this->trackingTech, $this->steps, $this->extension, $this->outbox, $orders);
        $this->credentials = new LogistosCredentials($this->logistos, new ApiKeys($db), $this->extension, $site, $this->outbox, $lock, $log);
        $this->backfill = new Backfill($this->logistos, $this->outbox, $orders, $site, $lock, $log);
        $this->logistosActivation = new LogistosActivation($this->logistos, $this->credentials, $this->backfill, $this->outbox);
        $this->deliverer = new Deliverer($this->outbox, $this->claims, $this->circuit, new OrderReader(), $this->extension, $site, $log);
        $this->intake = new Intake($this->connections(), $this->outbox, $site, $log);
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
            $this->backfill,
            $this->schema,
            $this->scheduler,
            $log,
        );
    }

    /** Adds every hook. */
    public function boot(): void
    {
        register_activation_hook($this->file, $this->activate(...));
        register_deactivation_hook($this->file, $this->deactivate(...));
        add_action('before_woocommerce_init', $this->declareCompatibility(...));
        add_action('init', $this->catchUp(...));

        // An order comes to be, or changes its status. Several of these fire for one order: it is queued once.
        add_action('woocommerce_new_order', $this->onNewOrder(...), 10, 2);
        add_action('woocommerce_order_status_changed', $this->onStatusChanged(...), 10, 4);
        add_action('woocommerce_update_order', $this->onChanged(...), 10, 2);
        add_action('woocommerce_delete_order', $this->outbox->forgetOrder(...));

        // What starts a worker.
        add_action('shutdown', $this->tail->run(...), PHP_INT_MAX);
        add_action(Scheduler::TICK, $this->tick(...));
        add_action(Scheduler::DRAIN, $this->tick(...));
        add_action('action_scheduler_ensure_recurring_actions', $this->scheduler->ensureTick(...));

        // wp-admin.
        add_action('rest_api_init', $this->registerRoutes(...));
        add_action('admin_menu', $this->addPages(...));
        add_action('admin_init', $this->onAdminInit(...));
        add_action('admin_enqueue_scripts', $this->enqueueAssets(...));
        add_action('admin_head', $this->hideWelcomePage(...));
        add_action('admin_notices', $this->renderNotices(...));
        add_filter('plugin_action_links_' . plugin_basename($this->file), $this->addSetUpLink(...));
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
        $this->worker->run();
    }

    private function registerRoutes(): void
    {
        (new Routes(
            new LogistosRoutes(
                $this->logistos,
                $this->logistosActivation,
                $this->credentials,
                $this->backfill,
                $this->outbox,
                $this->steps,
                $this->logistosPage(),
                $this->tail,
            ),
            new TrackingTechRoutes($this->trackingTech, $this->setup, $this->steps, $this->trackingTechPage(), $this->tail),
        ))->register();
    }

    private function addPages(): void
    {
        if (null !== $this->requirements->missingWooCommerce()) {
            return;
        }
        $may = Routes::CAPABILITY;
        $logistos = $this->logistosPage();
        add_options_page(__('Logistos Sync', 'waybill'), __('Logistos Sync', 'waybill'), $may, $logistos->slug(), $logistos->render(...));
        $trackingTech = $this->trackingTechPage();
        add_submenu_page('woocommerce', 'TrackingTech', 'TrackingTech', $may, $trackingTech->slug(), $trackingTech->render(...));
        $welcome = new WelcomePage($this->logistos, $this->trackingTech);
        add_submenu_page('plugins.php', __('Welcome to Waybill', 'waybill'), 'Waybill', $may, $welcome->slug(), $welcome->render(...));
    }

    /** The welcome screen has an address, but no place in the menu. */
    private function hideWelcomePage(): void
    {
        remove_submenu_page('plugins.php', WelcomePage::SLUG);
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

    private function enqueueAssets(string $hook): void
    {
        foreach ([WelcomePage::SLUG, LogistosPage::SLUG, TrackingTechPage::SLUG] as $slug) {
            if (str_ends_with($hook, '_page_' . $slug)) {
                wp_enqueue_style('waybill', plugins_url('assets/admin.css', $this->file), [], self::VERSION);
                wp_enqueue_script('waybill', plugins_url('assets/admin.js', $this->file), ['wp-api-fetch', 'wp-i18n', 'wp-a11y'], self::VERSION, true);
                wp_set_script_translations('waybill', 'waybill', dirname($this->file) . '/languages');
            }
        }
    }

    private function renderNotices(): void
    {
        (new Notices($this->connections(), $this->requirements, $this->extension, new ExtensionAdvice(dirname($this->file))))->render();
    }

    /**
     * @param array<string, string> $links
     * @return array<string, string>
     */
    private function addSetUpLink(array $links): array
    {
        return ['waybill' => '<a href="' . esc_url(WelcomePage::url()) . '">' . esc_html__('Set up', 'waybill') . '</a>'] + $links;
    }

    /** @return list<Connection> */
    private function connections(): array
    {
        return [$this->logistos, $this->trackingTech];
    }

    private function logistosPage(): LogistosPage
    {
        return new LogistosPage($this->logistos, $this->credentials, $this->backfill, $this->outbox, $this->extension);
    }

    private function trackingTechPage(): TrackingTechPage
    {
        return new TrackingTechPage($this->trackingTech, $this->setup, $this->outbox, $this->extension);
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
