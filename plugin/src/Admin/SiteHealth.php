<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Connection\Problem;
use Waybill\Extension;
use Waybill\Watchdog;

/** Tools → Site Health: what can be wrong with Waybill on this server, each with its remedy. */
final class SiteHealth
{
    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Extension $extension,
        private readonly ExtensionAdvice $advice,
        private readonly Watchdog $watchdog,
    ) {}

    /**
     * Adds our tests to WordPress' (filter `site_status_tests`).
     *
     * @param array<string, array<string, array<string, mixed>>> $tests
     * @return array<string, array<string, array<string, mixed>>>
     */
    public function add(array $tests): array
    {
        foreach ([
            'waybill_extension' => [__('Waybill\'s extension', 'waybill'), $this->extension(...)],
            'waybill_connections' => [__('Waybill\'s connections', 'waybill'), $this->connections(...)],
            'waybill_background' => [__('Waybill\'s background work', 'waybill'), $this->background(...)],
            'waybill_orders' => [__('Waybill\'s orders', 'waybill'), $this->orders(...)],
        ] as $name => [$label, $test]) {
            $tests['direct'][$name] = ['label' => $label, 'test' => $test];
        }

        return $tests;
    }

    /** @return array<string, mixed> As WordPress' Site Health wants a test's result. */
    private function extension(): array
    {
        if ($this->extension->isReady()) {
            return self::result('waybill_extension', 'good', __('Waybill\'s extension is loaded', 'waybill'), __('Orders can be sent.', 'waybill'));
        }
        $steps = '';
        foreach ($this->advice->steps() as [$sentence, $copy]) {
            $steps .= '<li>' . esc_html($sentence) . ' <code>' . esc_html($copy) . '</code></li>';
        }

        return self::result(
            'waybill_extension',
            'critical',
            null === $this->extension->version()
                ? __('Waybill\'s extension is not loaded', 'waybill')
                : __('Waybill\'s extension is of another version than the plugin', 'waybill'),
            __('Nothing is sent; orders are kept meanwhile. This happens after an update of PHP, too: each version needs its own file.', 'waybill'),
            "<ol>$steps</ol>",
        );
    }

    /** @return array<string, mixed> */
    private function connections(): array
    {
        $problems = [];
        foreach ($this->connections as $connection) {
            $why = $connection->isOpen() ? $connection->pausedBecause() : null;
            if (null !== $why) {
                $problems[] = Problem::sentence($why, $connection->label());
            }
        }

        return [] === $problems
            ? self::result('waybill_connections', 'good', __('Waybill\'s connections stand', 'waybill'), __('No platform refuses this store.', 'waybill'))
            : self::result(
                'waybill_connections',
                'critical',
                __('A connection of Waybill\'s is paused', 'waybill'),
                implode(' ', $problems) . ' ' . __('Orders are kept meanwhile.', 'waybill'),
                self::link(WelcomePage::url(), __('Set up Waybill', 'waybill')),
            );
    }

    /** @return array<string, mixed> */
    private function background(): array
    {
        if (!$this->watchdog->isLate()) {
            return self::result('waybill_background', 'good', __('Waybill works in the background', 'waybill'), __('Its scheduled action runs.', 'waybill'));
        }
        $last = $this->watchdog->lastTick();

        return self::result(
            'waybill_background',
            'critical',
            __('Waybill\'s background work stands still', 'waybill'),
            (
                0 === $last
                    ? __('Its scheduled action has never run.', 'waybill')
                    // translators: %s: a span of time, such as "2 hours".
                    : sprintf(__('Its scheduled action ran last %s ago.', 'waybill'), human_time_diff($last))
            ) . ' '
                . __('WordPress\' cron does not run: have the server call wp-cron.php every minute.', 'waybill'),
            self::link(admin_url('admin.php?page=wc-status&tab=action-scheduler&s=waybill'), __('Scheduled actions', 'waybill')),
        );
    }

    /** @return array<string, mixed> */
    private function orders(): array
    {
        $overdue = $this->watchdog->overdue();
        if ([] === $overdue) {
            return self::result(
                'waybill_orders',
                'good',
                __('No order waits too long for its platform', 'waybill'),
                __('What is due has been sent.', 'waybill'),
            );
        }

        return self::result(
            'waybill_orders',
            'recommended',
            __('Orders are waiting for their platform', 'waybill'),
            Notices::overdueSentence($overdue, $this->watchdog->minutes()),
            self::link(admin_url('admin.php?page=wc-status&tab=logs'), __('The log, source "waybill", says why', 'waybill')),
        );
    }

    /**
     * @param 'good'|'recommended'|'critical' $status
     * @return array<string, mixed>
     */
    private static function result(string $test, string $status, string $label, string $description, string $actions = ''): array
    {
        return [
            'test' => $test,
            'status' => $status,
            'label' => $label,
            'badge' => ['label' => __('Orders', 'waybill'), 'color' => 'blue'],
            'description' => '<p>' . esc_html($description) . '</p>',
            'actions' => $actions,
        ];
    }

    private static function link(string $url, string $text): string
    {
        return '<p><a href="' . esc_url($url) . '">' . esc_html($text) . '</a></p>';
    }
}
