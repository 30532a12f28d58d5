<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\OutboxDatabase;
use Waybill\OutboxSchema;

/** The database server, and the outbox's tables in it. */
final class DatabaseCheck implements Check
{
    /** Times are the database's; only a login's end is compared with PHP's clock. */
    private const SKEW_S = 60;

    public function __construct(
        private readonly OutboxDatabase $database,
        private readonly OutboxSchema $schema,
    ) {}

    public function id(): string
    {
        return 'database';
    }

    public function label(): string
    {
        return __('Waybill\'s database', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('Waybill\'s tables are in order', 'waybill');
    }

    public function findings(): array
    {
        return [$this->server(), $this->skipLocked(), ...$this->tables(), $this->clock()];
    }

    private function server(): Finding
    {
        [$name, $version, $needed] = $this->database->server();

        return version_compare($version, $needed, '>=')
            ? Finding::good('database_server', "$name $version.")
            : Finding::warning(
                'database_server',
                // translators: 1: a program and its version, 2: the version needed.
                sprintf(__('%1$s: Waybill is made for %2$s or newer.', 'waybill'), "$name $version", "$name $needed"),
                __('Ask your host for a newer database server.', 'waybill'),
            );
    }

    private function skipLocked(): Finding
    {
        return $this->database->skipsLocked()
            ? Finding::good('skip_locked', __('Several workers take orders side by side (SKIP LOCKED).', 'waybill'))
            : Finding::warning(
                'skip_locked',
                __('The database server lacks SKIP LOCKED: several workers wait for one another. Nothing is sent twice.', 'waybill'),
                __('MariaDB 10.6 and MySQL 8.0 have it.', 'waybill'),
            );
    }

    /** @return list<Finding> */
    private function tables(): array
    {
        $again = __('Deactivate Waybill and activate it again: it makes what is missing and keeps what is there.', 'waybill');
        $engines = $this->schema->engines();
        $missing = array_keys($engines, null, true);
        if ([] !== $missing) {
            // translators: %s: names of tables.
            return [Finding::error('tables', sprintf(__('Missing in the database: %s. Orders cannot be queued.', 'waybill'), implode(', ', $missing)), $again)];
        }
        $drift = $this->schema->drift();
        $others = array_filter($engines, static fn(?string $engine): bool => 'InnoDB' !== $engine);

        return [
            [] === $drift
                // translators: %d: a number.
                ? Finding::good('tables', sprintf(__('The tables are there, at version %d.', 'waybill'), OutboxSchema::VERSION))
                // translators: %s: what dbDelta would do, in English.
                : Finding::error('tables', sprintf(__('The tables are not as this version needs them: %s.', 'waybill'), implode('; ', $drift)), $again),
            [] === $others
                ? Finding::good('innodb', __('The tables are InnoDB\'s.', 'waybill'))
                : Finding::error(
                    'innodb',
                    // translators: %s: names of tables.
                    sprintf(__('Not InnoDB: %s. Two workers may then take the same order.', 'waybill'), implode(', ', array_keys($others))),
                    array_map(static fn(string $table): array => [
                        __('Run this in the database:', 'waybill'),
                        "ALTER TABLE $table ENGINE=InnoDB;",
                    ], array_keys($others)),
                ),
        ];
    }

    private function clock(): Finding
    {
        $ahead = $this->database->clock() - time();

        return abs($ahead) <= self::SKEW_S
            ? Finding::good('clock', __('The database\'s clock and PHP\'s agree.', 'waybill'))
            : Finding::warning(
                'clock',
                // translators: %s: seconds, negative where it is behind.
                sprintf(__('The database\'s clock is %s s ahead of PHP\'s.', 'waybill'), number_format_i18n($ahead)),
                __('Have both machines set their clock by NTP.', 'waybill'),
            );
    }
}
