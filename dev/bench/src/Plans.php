<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** Waybill's own queries in something, each of a kind once, with the database's plan for it. */
final class Plans
{
    /** Rows from which on a table may not be read whole, which is half of it and more, whatever the index. */
    private const LARGE = 5_000;

    /** @var array<string, array{query: string, times: int}> By their kind: the query with its values taken out. */
    private array $queries = [];

    private bool $listens = false;

    /** Of the store's orders. */
    private readonly int $half;

    public function __construct(
        private readonly \wpdb $db,
    ) {
        $this->half = (int) $db->get_var("SELECT COUNT(*) / 2 FROM {$db->prefix}wc_orders");
        add_filter('query', function (string $query): string {
            if ($this->listens && self::isOurs()) {
                $this->take([$query]);
            }

            return $query;
        });
    }

    /** From now on. */
    public function listen(): void
    {
        $this->listens = true;
    }

    /** @param iterable<string> $queries */
    public function take(iterable $queries): void
    {
        foreach ($queries as $query) {
            $kind = self::kind($query);
            $this->queries[$kind] ??= ['query' => $query, 'times' => 0];
            ++$this->queries[$kind]['times'];
        }
    }

    /**
     * Those that it has heard, explained; it hears no more.
     *
     * @return list<array{query: string, times: int, tables: list<array{table: string, type: string, key: string, rows: int, isIndexOnly: bool, isWhole: bool}>}>
     */
    public function explained(): array
    {
        $this->listens = false;
        $queries = $this->queries;
        $this->queries = [];
        $explained = [];
        foreach ($queries as $kind => ['query' => $query, 'times' => $times]) {
            if (1 === preg_match('/^\s*(SELECT|UPDATE|DELETE|INSERT.*\bSELECT\b)/is', $query) && !str_contains($query, '_LOCK(')) {
                $tables = $this->tables($query);
                if ([] !== $tables) {
                    $explained[] = ['query' => $kind, 'times' => $times, 'tables' => $tables];
                }
            }
        }

        return $explained;
    }

    /**
     * Of a SELECT the rows that it really reads; of a write those that the database expects, for it is not run again.
     *
     * @return list<array{table: string, type: string, key: string, rows: int, isIndexOnly: bool, isWhole: bool}>
     */
    private function tables(string $query): array
    {
        $isSelect = 1 === preg_match('/^\s*SELECT/i', $query) && !str_contains($query, 'FOR UPDATE');
        $rows = $this->db->get_results(($isSelect ? 'ANALYZE ' : 'EXPLAIN ') . $query, ARRAY_A);
        $tables = array_filter((array) $rows, static fn(array $row): bool => null !== $row['table'] && !str_starts_with($row['table'], '<'));

        return array_values(array_map(
            function (array $row): array {
                $read = (int) ceil((float) ($row['r_rows'] ?? $row['rows']));

                return [
                    'table' => $row['table'],
                    'type' => (string) $row['type'],
                    'key' => (string) $row['key'],
                    'rows' => $read,
                    // "Using index condition" reads the rows, too.
                    'isIndexOnly' => 1 === preg_match('/Using index(?! condition)/', (string) $row['Extra']),
                    'isWhole' => $read >= max(self::LARGE, $this->half),
                ];
            },
            $tables,
        ));
    }

    /** Whether it is Waybill that asks the database now, and not WooCommerce or WordPress for it. */
    private static function isOurs(): bool
    {
        foreach (debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS) as $frame) {
            $class = $frame['class'] ?? '';
            if ('apply_filters' !== $frame['function'] && !in_array($class, [self::class, \WP_Hook::class, \wpdb::class], true)) {
                return str_starts_with($class, 'Waybill\\');
            }
        }

        return false;
    }

    private static function kind(string $query): string
    {
        $short = preg_replace(["/'(?:[^'\\\\]|\\\\.|'')*'/", '/\b\d+\b/', '/\s+/'], ['?', '?', ' '], $query);
        // Lists of values, of whatever length; and so rows of values.
        $short = preg_replace(
            ['/\?(?:, ?\?)+/', '/(\((?:\?|NULL|\w+\(\))[^()]*(?:\([^()]*\)[^()]*)*\))(?:, ?\1)+/', '/(SELECT \?[^()]*?)(?: UNION ALL \1)+/'],
            ['?, …', '$1, …', '$1 UNION ALL …'],
            (string) $short,
        );

        return mb_strimwidth(trim((string) $short), 0, 320, '…');
    }
}
