<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\CloneGuard;
use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Connection\Problem;
use Waybill\Connection\TrackingTech;
use Waybill\Diagnosis\ExtensionAdvice;
use Waybill\Extension;
use Waybill\OutboxFigures;
use Waybill\Plugin;
use Waybill\Requirements;
use Waybill\Watchdog;

/** The few notices of wp-admin: of causes, not of what follows from them, each with the one thing to do, and only on the screens that they concern. */
final class Notices
{
    /** Beside the orders' and ours. */
    private const SCREENS = ['dashboard', 'plugins', 'woocommerce_page_wc-admin'];

    /** Parts of the names of the orders' screens, in both storages, and of ours. */
    private const PARTS = ['wc-orders', 'shop_order', 'waybill', LogistosPage::SLUG];

    /** Failed orders are counted so far, and no further: this is every page of the orders. */
    private const COUNTED = 1000;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Requirements $requirements,
        private readonly Extension $extension,
        private readonly ExtensionAdvice $advice,
        private readonly Watchdog $watchdog,
        private readonly OutboxFigures $figures,
        private readonly CloneGuard $guard,
        private readonly Dismissals $dismissals,
    ) {}

    /**
     * Prints those that are due on this screen.
     *
     * @return bool Whether one of them can be dismissed.
     */
    public function render(): bool
    {
        $screen = (string) get_current_screen()?->id;
        if (!self::concerns($screen) || !current_user_can('activate_plugins') && !current_user_can('manage_woocommerce')) {
            return false;
        }
        $due = $this->due();
        $this->dismissals->keepOnly(array_map(static fn(Notice $notice): string => $notice->id, $due));
        $shown = array_filter($due, fn(Notice $notice): bool => $notice->isToBeShown($screen, $this->dismissals));
        foreach ($shown as $notice) {
            // @mago-expect lint:no-unescaped-output A notice escapes each of its parts.
            echo $notice->html();
        }

        return [] !== array_filter($shown, static fn(Notice $notice): bool => $notice->isDismissible());
    }

    /** @return list<Notice> The first cause first; where it is known, nothing is said of what follows from it. */
    private function due(): array
    {
        $missing = $this->requirements->missingWooCommerce();

        return match (true) {
            null !== $missing => [Notice::link(
                'woocommerce',
                'error',
                $missing,
                __('Get WooCommerce', 'waybill'),
                self_admin_url('plugin-install.php?tab=search&type=term&s=woocommerce'),
            )],
            !$this->extension->isReady() => [$this->extensionNotice()],
            $this->guard->isCopy() => $this->copyNotice(),
            default => [...$this->waiting(), ...$this->ofConnections()],
        };
    }

    private function extensionNotice(): Notice
    {
        $version = $this->extension->version();
        $text = null === $version
            ? __('Waybill\'s extension is not loaded, so nothing is sent yet. Orders are kept safely meanwhile, and sent as soon as it is.', 'waybill')
            : sprintf(
                __(
                    // translators: 1: a version, 2: a version.
                    'Waybill\'s extension is version %1$s, the plugin %2$s: they do not fit together, so nothing is sent. Orders are kept safely meanwhile. Load the extension that came with the plugin.',
                    'waybill',
                ),
                $version,
                Plugin::VERSION,
            );

        // translators: %s: the PHP version, thread safety and processor.
        return Notice::steps('extension', $text, sprintf(__('What to do on this server (%s)', 'waybill'), $this->advice->build()), $this->advice->steps());
    }

    /**
     * Asks once; afterwards our own pages say that all is paused.
     *
     * @return list<Notice>
     */
    private function copyNotice(): array
    {
        return (
            $this->guard->asks()
                ? [Notice::link(
                    'copy',
                    'warning',
                    CloneCard::question(),
                    __('Decide what this store is', 'waybill'),
                    WelcomePage::url(),
                    saidOn: [WelcomePage::SLUG],
                )]
                : []
        );
    }

    /** @return list<Notice> Where the background stands still, orders that wait are no second fault. */
    private function waiting(): array
    {
        if ($this->watchdog->isLate()) {
            $mayLook = current_user_can('view_site_health_checks');

            return [Notice::link(
                'late',
                'error',
                __('Waybill\'s background work stands still, so orders may wait. Have the server call wp-cron.php every minute.', 'waybill'),
                $mayLook ? __('See Site Health', 'waybill') : __('See the scheduled actions', 'waybill'),
                admin_url($mayLook ? 'site-health.php' : 'admin.php?page=wc-status&tab=action-scheduler&s=waybill'),
            )];
        }
        $overdue = $this->watchdog->overdueSentence();
        if (null === $overdue) {
            return [];
        }

        return [Notice::link('overdue', 'warning', $overdue, __('See how the orders fare', 'waybill'), OverviewPage::url(), 'overdue', [OverviewPage::SLUG])];
    }

    /** @return list<Notice> One a connection at the most. */
    private function ofConnections(): array
    {
        $open = array_filter($this->connections, static fn(Connection $connection): bool => $connection->isOpen());

        return array_values(array_filter(array_map($this->ofConnection(...), $open)));
    }

    private function ofConnection(Connection $connection): ?Notice
    {
        [$slug, $url] = self::page($connection);
        $id = $connection->id();
        // translators: %s: the platform's name.
        $open = sprintf(__('Open %s', 'waybill'), $connection->label());
        $why = $connection->pausedBecause();
        if (null !== $why) {
            $sentence = Problem::sentence($why, $connection->label()) . ' ' . __('Orders are kept meanwhile.', 'waybill');

            return Notice::link("$id-paused", 'error', $sentence, $open, $url, saidOn: [$slug, OverviewPage::SLUG]);
        }
        $failed = $this->figures->failedUpTo($id, self::COUNTED);
        $sentence = sprintf(
            // translators: 1: a number of orders, 2: the platform's name.
            _n('%1$s order could not be sent to %2$s.', '%1$s orders could not be sent to %2$s.', $failed, 'waybill'),
            // "1,000+" where they are not counted to the end.
            number_format_i18n($failed) . ($failed < self::COUNTED ? '' : '+'),
            $connection->label(),
        );

        $reasons = add_query_arg('failed', $id, OverviewPage::url());

        if (0 === $failed) {
            return null;
        }
        // Dismissed, it comes back with the next failure, and not where one of these is mended.
        $newest = (string) $this->figures->newestFailure($id);

        return Notice::link("$id-failed", 'warning', $sentence, __('See why', 'waybill'), $reasons, $newest, [$slug, OverviewPage::SLUG]);
    }

    /** @return array{string, string} Slug and address. */
    private static function page(Connection $connection): array
    {
        return match ($connection->id()) {
            Logistos::ID => [LogistosPage::SLUG, LogistosPage::url()],
            TrackingTech::ID => [TrackingTechPage::SLUG, TrackingTechPage::url()],
            default => [WelcomePage::SLUG, WelcomePage::url()],
        };
    }

    private static function concerns(string $screen): bool
    {
        return in_array($screen, self::SCREENS, true) || [] !== array_filter(self::PARTS, static fn(string $part): bool => str_contains($screen, $part));
    }
}
