<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Connection\Connection;
use Waybill\Diagnosis\Diagnosis;
use Waybill\Diagnosis\Finding;
use Waybill\Diagnosis\Level;
use Waybill\OutboxFigures;

/** `wp waybill status` */
final class StatusCommand
{
    private const SHORT = ['connection', 'state', 'due', 'later', 'delivered', 'failed', 'held', 'attention'];
    private const LONG = [
        'connection',
        'state',
        'paused_because',
        'due',
        'later',
        'under_way',
        'delivered',
        'failed',
        'held',
        'oldest_due_at',
        'next_attempt_at',
        'attention',
    ];

    /** What a connection's own checks do not see: without these nothing goes anywhere. */
    private const COMMON = ['extension', 'background'];

    /** Of these the errors alone: an old database server delays no order. */
    private const COMMON_ERRORS = ['database'];

    public function __construct(
        private readonly Console $console,
        private readonly Diagnosis $diagnosis,
        private readonly OutboxFigures $figures,
    ) {}

    /**
     * Shows how the orders of each connection fare.
     *
     * Ends with 0 where all is on its way, with 2 where something needs attention:
     * the field `attention` says what, in the words of `wp waybill doctor`. "due"
     * are orders that may go now, "later" those that rest or wait for their next
     * attempt, "held" those of a connection that is paused. Times are UTC.
     *
     * ## OPTIONS
     *
     * [--connection=<id>]
     * : Only this connection: logistos or trackingtech.
     *
     * [--fields=<fields>]
     * : Limit the output to these fields: connection, state, paused_because, due, later, under_way, delivered, failed, held, oldest_due_at, next_attempt_at, attention.
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
     *     $ wp waybill status
     *
     *     # In a script.
     *     $ wp waybill status --format=json || echo 'Look at the store'
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function __invoke(array $arguments, array $options): void
    {
        $bad = $this->bad();
        $common = array_values(array_filter($bad, static fn(Finding $finding): bool => '' === $finding->connection));
        $rows = [];
        foreach ($this->console->connections($options) as $connection) {
            $own = array_filter($bad, static fn(Finding $finding): bool => $connection->id() === $finding->connection);
            $rows[] = $this->row($connection, [...$common, ...$own]);
        }
        $isTable = $this->console->isTable($options);
        $this->console->print($rows, $options, $isTable ? self::SHORT : self::LONG);
        $shown = array_column($rows, 'connection');
        $matters = array_filter($bad, static fn(Finding $finding): bool => '' === $finding->connection || in_array($finding->connection, $shown, true));
        if ($isTable) {
            foreach ($matters as $finding) {
                \WP_CLI::warning($finding->sentence);
            }
        }
        if ([] !== $matters) {
            \WP_CLI::halt(Commands::ATTENTION);
        }
    }

    /** @return list<Finding> */
    private function bad(): array
    {
        $bad = [];
        foreach ($this->diagnosis->offline() as $check) {
            foreach ($check->findings() as $finding) {
                $isCommon = in_array($check->id(), self::COMMON, true) || Level::Error === $finding->level && in_array($check->id(), self::COMMON_ERRORS, true);
                if (Level::Good !== $finding->level && ('' !== $finding->connection || $isCommon)) {
                    $bad[] = $finding;
                }
            }
        }

        return $bad;
    }

    /**
     * @param array<Finding> $bad
     * @return array<string, string|int>
     */
    private function row(Connection $connection, array $bad): array
    {
        $queue = $this->figures->queue($connection->id());
        $counts = $this->figures->counts($connection->id());

        return [
            'connection' => $connection->id(),
            'state' => Console::state($connection),
            'paused_because' => (string) ($connection->isOpen() ? $connection->pausedBecause() : ''),
            'due' => $queue['due'],
            'later' => $queue['later'],
            'under_way' => $counts['claimed'],
            'delivered' => $counts['delivered'],
            'failed' => $counts['failed'],
            'held' => $counts['held'],
            'oldest_due_at' => self::time($queue['oldest_due_at']),
            'next_attempt_at' => self::time($queue['next_attempt_at']),
            'attention' => implode(' ', array_unique(array_map(static fn(Finding $finding): string => $finding->what, $bad))),
        ];
    }

    /** RFC 3339 of the database's UTC. */
    private static function time(?string $time): string
    {
        return null === $time ? '' : strtr($time, ' ', 'T') . 'Z';
    }
}
