<?php

declare(strict_types=1);

namespace Waybill\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;

/** Which orders there are, asked of the table that this store keeps them in: the order tables (HPOS), or posts. */
final class OrderTable
{
    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /** Ids that one query goes over at most: where few orders have the statuses asked for, it still ends soon. */
    private const WINDOW = 20_000;

    /**
     * The ids of the next orders after `$after`, lowest first (keyset paging: the same cost anywhere in the table). It locks nothing.
     *
     * @param list<string> $statuses With their prefix, as stored: `wc-processing`.
     * @return list<int>
     */
    public function idsAfter(int $after, int $upTo, array $statuses, int $limit): array
    {
        if ([] === $statuses) {
            return [];
        }
        [$table, $id] = $this->source();
        $ids = [];
        for ($from = $after; $from < $upTo && count($ids) < $limit; $from += self::WINDOW) {
            // Left to itself, the database may well gather and sort every order of these statuses, for each slice anew.
            $found = $this->db->get_col($this->db->prepare(
                "SELECT $id FROM $table FORCE INDEX (PRIMARY) WHERE {$this->where($statuses)} AND $id > %d AND $id <= %d ORDER BY $id LIMIT %d",
                $from,
                min($upTo, $from + self::WINDOW),
                $limit - count($ids),
            ));
            $ids = [...$ids, ...array_map(intval(...), $found)];
        }

        return $ids;
    }

    /**
     * When these orders were last changed; `Y-m-d H:i:s`, UTC, by the clock of the node that saved them.
     *
     * @param list<int> $ids
     * @return array<int, string>
     */
    public function modifiedAt(array $ids): array
    {
        [$table, $id, , , $modified] = $this->source();
        $rows = $this->db->get_results("SELECT $id AS id, $modified AS modified FROM $table WHERE $id IN (" . implode(', ', [0, ...$ids]) . ')', ARRAY_A);

        return array_map(strval(...), array_column((array) $rows, 'modified', 'id'));
    }

    /**
     * How many orders have each of these statuses, the most frequent first; a status without orders is left out.
     *
     * @param list<string> $statuses With their prefix.
     * @return array<string, int>
     */
    public function counts(array $statuses): array
    {
        if ([] === $statuses) {
            return [];
        }
        [$table, , , $status] = $this->source();
        /** @var list<array{status: string, orders: string}> $rows */
        $rows = $this->db->get_results("SELECT $status AS status, COUNT(*) AS orders FROM $table WHERE {$this->where($statuses)} GROUP BY $status", ARRAY_A);
        $counts = array_map(intval(...), array_column($rows, 'orders', 'status'));
        arsort($counts);

        return $counts;
    }

    /** The highest id of all orders; 0 where there is none. */
    public function lastId(): int
    {
        [$table, $id] = $this->source();

        return (int) $this->db->get_var("SELECT MAX($id) FROM $table");
    }

    /** @return array{string, string, string, string, string} The table, and its columns for id, type, status and the time of the last change. */
    private function source(): array
    {
        return (
            OrderUtil::custom_orders_table_usage_is_enabled()
                ? [$this->db->prefix . 'wc_orders', 'id', 'type', 'status', 'date_updated_gmt']
                : [$this->db->posts, 'ID', 'post_type', 'post_status', 'post_modified_gmt']
        );
    }

    /** @param non-empty-list<string> $statuses */
    private function where(array $statuses): string
    {
        [, , $type, $status] = $this->source();
        $marks = implode(', ', array_fill(0, count($statuses), '%s'));

        return (string) $this->db->prepare("$type = 'shop_order' AND $status IN ($marks)", $statuses);
    }
}
