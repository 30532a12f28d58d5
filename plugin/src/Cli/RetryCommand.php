<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Connection\Connection;
use Waybill\DeliveryState;
use Waybill\Outbox;

/** `wp waybill retry` */
final class RetryCommand
{
    private const FIELDS = ['connection', 'orders'];

    public function __construct(
        private readonly Console $console,
        private readonly Outbox $outbox,
    ) {}

    /**
     * Has failed orders tried again, under their keys.
     *
     * They are due at once: the background sends them, or `wp waybill drain` does.
     * Those of a connection that is paused or switched off are kept until it goes on.
     * Without --order, --since and --until it takes all that failed.
     *
     * ## OPTIONS
     *
     * [--connection=<id>]
     * : Only this connection's: logistos or trackingtech.
     *
     * [--order=<ids>]
     * : Only these orders: one number, or several with commas between.
     *
     * [--since=<time>]
     * : Only those that failed at this time or later, in the site's timezone: "2026-11-21 09:30", "2 hours ago".
     *
     * [--until=<time>]
     * : Only those that failed before this time.
     *
     * [--dry-run]
     * : Change nothing; show how many would be tried again.
     *
     * [--fields=<fields>]
     * : Limit the output to these fields: connection, orders.
     *
     * [--format=<format>]
     * : How to print it.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     *   - count
     * ---
     *
     * ## EXAMPLES
     *
     *     # All that failed while a platform was misconfigured.
     *     $ wp waybill retry --connection=logistos --since='2026-11-21 09:00' --until='2026-11-21 11:30'
     *
     *     # Two orders, and send them now.
     *     $ wp waybill retry --order=1234,1240 && wp waybill drain
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function __invoke(array $arguments, array $options): void
    {
        $orderIds = $this->console->orderIds($options);
        $since = $this->console->moment($options, 'since');
        $until = $this->console->moment($options, 'until');
        $dry = (bool) \WP_CLI\Utils\get_flag_value($options, 'dry-run', false);
        $connections = $this->console->connections($options);
        $rows = array_map(fn(Connection $connection): array => [
            'connection' => $connection->id(),
            'orders' => $dry
                ? $this->outbox->countFailed($connection->id(), $orderIds, $since, $until)
                : $this->outbox->retryFailed($connection->id(), DeliveryState::queuedFor($connection), $orderIds, $since, $until),
        ], $connections);
        $this->console->print($rows, $options, self::FIELDS);
        if ($this->console->isTable($options) && !$dry) {
            $this->conclude($connections, array_column($rows, 'orders', 'connection'));
        }
    }

    /**
     * @param list<Connection> $connections
     * @param array<string, int> $orders Their ids to how many are tried again.
     */
    private function conclude(array $connections, array $orders): void
    {
        $due = 0;
        foreach ($connections as $connection) {
            $count = $orders[$connection->id()];
            if (DeliveryState::Pending === DeliveryState::queuedFor($connection)) {
                $due += $count;
            } elseif ($count > 0) {
                // translators: %s: the platform's name.
                \WP_CLI::warning(sprintf(__('%s is paused or switched off: its orders are kept until it goes on.', 'waybill'), $connection->label()));
            }
        }
        if ($due > 0) {
            \WP_CLI::success(__('They are due now; "wp waybill drain" sends them at once.', 'waybill'));
        }
    }
}
