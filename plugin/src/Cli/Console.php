<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Connection\Connection;

/** What the commands read from the command line alike, and how they print. */
final class Console
{
    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
    ) {}

    /**
     * Those that `--connection=<id>` names; all without it.
     *
     * @param array<string, mixed> $options
     * @return list<Connection>
     */
    public function connections(array $options): array
    {
        return isset($options['connection']) ? [$this->connection((string) $options['connection'])] : $this->connections;
    }

    public function connection(string $id): Connection
    {
        foreach ($this->connections as $connection) {
            if ($connection->id() === $id) {
                return $connection;
            }
        }
        $known = implode(', ', array_map(static fn(Connection $connection): string => $connection->id(), $this->connections));
        // translators: 1: what was typed, 2: a list of words.
        \WP_CLI::error(sprintf(__('There is no connection "%1$s". There are: %2$s.', 'waybill'), $id, $known));
    }

    /** Of a connection, in a word: `off`, `paused` or `open`. */
    public static function state(Connection $connection): string
    {
        return match (true) {
            !$connection->isOpen() => 'off',
            null !== $connection->pausedBecause() => 'paused',
            default => 'open',
        };
    }

    /**
     * The orders of `--order=<ids>`.
     *
     * @param array<string, mixed> $options
     * @return list<int>|null Null without it.
     */
    public function orderIds(array $options): ?array
    {
        if (!isset($options['order'])) {
            return null;
        }
        $ids = preg_split('/[\s,]+/', (string) $options['order'], -1, PREG_SPLIT_NO_EMPTY) ?: [];
        foreach ($ids as $id) {
            if (!ctype_digit($id)) {
                // translators: %s: what was typed.
                \WP_CLI::error(sprintf(__('"%s" is not the number of an order.', 'waybill'), $id));
            }
        }
        if ([] === $ids) {
            \WP_CLI::error(__('--order names no order.', 'waybill'));
        }

        return array_map(intval(...), $ids);
    }

    /**
     * The moment that an option names, in the site's timezone unless it has its own.
     *
     * @param array<string, mixed> $options
     * @return string|null `Y-m-d H:i:s`, UTC; null without it.
     */
    public function moment(array $options, string $name): ?string
    {
        if (!isset($options[$name])) {
            return null;
        }
        try {
            $moment = new \DateTimeImmutable((string) $options[$name], wp_timezone());
        } catch (\Exception) {
            \WP_CLI::error(sprintf(
                // translators: 1: an option, 2: what was typed.
                __('--%1$s: "%2$s" is no time. Write it as 2026-11-21 09:30, or as "2 hours ago".', 'waybill'),
                $name,
                (string) $options[$name],
            ));
        }

        return $moment->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d H:i:s');
    }

    /**
     * A whole number of an option.
     *
     * @param array<string, mixed> $options
     */
    public function number(array $options, string $name, int $default, int $least): int
    {
        $text = (string) ($options[$name] ?? $default);
        if (!ctype_digit($text) || (int) $text < $least) {
            // translators: 1: an option, 2: a number, 3: what was typed.
            \WP_CLI::error(sprintf(__('--%1$s takes a whole number, %2$d or more; not "%3$s".', 'waybill'), $name, $least, $text));
        }

        return (int) $text;
    }

    /**
     * Prints items as `--format` and `--fields` ask.
     *
     * @param list<array<string, mixed>> $items
     * @param array<string, mixed> $options
     * @param list<string> $fields Where none are asked for.
     */
    public function print(array $items, array $options, array $fields): void
    {
        \WP_CLI\Utils\format_items($this->format($options), $items, $options['fields'] ?? $fields);
    }

    /** A progress bar; none where nobody looks (--quiet, or the output goes to a file). */
    public function bar(string $message, int $total): \cli\progress\Bar|\WP_CLI\NoOp
    {
        return \WP_CLI::get_config('quiet') ? new \WP_CLI\NoOp() : \WP_CLI\Utils\make_progress_bar($message, $total);
    }

    /** @param array<string, mixed> $options */
    public function format(array $options): string
    {
        return (string) \WP_CLI\Utils\get_flag_value($options, 'format', 'table');
    }

    /**
     * Whether a person reads along: then sentences stand beside what is printed.
     *
     * @param array<string, mixed> $options
     */
    public function isTable(array $options): bool
    {
        return 'table' === $this->format($options);
    }
}
