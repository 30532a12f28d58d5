<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Backfill;
use Waybill\Connection\Connection;
use Waybill\Extension;
use Waybill\OutboxFigures;
use Waybill\Worker;

/** `wp waybill drain` */
final class DrainCommand
{
    private const FIELDS = ['connection', 'due', 'later'];

    /** Of a run under a cron that comes every minute. */
    private const TIMEOUT_S = 50;

    public function __construct(
        private readonly Console $console,
        private readonly Worker $worker,
        private readonly OutboxFigures $figures,
        private readonly Backfill $backfill,
        private readonly Extension $extension,
    ) {}

    /**
     * Sends what is due.
     *
     * It does what the background does, a batch of each connection in turn, until
     * nothing is due or the time is over. Any number may run at once, beside the
     * background: an order is leased to one of them at a time. SIGTERM and SIGINT
     * end it after what is on its way; whatever else ends it, what it had in its
     * hands comes back after two minutes and goes out under the same key.
     *
     * ## OPTIONS
     *
     * [--connection=<id>]
     * : Only this connection: logistos or trackingtech.
     *
     * [--workers=<number>]
     * : So many at once, each in a process of its own: for a backfill of many orders, as many as the server has processor cores to spare.
     * ---
     * default: 1
     * ---
     *
     * [--timeout=<seconds>]
     * : End after this time; 0 for no limit.
     * ---
     * default: 50
     * ---
     *
     * [--until-empty]
     * : Wait also for orders that rest or whose next attempt is yet to come, until none waits or the time is over.
     *
     * [--dry-run]
     * : Send nothing; show how many would be.
     *
     * [--fields=<fields>]
     * : With --dry-run, limit the output to these fields: connection, due, later.
     *
     * [--format=<format>]
     * : With --dry-run, how to print it.
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
     *     # From the server's cron, every minute.
     *     $ wp waybill drain --quiet
     *
     *     # Four at once, for a backfill of many orders.
     *     $ wp waybill drain --workers=4 --timeout=0
     *
     *     # How many would go?
     *     $ wp waybill drain --dry-run
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function __invoke(array $arguments, array $options): void
    {
        $connections = $this->console->connections($options);
        $seconds = $this->console->number($options, 'timeout', self::TIMEOUT_S, 0);
        $workers = $this->console->number($options, 'workers', 1, 1);
        if (\WP_CLI\Utils\get_flag_value($options, 'dry-run', false)) {
            $this->console->print(array_map($this->row(...), $connections), $options, self::FIELDS);
            return;
        }
        if (!$this->extension->isReady()) {
            \WP_CLI::error(__(
                'Waybill\'s extension is not loaded in this PHP, or of another version: nothing can be sent. "wp waybill doctor" says what to do.',
                'waybill',
            ));
        }
        $open = array_values(array_filter($connections, $this->isOpen(...)));
        $drain = new Drain($this->console, $this->worker, $this->figures, $this->backfill, $open);
        $untilEmpty = (bool) \WP_CLI\Utils\get_flag_value($options, 'until-empty', false);
        if ($workers > 1) {
            \WP_CLI\Utils\check_proc_available('waybill drain --workers');
            // Also those that WP-CLI asked for (--prompt), or has from its own configuration.
            $same = [
                "--timeout=$seconds",
                ...(isset($options['connection']) ? ["--connection={$options['connection']}"] : []),
                ...($untilEmpty ? ['--until-empty'] : []),
            ];
            $drain->runBesideEachOther($workers, $same, $untilEmpty);
        } else {
            $drain->run(0 === $seconds ? INF : microtime(true) + $seconds, $untilEmpty);
        }
    }

    private function isOpen(Connection $connection): bool
    {
        $why = $connection->isOpen() ? $connection->pausedBecause() : null;
        if (null !== $why) {
            // translators: 1: the platform's name, 2: a word, such as "refused".
            \WP_CLI::warning(sprintf(__('%1$s is paused (%2$s): its orders are kept.', 'waybill'), $connection->label(), $why));
        }

        return $connection->isOpen() && null === $why;
    }

    /** @return array{connection: string, due: int, later: int} */
    private function row(Connection $connection): array
    {
        $queue = $this->figures->queue($connection->id());
        $sends = $connection->isOpen() && null === $connection->pausedBecause();

        return ['connection' => $connection->id(), 'due' => $sends ? $queue['due'] : 0, 'later' => $queue['later'] + ($sends ? 0 : $queue['due'])];
    }
}
