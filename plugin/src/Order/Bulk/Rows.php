<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

use Waybill\Link;

/** The results of SELECTs, row by row. */
final class Rows
{
    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /**
     * The rows by column. Nothing else may be asked of the database before the last of them has been taken.
     *
     * @return iterable<array<string, string|null>>
     * @throws Unsure Where the database refuses: nothing found is not the same.
     */
    public function select(string $sql): iterable
    {
        $link = Link::of($this->db);

        return null === $link ? $this->all($sql) : self::each($link, Link::filtered($sql));
    }

    /** @param list<int> $ids */
    public static function in(array $ids): string
    {
        return '(' . implode(', ', array_map(intval(...), $ids)) . ')';
    }

    /** @param list<string> $words Of ours: no value from anywhere else. */
    public static function inWords(array $words): string
    {
        return "('" . implode("', '", $words) . "')";
    }

    /**
     * As the database finds them: while it looks for the next ones, what is there already is worked on. wpdb would wait for all of them, and hold them twice.
     *
     * @return \Generator<array<string, string|null>>
     * @throws Unsure
     */
    private static function each(\mysqli $link, string $sql): \Generator
    {
        try {
            $result = '' === $sql ? false : $link->query($sql, MYSQLI_USE_RESULT);
            if (!$result instanceof \mysqli_result) {
                throw new Unsure();
            }
            try {
                for ($row = $result->fetch_assoc(); is_array($row); $row = $result->fetch_assoc()) {
                    // @mago-expect analysis:invalid-yield-value-type It gives texts and null.
                    yield $row;
                }
            } finally {
                $result->free();
            }
        } catch (\mysqli_sql_exception) {
            throw new Unsure();
        }
        if (false === $row) {
            throw new Unsure();
        }
    }

    /**
     * @return list<array<string, string|null>>
     * @throws Unsure
     */
    private function all(string $sql): array
    {
        $quiet = $this->db->suppress_errors();
        /** @var list<array<string, string|null>>|null $rows */
        $rows = $this->db->get_results($sql, ARRAY_A);
        $this->db->suppress_errors($quiet);
        $isRefused = '' !== $this->db->last_error;
        // wpdb keeps the last result, and the driver's copy of it.
        $this->db->flush();

        return $isRefused || null === $rows ? throw new Unsure() : $rows;
    }
}
