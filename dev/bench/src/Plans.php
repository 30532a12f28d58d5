<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** The queries of something, each of a kind once, with the database's plan for it. */
final class Plans
{
    /** Rows of a table from which on it may not be read whole. */
    private const LARGE = 5_000;

    /** @var array<string, array{query: string, times: int}> By their kind: the query with its values taken out. */
    private array $queries = [];

    private bool $listens = false;

    public function __construct(
        private readonly \wpdb $db,
    ) {
        add_filter('query', function (string $query): string {
            if ($this->listens) {
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
     * @return list<array{query: string, times: int, ms: float|null, tables: list<array{table: string, type: string, key: string, rows: int}>, isWhole: bool}>
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
                    $explained[] = ['query' => $kind, 'times' => $times, 'tables' => $tables, 'isWhole' => [] !== array_filter($tables, self::isWhole(...))];
                }
            }
        }

        return $explained;
    }

    /**
     * Of a SELECT the rows that it really reads; of a write those that the database expects, for it is not run again.
     *
     * @return list<array{table: string, type: string, key: string, rows: int}>
     */
    private function tables(string $query): array
    {
        $isSelect = 1 === preg_match('/^\s*SELECT/i', $query) && !str_contains($query, 'FOR UPDATE');
        $rows = $this->db->get_results(($isSelect ? 'ANALYZE ' : 'EXPLAIN ') . $query, ARRAY_A);
        $tables = array_filter((array) $rows, static fn(array $row): bool => null !== $row['table'] && !str_starts_with($row['table'], '<'));

        return array_values(array_map(static fn(array $row): array => [
            'table' => $row['table'],
            'type' => (string) $row['type'],
            'key' => (string) $row['key'],
            'rows' => (int) ceil((float) ($row['r_rows'] ?? $row['rows'])),
        ], $tables));
    }

    /** @param array{type: string, rows: int, ...} $table */
    private static function isWhole(array $table): bool
    {
        return in_array($table['type'], ['ALL', 'index'], true) && $table['rows'] >= self::LARGE;
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

        return mb_strimwidth(trim((string) $short), 0, 600, '…');
    }
}
