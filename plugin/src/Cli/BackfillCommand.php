<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Backfill;
use Waybill\Connection\Logistos;
use Waybill\Order\BackfillReader;

/** Sends the orders that the store already has to Logistos. New orders always go first. */
final class BackfillCommand
{
    private const PREVIEW = ['status', 'orders'];
    private const STATUS = ['state', 'total', 'delivered', 'failed', 'waiting', 'per_minute', 'left_s', 'started_at', 'reads', 'because'];

    /** Between two looks of `status --watch`. */
    private const PAUSE_S = 2;

    public function __construct(
        private readonly Console $console,
        private readonly Backfill $backfill,
        private readonly BackfillReader $reader,
        private readonly Logistos $logistos,
    ) {}

    /**
     * Begins with all orders that there are now, of the statuses that are chosen in wp-admin.
     *
     * The background sends them; `wp waybill drain --workers=4` sends them faster.
     * A backfill that runs is given up for the new one; what Logistos has already
     * goes out again under its old key.
     *
     * ## OPTIONS
     *
     * [--dry-run]
     * : Begin nothing; show how many orders of each status would be sent.
     *
     * [--yes]
     * : Do not ask.
     *
     * [--fields=<fields>]
     * : With --dry-run, limit the output to these fields: status, orders.
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
     *     $ wp waybill backfill start --dry-run
     *
     *     # Begin, and look on.
     *     $ wp waybill backfill start --yes && wp waybill backfill status --watch
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function start(array $arguments, array $options): void
    {
        $preview = $this->backfill->preview();
        if (\WP_CLI\Utils\get_flag_value($options, 'dry-run', false)) {
            $row = static fn(string $status, int $orders): array => ['status' => $status, 'orders' => $orders];
            $this->console->print(array_map($row, array_keys($preview), $preview), $options, self::PREVIEW);
            return;
        }
        if (!$this->logistos->isOpen()) {
            \WP_CLI::error(__('Logistos is not active: activate it in wp-admin, Settings → Logistos Sync.', 'waybill'));
        }
        $count = array_sum($preview);
        $orders = number_format_i18n($count);
        // translators: %s: a number of orders.
        \WP_CLI::confirm(sprintf(_n('Send %s order to Logistos?', 'Send %s orders to Logistos?', $count, 'waybill'), $orders), $options);
        $this->answer(
            $this->backfill->start(),
            // translators: %s: a number of orders.
            sprintf(_n('%s order is on its way to Logistos.', '%s orders are on their way to Logistos.', $count, 'waybill'), $orders),
        );
    }

    /**
     * Has it rest: new orders are sent as they come, the existing ones wait.
     *
     * ## EXAMPLES
     *
     *     $ wp waybill backfill pause
     */
    public function pause(): void
    {
        $this->answer($this->backfill->pause(), __('The existing orders wait. New orders are sent as they come.', 'waybill'));
    }

    /**
     * Has it go on where it rested.
     *
     * ## EXAMPLES
     *
     *     $ wp waybill backfill resume
     */
    public function resume(): void
    {
        $this->answer($this->backfill->resume(), __('The existing orders go on.', 'waybill'));
    }

    /**
     * Ends it: what waits of it is taken back, what was sent stays at Logistos.
     *
     * ## OPTIONS
     *
     * [--yes]
     * : Do not ask.
     *
     * ## EXAMPLES
     *
     *     $ wp waybill backfill cancel --yes
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function cancel(array $arguments, array $options): void
    {
        \WP_CLI::confirm(__('Send no more existing orders? It cannot go on later, only begin anew.', 'waybill'), $options);
        $this->answer($this->backfill->cancel(), __('No more existing orders are sent. Those that were sent stay at Logistos.', 'waybill'));
    }

    /**
     * Shows how far it has come.
     *
     * The field `reads` says how orders are read: `sets`, many at a time, or `careful`,
     * each by itself, and `because` says why that is.
     *
     * ## OPTIONS
     *
     * [--watch]
     * : Show a progress bar until it is over, or Logistos is paused or switched off.
     *
     * [--fields=<fields>]
     * : Limit the output to these fields: state, total, delivered, failed, waiting, per_minute, left_s, started_at, reads, because.
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
     *     $ wp waybill backfill status --format=json
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function status(array $arguments, array $options): void
    {
        if (\WP_CLI\Utils\get_flag_value($options, 'watch', false)) {
            $this->watch();
        }
        $progress = $this->backfill->progress();
        ['way' => $way, 'why' => $why, 'what' => $what] = $this->reader->way();
        $reading = ['reads' => $way, 'because' => trim("$why $what")];
        $this->console->print([['left_s' => $progress['left_s'] ?? ''] + $progress + $reading], $options, self::STATUS);
    }

    /** The bar's length may change: orders are deleted, or change their status. */
    private function watch(): void
    {
        $progress = $this->backfill->progress();
        $bar = $this->console->bar(__('Existing orders', 'waybill'), $progress['total']);
        $shown = 0;
        while ('cancelling' === $progress['state'] || 'running' === $progress['state'] && $this->moves()) {
            $done = $progress['delivered'] + $progress['failed'];
            $bar->tick(max(0, $done - $shown));
            $shown = max($shown, $done);
            sleep(self::PAUSE_S);
            $progress = $this->backfill->progress();
        }
        $bar->finish();
    }

    /** Whether Logistos takes orders, as another process may have left it; says so where it does not. */
    private function moves(): bool
    {
        $this->logistos->options->refresh();
        $state = Console::state($this->logistos);
        if ('open' !== $state) {
            \WP_CLI::warning(
                'off' === $state
                    ? __('Logistos is switched off: the existing orders wait until it is on again.', 'waybill')
                    // translators: 1: the platform's name, 2: a word, such as "refused".
                    : sprintf(
                        __('%1$s is paused (%2$s): its orders are kept.', 'waybill'),
                        $this->logistos->label(),
                        (string) $this->logistos->pausedBecause(),
                    ),
            );
        }

        return 'open' === $state;
    }

    private function answer(bool $done, string $message): void
    {
        if (!$done) {
            \WP_CLI::error(__(
                'This cannot be done now: there is no backfill that runs, or it is being worked on. See "wp waybill backfill status".',
                'waybill',
            ));
        }
        \WP_CLI::success($message);
    }
}
