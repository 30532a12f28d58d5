<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Connection\Problem;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;
use Waybill\Diagnosis\Finding;
use Waybill\Diagnosis\Level;
use Waybill\Diagnosis\Reach;

/** Shows, tries and ends the connections to the platforms. They are made in wp-admin. */
final class ConnectionCommand
{
    private const LIST = ['connection', 'label', 'state', 'paused_because', 'addresses', 'concurrency', 'login_ends_at'];
    private const TEST = ['connection', 'status', 'check', 'finding'];

    private const FAREWELL_MS = 10_000;

    public function __construct(
        private readonly Console $console,
        private readonly Logistos $logistos,
        private readonly TrackingTech $trackingTech,
        private readonly TrackingTechSetup $setup,
        private readonly Reach $reach,
    ) {}

    /**
     * Lists the connections. Secrets are never shown.
     *
     * ## OPTIONS
     *
     * [--fields=<fields>]
     * : Limit the output to these fields: connection, label, state, paused_because, addresses, concurrency, login_ends_at.
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
     *     $ wp waybill connection list
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function list(array $arguments, array $options): void
    {
        $this->console->print(array_map($this->row(...), $this->console->connections([])), $options, self::LIST);
    }

    /**
     * Tries a connection without sending an order.
     *
     * Whether its addresses answer, the way orders are sent; then, where the platform
     * has a question that changes nothing, its answer to this store's login. Nobody is
     * asked for a connection that is not made, or from a copy of the store.
     *
     * Ends with 0 where it stands, with 2 where something is wrong.
     *
     * ## OPTIONS
     *
     * [<connection>]
     * : logistos or trackingtech; every one that is open, without it.
     *
     * [--fields=<fields>]
     * : Limit the output to these fields: connection, status, check, finding, remedy.
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
     *     $ wp waybill connection test trackingtech
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function test(array $arguments, array $options): void
    {
        $chosen = $this->console->connections(isset($arguments[0]) ? ['connection' => $arguments[0]] : []);
        $tried = isset($arguments[0]) ? $chosen : array_values(array_filter($chosen, static fn(Connection $connection): bool => $connection->isOpen()));
        $findings = array_merge(...array_map($this->reach->findings(...), $tried));
        $rows = array_map(static fn(Finding $finding): array => [
            'connection' => $finding->connection,
            'status' => $finding->level->value,
            'check' => $finding->what,
            'finding' => $finding->sentence,
            'remedy' => $finding->remedyText(),
        ], $findings);
        $this->console->print($rows, $options, self::TEST);
        if ([] !== array_filter($findings, static fn(Finding $finding): bool => Level::Good !== $finding->level)) {
            \WP_CLI::halt(Commands::ATTENTION);
        }
    }

    /**
     * Ends a connection: nothing is sent any more.
     *
     * TrackingTech is told, and its login is forgotten. Logistos is switched off;
     * the REST API key that it was given stays valid until it is revoked
     * (WooCommerce → Settings → Advanced → REST API). What waits is kept, and goes
     * on when the connection is made again.
     *
     * ## OPTIONS
     *
     * <connection>
     * : logistos or trackingtech.
     *
     * [--yes]
     * : Do not ask.
     *
     * ## EXAMPLES
     *
     *     $ wp waybill connection disconnect trackingtech --yes
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function disconnect(array $arguments, array $options): void
    {
        $connection = $this->console->connection($arguments[0] ?? '');
        if (!$connection->isOpen()) {
            // translators: %s: the platform's name.
            \WP_CLI::success(sprintf(__('%s is not connected.', 'waybill'), $connection->label()));
            return;
        }
        // translators: %s: the platform's name.
        \WP_CLI::confirm(sprintf(__('Disconnect %s? No order goes there any more.', 'waybill'), $connection->label()), $options);
        if ($connection === $this->trackingTech) {
            $this->disconnectTrackingTech();
            return;
        }
        $this->logistos->close();
        \WP_CLI::success(__('Logistos is switched off.', 'waybill'));
    }

    private function disconnectTrackingTech(): void
    {
        $untold = $this->setup->disconnect(self::FAREWELL_MS);
        if (null !== $untold && Problem::ELSEWHERE !== $untold->kind) {
            \WP_CLI::warning(__('TrackingTech could not be told, and may still show this store; your courier can remove it there.', 'waybill'));
        }
        \WP_CLI::success(null === $untold ? __('Disconnected. TrackingTech has been told.', 'waybill') : __('Disconnected here.', 'waybill'));
    }

    /** @return array<string, string> */
    private function row(Connection $connection): array
    {
        $ends = $connection->expiresAt();

        return [
            'connection' => $connection->id(),
            'label' => $connection->label(),
            'state' => Console::state($connection),
            'paused_because' => (string) ($connection->isOpen() ? $connection->pausedBecause() : ''),
            'addresses' => implode(' ', $this->reach->origins($connection)),
            'concurrency' => (string) $connection->concurrency(),
            'login_ends_at' => null === $ends ? '' : gmdate('Y-m-d\TH:i:s\Z', $ends),
        ];
    }
}
