<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** The results of SELECTs, held no longer than they are needed. */
final class Rows
{
    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /**
     * @return list<\stdClass>
     * @throws Unsure Where the database refuses: nothing found is not the same.
     */
    public function select(string $sql): array
    {
        $quiet = $this->db->suppress_errors();
        /** @var list<\stdClass>|null $rows */
        $rows = $this->db->get_results($sql);
        $this->db->suppress_errors($quiet);
        $isRefused = '' !== $this->db->last_error;
        // wpdb keeps the last result, and the driver's copy of it.
        $this->db->flush();

        return $isRefused || null === $rows ? throw new Unsure() : $rows;
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
}
