<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Connection\Connection;
use Waybill\Reconciler;

/** `wp waybill reconcile` */
final class ReconcileCommand
{
    private const FIELDS = ['connection', 'orders'];

    public function __construct(
        private readonly Console $console,
        private readonly Reconciler $reconciler,
    ) {}

    /**
     * Finds orders that are due and were never queued, and queues them.
     *
     * Such orders come from imports that skip WooCommerce's hooks, from SQL, or
     * from a time in which Waybill was inactive. The background looks every hour;
     * here it looks to the end, however many orders there are. It looks at orders
     * made since the connection, and not more than a month old once it has watched
     * that long.
     *
     * ## OPTIONS
     *
     * [--connection=<id>]
     * : Only this connection: logistos or trackingtech.
     *
     * [--dry-run]
     * : Queue nothing; show how many would be.
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
     *     # After an import.
     *     $ wp waybill reconcile && wp waybill drain
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function __invoke(array $arguments, array $options): void
    {
        $connections = $this->console->connections($options);
        $dry = (bool) \WP_CLI\Utils\get_flag_value($options, 'dry-run', false);
        $rows = array_map(fn(Connection $connection): array => [
            'connection' => $connection->id(),
            'orders' => $dry ? $this->reconciler->missing($connection) : $this->queue($connection),
        ], $connections);
        $this->console->print($rows, $options, self::FIELDS);
        $looked = array_filter($connections, $this->looksAt(...));
        if ([] !== $looked && $this->console->isTable($options)) {
            $found = array_sum(array_column($rows, 'orders'));
            \WP_CLI::success(match (true) {
                0 === $found => __('No order was missed.', 'waybill'),
                $dry => __('Nothing was changed; without --dry-run they are queued.', 'waybill'),
                default => __('They are queued now; "wp waybill drain" sends them.', 'waybill'),
            });
        }
    }

    private function looksAt(Connection $connection): bool
    {
        $looks = $this->reconciler->looksAt($connection);
        if (!$looks) {
            \WP_CLI::warning(sprintf(
                // translators: 1: the platform's name, 2: a word, such as "off" or "elsewhere".
                __('%1$s is not looked at (%2$s): nothing is queued for it.', 'waybill'),
                $connection->label(),
                $connection->isOpen() ? (string) $connection->pausedBecause() : Console::state($connection),
            ));
        }

        return $looks;
    }

    private function queue(Connection $connection): int
    {
        $found = 0;
        do {
            $found += $this->reconciler->run([$connection]);
        } while (!$this->reconciler->isThrough($connection));

        return $found;
    }
}
