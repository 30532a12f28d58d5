<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Logistos;
use Waybill\Connection\TrackingTech;
use Waybill\Diagnosis\ExtensionAdvice;
use Waybill\Plugin;
use Waybill\Requirements;
use Waybill\Rest\BackfillRoutes;
use Waybill\Rest\ConnectionRoutes;
use Waybill\Rest\DeliveryRoutes;
use Waybill\Rest\LogistosRoutes;
use Waybill\Rest\NoticeRoutes;
use Waybill\Rest\Routes;
use Waybill\Rest\ShipmentRoutes;
use Waybill\Rest\TrackingTechRoutes;

/** What wp-admin shows of Waybill, built only when it is shown: the composition root's other half. */
final class Screens
{
    public function __construct(
        private readonly Plugin $plugin,
        private readonly Requirements $requirements,
        private readonly string $file,
    ) {}

    /** Puts the pages into the menu. */
    public function addPages(): void
    {
        if (null !== $this->requirements->missingWooCommerce()) {
            return;
        }
        $may = Routes::CAPABILITY;
        $logistos = $this->logistosPage();
        add_options_page(__('Logistos Sync', 'waybill'), __('Logistos Sync', 'waybill'), $may, $logistos->slug(), $logistos->render(...));
        $overview = $this->overviewPage();
        add_submenu_page('woocommerce', __('Order sync', 'waybill'), __('Order sync', 'waybill'), $may, $overview->slug(), $overview->render(...));
        $trackingTech = $this->trackingTechPage();
        add_submenu_page('woocommerce', 'TrackingTech', 'TrackingTech', $may, $trackingTech->slug(), $trackingTech->render(...));
        $welcome = $this->welcomePage();
        add_submenu_page('plugins.php', __('Welcome to Waybill', 'waybill'), 'Waybill', $may, $welcome->slug(), $welcome->render(...));
    }

    /** The welcome screen has an address, but no place in the menu. */
    public function hideWelcomePage(): void
    {
        remove_submenu_page('plugins.php', WelcomePage::SLUG);
    }

    /** On our own pages alone. */
    public function enqueueAssets(string $hook): void
    {
        foreach ([WelcomePage::SLUG, OverviewPage::SLUG, LogistosPage::SLUG, TrackingTechPage::SLUG] as $slug) {
            if (str_ends_with($hook, '_page_' . $slug)) {
                wp_enqueue_style('waybill', plugins_url('assets/admin.css', $this->file), [], Plugin::VERSION);
                wp_enqueue_script('waybill', plugins_url('assets/admin.js', $this->file), ['wp-api-fetch', 'wp-i18n', 'wp-a11y'], Plugin::VERSION, true);
                wp_set_script_translations('waybill', 'waybill', dirname($this->file) . '/languages');
            }
        }
    }

    /** The notices of wp-admin. */
    public function renderNotices(): void
    {
        $notices = new Notices(
            $this->plugin->connections(),
            $this->requirements,
            $this->plugin->extension,
            new ExtensionAdvice(dirname($this->file)),
            $this->plugin->watchdog,
            $this->plugin->figures,
            $this->plugin->cloneGuard,
            $this->plugin->dismissals,
        );
        if ($notices->render()) {
            wp_enqueue_script('waybill-notices', plugins_url('assets/notices.js', $this->file), ['wp-api-fetch'], Plugin::VERSION, true);
        }
    }

    /**
     * Adds our tests to Site Health.
     *
     * @param array<string, array<string, array<string, mixed>>> $tests
     * @return array<string, array<string, array<string, mixed>>>
     */
    public function addSiteHealthTests(array $tests): array
    {
        return null === $this->requirements->missingWooCommerce() ? (new SiteHealth($this->plugin->diagnosis()))->add($tests) : $tests;
    }

    /** The routes behind the pages. */
    public function registerRoutes(): void
    {
        (new Routes(
            new LogistosRoutes(
                $this->plugin->logistos,
                $this->plugin->logistosActivation,
                $this->plugin->credentials,
                $this->plugin->backfill,
                $this->plugin->outbox,
                $this->plugin->steps,
                $this->logistosPage(),
                $this->plugin->tail,
            ),
            new BackfillRoutes($this->plugin->backfill, $this->backfillCard(), $this->plugin->tail),
            new TrackingTechRoutes($this->plugin->trackingTech, $this->plugin->setup, $this->plugin->steps, $this->trackingTechPage(), $this->plugin->tail),
            new ShipmentRoutes($this->plugin->trackingTech, $this->plugin->shipments, $this->shipmentsCard()),
            new ConnectionRoutes($this->plugin->connections(), $this->plugin->steps),
            new DeliveryRoutes(
                $this->plugin->connections(),
                $this->overviewPage(),
                $this->welcomePage(),
                $this->plugin->outbox,
                $this->plugin->reconciler,
                $this->plugin->cloneGuard,
                $this->plugin->tail,
            ),
            new NoticeRoutes($this->plugin->dismissals),
            (new OrderScreens($this->plugin, $this->file))->routes(),
        ))->register();
    }

    /**
     * Adds a link to our line in the list of plugins.
     *
     * @param array<string, string> $links
     * @return array<string, string>
     */
    public function addSetUpLink(array $links): array
    {
        return ['waybill' => '<a href="' . esc_url(WelcomePage::url()) . '">' . esc_html__('Set up', 'waybill') . '</a>'] + $links;
    }

    private function logistosPage(): LogistosPage
    {
        return new LogistosPage(
            $this->plugin->logistos,
            $this->plugin->credentials,
            $this->backfillCard(),
            $this->plugin->figures,
            $this->plugin->extension,
            $this->deliveriesCard(),
        );
    }

    private function overviewPage(): OverviewPage
    {
        return new OverviewPage(
            $this->plugin->connections(),
            [Logistos::ID => LogistosPage::url(...), TrackingTech::ID => TrackingTechPage::url(...)],
            $this->plugin->figures,
            new ConnectionCard($this->plugin->figures, $this->plugin->circuit, $this->plugin->extension),
            new FailuresCard($this->plugin->figures),
            $this->backfillCard(),
            $this->plugin->reconciler,
        );
    }

    private function welcomePage(): WelcomePage
    {
        return new WelcomePage($this->plugin->logistos, $this->plugin->trackingTech, $this->backfillCard(), new CloneCard($this->plugin->cloneGuard));
    }

    private function backfillCard(): BackfillCard
    {
        return new BackfillCard($this->plugin->backfill, $this->plugin->logistos, $this->plugin->extension, new ReadingLine($this->plugin->backfillReader));
    }

    private function deliveriesCard(): DeliveriesCard
    {
        return new DeliveriesCard($this->plugin->figures);
    }

    private function shipmentsCard(): ShipmentsCard
    {
        return new ShipmentsCard($this->plugin->trackingTech, $this->plugin->shipments, $this->plugin->shipmentCheck);
    }

    private function trackingTechPage(): TrackingTechPage
    {
        return new TrackingTechPage(
            $this->plugin->trackingTech,
            $this->plugin->setup,
            $this->plugin->figures,
            $this->plugin->extension,
            $this->deliveriesCard(),
            $this->shipmentsCard(),
        );
    }
}
