<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Diagnosis\Check;
use Waybill\Diagnosis\Diagnosis;
use Waybill\Diagnosis\Finding;
use Waybill\Diagnosis\Level;

/** `wp waybill doctor` */
final class DoctorCommand
{
    private const SHORT = ['status', 'check', 'connection', 'finding'];
    private const LONG = ['check', 'connection', 'status', 'finding', 'remedy'];

    public function __construct(
        private readonly Console $console,
        private readonly Diagnosis $diagnosis,
    ) {}

    /**
     * Looks at everything that can be wrong on a server, and says how to mend it.
     *
     * It changes nothing and sends no order. It looks at the PHP that runs WP-CLI;
     * the one that answers web requests has its own configuration, of which it
     * says what the background saw there last. Tools → Site Health shows the same
     * from there.
     *
     * Ends with 0 where nothing stands in the way of orders, with 2 where
     * something does.
     *
     * ## OPTIONS
     *
     * [--offline]
     * : Ask nobody over the network: neither the platforms nor the site itself.
     *
     * [--strict]
     * : End with 2 for a warning, too.
     *
     * [--bad]
     * : Only what is not as it should be.
     *
     * [--fields=<fields>]
     * : Limit the output to these fields: check, connection, status, finding, remedy.
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
     *     # Everything, with what to do about it.
     *     $ wp waybill doctor
     *
     *     # After moving to another server, before its network is open.
     *     $ wp waybill doctor --offline --bad
     *
     *     # For a monitoring system.
     *     $ wp waybill doctor --bad --format=json
     *
     * @param list<string> $arguments
     * @param array<string, mixed> $options
     */
    public function __invoke(array $arguments, array $options): void
    {
        $offline = (bool) \WP_CLI\Utils\get_flag_value($options, 'offline', false);
        $strict = (bool) \WP_CLI\Utils\get_flag_value($options, 'strict', false);
        $rows = [];
        foreach ($offline ? $this->diagnosis->offline() : $this->diagnosis->all() as $check) {
            foreach ($check->findings() as $finding) {
                $rows[] = self::row($check, $finding);
            }
        }
        $bad = array_values(array_filter($rows, static fn(array $row): bool => Level::Good->value !== $row['status']));
        $errors = array_filter($rows, static fn(array $row): bool => Level::Error->value === $row['status']);
        $shown = \WP_CLI\Utils\get_flag_value($options, 'bad', false) ? $bad : $rows;
        $isTable = $this->console->isTable($options);
        if ([] !== $shown || !$isTable) {
            $this->console->print($shown, $options, $isTable ? self::SHORT : self::LONG);
        }
        if ($isTable) {
            self::conclude($bad);
        }
        if ([] !== $errors || $strict && [] !== $bad) {
            \WP_CLI::halt(Commands::ATTENTION);
        }
    }

    /** @return array{check: string, connection: string, status: string, finding: string, remedy: string} */
    private static function row(Check $check, Finding $finding): array
    {
        return [
            'check' => $check->id() . '.' . $finding->what,
            'connection' => $finding->connection,
            'status' => $finding->level->value,
            'finding' => $finding->sentence,
            'remedy' => $finding->remedyText(),
        ];
    }

    /** @param list<array{check: string, remedy: string, ...}> $bad */
    private static function conclude(array $bad): void
    {
        if ([] === $bad) {
            \WP_CLI::success(__('All is well.', 'waybill'));
            return;
        }
        \WP_CLI::log('');
        \WP_CLI::log(__('What to do:', 'waybill'));
        foreach ($bad as $row) {
            \WP_CLI::log("  {$row['check']}");
            \WP_CLI::log('    ' . strtr($row['remedy'], ["\n" => "\n    "]));
        }
    }
}
