<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Plugin;
use Waybill\Requirements;

/** The commands of `wp waybill`, built only where WP-CLI runs: the composition root's third part. */
final class Commands
{
    /** Of `status`, `doctor` and `connection test`: they could look, and something needs attention. WP-CLI's own 1 says that they could not. */
    public const ATTENTION = 2;

    public function __construct(
        private readonly Plugin $plugin,
        private readonly Requirements $requirements,
    ) {}

    /** Hands them to WP-CLI (action `cli_init`, which WP-CLI alone fires). */
    public function register(): void
    {
        $plugin = $this->plugin;
        $console = new Console($plugin->connections());
        $drain = new DrainCommand($console, $plugin->worker, $plugin->figures, $plugin->backfill, $plugin->extension);
        \WP_CLI::add_command('waybill', Root::class);
        // The doctor works where WooCommerce is missing, too: it is the doctor who says so.
        \WP_CLI::add_command('waybill doctor', new DoctorCommand($console, $plugin->diagnosis()));
        foreach ([
            'status' => new StatusCommand($console, $plugin->diagnosis(), $plugin->figures),
            'drain' => $drain,
            'backfill' => new BackfillCommand($console, $plugin->backfill, $plugin->backfillReader, $plugin->logistos),
            'retry' => new RetryCommand($console, $plugin->outbox),
            'reconcile' => new ReconcileCommand($console, $plugin->reconciler),
            'connection' => new ConnectionCommand($console, $plugin->logistos, $plugin->trackingTech, $plugin->setup, $plugin->reach()),
        ] as $name => $command) {
            \WP_CLI::add_command("waybill $name", $command, ['before_invoke' => $this->requireWooCommerce(...)]);
        }
    }

    private function requireWooCommerce(): void
    {
        $missing = $this->requirements->missingWooCommerce();
        if (null !== $missing) {
            \WP_CLI::error($missing);
        }
    }
}
