<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Circuit;
use Waybill\Connection\Connection;
use Waybill\OutboxFigures;
use Waybill\Reconciler;
use Waybill\Watchdog;

/** The deliveries of each connection that is open: those that wait too long, those that failed, and a platform that does not answer. */
final class OrdersCheck implements Check
{
    /** The look for missed orders is hourly. */
    private const LATE_S = 3 * HOUR_IN_SECONDS;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly OutboxFigures $figures,
        private readonly Circuit $circuit,
        private readonly Watchdog $watchdog,
        private readonly Reconciler $reconciler,
    ) {}

    public function id(): string
    {
        return 'orders';
    }

    public function label(): string
    {
        return __('Waybill\'s orders', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('No order waits too long for its platform', 'waybill');
    }

    public function findings(): array
    {
        $findings = [$this->missed()];
        foreach ($this->connections as $connection) {
            if ($connection->isOpen()) {
                $found = array_filter([$this->overdue($connection), $this->circuit($connection), $this->failed($connection), $this->unknown($connection)]);
                $findings = [...$findings, ...array_map(static fn(Finding $finding): Finding => $finding->about($connection), array_values($found))];
            }
        }

        return $findings;
    }

    private function overdue(Connection $connection): ?Finding
    {
        $sentence = $this->watchdog->overdueSentence([$connection]);

        return null === $sentence ? null : Finding::warning('overdue', $sentence, [
                [__('The log, source "waybill", says why:', 'waybill'),                 admin_url('admin.php?page=wc-status&tab=logs')],
                [__('Where nothing sends at all, send from the command line:', 'waybill'), 'wp waybill drain'],
            ]);
    }

    private function missed(): Finding
    {
        $last = $this->reconciler->lastRun();

        return match (true) {
            0 === $last['at'] => Finding::good('reconcile', __('Once an hour Waybill looks for orders that were missed.', 'waybill')),
            $last['at'] < (time() - self::LATE_S) => Finding::warning(
                'reconcile',
                // translators: %s: a span of time, such as "5 hours".
                sprintf(__('Waybill looked for orders that were missed %s ago; it should every hour.', 'waybill'), human_time_diff($last['at'])),
                [[__('Look now:', 'waybill'), 'wp waybill reconcile']],
            ),
            default => Finding::good('reconcile', sprintf(
                // translators: 1: a span of time, such as "2 hours", 2: a number of orders.
                __('Waybill looked for orders that were missed %1$s ago, and found %2$s.', 'waybill'),
                human_time_diff($last['at']),
                number_format_i18n($last['found']),
            )),
        };
    }

    private function circuit(Connection $connection): ?Finding
    {
        $probeAt = $this->circuit->opensAt($connection->id());

        return (
            null === $probeAt
                ? null
                : Finding::warning(
                    'circuit',
                    sprintf(
                        // translators: 1: the platform's name, 2: a time of day.
                        __('%1$s does not answer at present. Orders wait; one tries again at %2$s.', 'waybill'),
                        $connection->label(),
                        wp_date(get_option('time_format'), (int) strtotime("$probeAt UTC")),
                    ),
                    [[
                        __('Nothing, where the platform is down. Whether this server reaches it, says:', 'waybill'),
                        "wp waybill connection test {$connection->id()}",
                    ]],
                )
        );
    }

    private function failed(Connection $connection): ?Finding
    {
        $reasons = $this->figures->failures($connection->id(), 1);
        $failed = $this->figures->counts($connection->id())['failed'];

        return (
            0 === $failed
                ? null
                : Finding::warning(
                    'failed',
                    sprintf(
                        _n(
                            // translators: 1: a number of orders, 2: the platform's name, 3: a reason.
                            '%1$s order for %2$s has failed, for this reason: %3$s',
                            '%1$s orders for %2$s have failed, most of them for this reason: %3$s',
                            $failed,
                            'waybill',
                        ),
                        number_format_i18n($failed),
                        $connection->label(),
                        $reasons[0]['message'] ?? '',
                    ),
                    [[__('Mend what is said, then try them again:', 'waybill'), "wp waybill retry --connection={$connection->id()}"]],
                )
        );
    }

    private function unknown(Connection $connection): ?Finding
    {
        $count = $this->figures->unknownShipments($connection->id());

        return 0 === $count
            ? null
            : Finding::warning(
                'unknown',
                sprintf(
                    // translators: 1: the platform's name, 2: a number of orders.
                    _n('%1$s does not know %2$s order that it has taken.', '%1$s does not know %2$s orders that it has taken.', $count, 'waybill'),
                    $connection->label(),
                    number_format_i18n($count),
                ),
                // translators: %s: the platform's name.
                sprintf(__('Ask %s\'s support what became of it.', 'waybill'), $connection->label()),
            );
    }
}
