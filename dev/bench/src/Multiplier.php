<?php

declare(strict_types=1);

namespace Waybill\Bench;

/**
 * Makes many orders of a few by SQL alone: order n is a copy of template n modulo their number, with ids, a person, an order key and dates of its own. What WooCommerce
 * computed (totals, taxes, products) stays as it computed it.
 */
final class Multiplier
{
    /** The tables of an order: the column that leads to it, and the table's own key. In the order in which they are captured. */
    private const TABLES = [
        'wc_orders' => ['id', null],
        'wc_order_addresses' => ['order_id', 'id'],
        'wc_order_operational_data' => ['order_id', 'id'],
        'wc_orders_meta' => ['order_id', 'id'],
        'woocommerce_order_items' => ['order_id', 'order_item_id'],
        'woocommerce_order_itemmeta' => [null, 'meta_id'],
        'posts' => ['ID', null],
        'postmeta' => ['post_id', 'meta_id'],
    ];

    /** Those of the older storage, which hold other things too. */
    private const POSTS = ['posts', 'postmeta'];

    /** When an order was changed last, by when it was made. */
    private const CHANGED = ['date_updated_gmt' => 'date_created_gmt', 'post_modified' => 'post_date', 'post_modified_gmt' => 'post_date_gmt'];

    /** Over which the orders are spread, the youngest at the templates' own time. */
    private const SPAN_S = 3 * 365 * 86_400;

    private const FIRST_NAMES = [
        'María',
        'José',
        'Ana',
        'Juan',
        'Sofía',
        'Pedro',
        'Camila',
        'Diego',
        'Ñusta',
        'Ignacio',
        'Fernanda',
        'Tomás',
        'Antonia',
        '志明',
        '春嬌',
        'Zoë',
        'Björn',
    ];
    private const LAST_NAMES = [
        'González',
        'Muñoz',
        'Rojas',
        'Díaz',
        'Pérez',
        'Soto',
        'Contreras',
        'Silva',
        'Martínez',
        'Sepúlveda',
        'Morales',
        "O'Higgins",
        '陳',
    ];
    private const STREETS = ['Av. Providencia', 'Calle Larga', 'Pasaje Los Aromos', 'Av. Libertador Bernardo O’Higgins', 'Camino El Alba', 'San Martín'];

    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /**
     * Keeps the rows of these orders aside, as templates.
     *
     * @param list<int> $orders
     * @param bool $isPosts Whether they are of the older storage; otherwise of the order tables, with the items.
     */
    public function capture(array $orders, bool $isPosts): void
    {
        $this->run("CREATE TABLE IF NOT EXISTS {$this->kept('orders')} (n int NOT NULL, is_posts int NOT NULL, order_id bigint unsigned NOT NULL PRIMARY KEY)");
        foreach ($orders as $n => $order) {
            $this->run("REPLACE INTO {$this->kept('orders')} VALUES ($n, " . (int) $isPosts . ", $order)");
        }
        foreach (self::TABLES as $table => [$order, $id]) {
            if ($isPosts !== in_array($table, self::POSTS, true)) {
                continue;
            }
            $id ??= $order;
            $to = null === $order
                ? "JOIN {$this->kept('woocommerce_order_items')} i ON i.order_item_id = r.order_item_id JOIN {$this->kept(
     'orders',
 )} o ON o.order_id = i.order_id"
                : "JOIN {$this->kept('orders')} o ON o.order_id = r.$order AND o.is_posts = " . (int) $isPosts;
            $rank = 'ROW_NUMBER() OVER (PARTITION BY o.n ORDER BY r.' . $id . ') - 1 AS template_rank';
            $item = null === $order ? ', i.template_rank AS template_item' : '';
            $this->run("DROP TABLE IF EXISTS {$this->kept($table)}");
            $this->run(
                "CREATE TABLE {$this->kept(
                    $table,
                )} (KEY (template, template_rank)) SELECT r.*, o.n AS template, $rank $item FROM {$this->db->prefix}$table r $to",
            );
        }
    }

    /**
     * Fills the tables of one storage with so many orders, in the place of those that are there.
     *
     * @param bool $isPosts As above.
     */
    public function multiply(int $orders, bool $isPosts): void
    {
        // The templates came last, in both storages.
        $first = 1 + (int) $this->db->get_var("SELECT MAX(order_id) FROM {$this->kept('orders')}");
        foreach (array_keys(self::TABLES) as $table) {
            if ($isPosts === in_array($table, self::POSTS, true)) {
                $this->fill($table, $orders, $first);
            }
        }
    }

    private function fill(string $table, int $orders, int $first): void
    {
        $name = $this->db->prefix . $table;
        $templates = (int) $this->db->get_var("SELECT COUNT(DISTINCT template) FROM {$this->kept($table)}");
        $columns = $this->columns($table, $orders, $first);
        $this->run("DROP TABLE IF EXISTS {$name}_filled");
        $this->run("CREATE TABLE {$name}_filled LIKE $name");
        // From sorted rows all keys of an index are put in order at once: in half the time of one after the other.
        [$drop, $add] = $this->keys($name);
        $this->run("ALTER TABLE {$name}_filled $drop");
        $this->run(
            "INSERT INTO {$name}_filled ("
            . implode(', ', array_keys($columns))
            . ') SELECT STRAIGHT_JOIN '
            . implode(', ', $columns)
            . " FROM (SELECT seq AS n, {$this->person()} FROM seq_1_to_$orders) s JOIN {$this->kept(
                $table,
            )} r FORCE INDEX (template) ON r.template = s.n % $templates",
        );
        $this->run("ALTER TABLE {$name}_filled $add");
        if (in_array($table, self::POSTS, true)) {
            $isOrder = "SELECT ID FROM {$this->db->posts}_kept WHERE post_type LIKE 'shop\\_order%'";
            $this->run("RENAME TABLE $name TO {$name}_kept, {$name}_filled TO $name");
            $this->run("INSERT INTO $name SELECT * FROM {$name}_kept WHERE " . ('posts' === $table ? 'ID' : 'post_id') . " NOT IN ($isOrder)");
            if ('postmeta' === $table) {
                $this->run("DROP TABLE {$this->db->posts}_kept, {$name}_kept");
            }
        } else {
            $this->run("RENAME TABLE $name TO {$name}_kept, {$name}_filled TO $name");
            $this->run("DROP TABLE {$name}_kept");
        }
        $this->run("ANALYZE TABLE $name");
    }

    /** @return array{string, string} How the indexes of a table but its primary key are dropped, and made again. */
    private function keys(string $name): array
    {
        $create = (string) $this->db->get_row("SHOW CREATE TABLE $name", ARRAY_N)[1];
        preg_match_all('/^ +((?:UNIQUE )?KEY (`\w+`) \(.+\)),?$/m', $create, $keys);

        return [
            implode(', ', array_map(static fn(string $key): string => "DROP KEY $key", $keys[2])),
            implode(', ', array_map(static fn(string $key): string => "ADD $key", $keys[1])),
        ];
    }

    /** @return array<string, string> The columns of a table to what they hold for order n, as SQL. */
    private function columns(string $table, int $orders, int $first): array
    {
        [$order, $id] = self::TABLES[$table];
        $rows = $this->db->get_results("SELECT * FROM {$this->kept($table)}", ARRAY_A);
        $age = "(($orders - s.n) * " . max(1, intdiv(self::SPAN_S, $orders)) . ')';
        $stride = 1 + (int) max(array_column($rows, 'template_rank'));
        $items = 1 + (int) $this->db->get_var("SELECT MAX(template_rank) FROM {$this->kept('woocommerce_order_items')}");
        $columns = [];
        foreach ($this->db->get_results("SHOW COLUMNS FROM {$this->db->prefix}$table", ARRAY_A) as ['Field' => $column, 'Type' => $type]) {
            $columns[$column] = match (true) {
                $column === $order => "$first + s.n",
                $column === $id => "1000000 + (s.n - 1) * $stride + r.template_rank",
                // The items' own ids, as above.
                null === $order && 'order_item_id' === $column => "1000000 + (s.n - 1) * $items + r.template_item",
                // Completed an hour later, not on the day when the templates were made.
                isset(self::CHANGED[$column]) => 'r.' . self::CHANGED[$column] . " + INTERVAL 1 HOUR - INTERVAL $age SECOND",
                'datetime' === $type => "r.$column - INTERVAL $age SECOND",
                'meta_value' === $column && 'postmeta' === $table => "CASE WHEN r.meta_value = '' THEN ''
                    WHEN r.meta_key IN ('_date_paid', '_date_completed') THEN r.meta_value - $age
                    WHEN r.meta_key IN ('_paid_date', '_completed_date') THEN r.meta_value - INTERVAL $age SECOND
                    ELSE {$this->filledIn($rows, $column)} END",
                'guid' === $column => "REPLACE(r.guid, CONCAT('p=', r.ID), CONCAT('p=', $first + s.n))",
                default => $this->filledIn($rows, $column),
            };
        }

        return $columns;
    }

    /** The column with this order's words in the place of the templates'. */
    private function filledIn(array $rows, string $column): string
    {
        $sql = "r.$column";
        $keys = [];
        foreach ([
            Templates::FIRST_NAME => 's.first_name',
            Templates::LAST_NAME => 's.last_name',
            Templates::STREET => 's.street',
            Templates::EMAIL => 's.email',
            Templates::PHONE => 's.phone',
            Templates::KEY => 's.order_key',
        ] as $word => $own) {
            $with = array_filter($rows, static fn(array $row): bool => str_contains((string) $row[$column], $word));
            $sql = [] === $with ? $sql : "REPLACE($sql, '$word', $own)";
            $keys = [...$keys, ...array_column($with, 'meta_key')];
        }

        // Few of an order's metadata hold any.
        return [] === $keys ? $sql : "IF(r.meta_key IN ('" . implode("', '", array_unique($keys)) . "'), $sql, r.$column)";
    }

    private function person(): string
    {
        return implode(', ', [
            $this->oneOf(self::FIRST_NAMES, 'seq') . ' AS first_name',
            // Each next to all of the others in turn.
            $this->oneOf(self::LAST_NAMES, 'seq DIV ' . count(self::FIRST_NAMES)) . ' AS last_name',
            $this->oneOf(self::STREETS, 'seq') . ' AS street',
            // A shopper comes back some times.
            "CONCAT('shopper', seq * 7919 % 300007, '@example.com') AS email",
            "CONCAT('+569', LPAD(seq * 7919 % 100000000, 8, '0')) AS phone",
            "CONCAT('wc_order_', LEFT(SHA2(seq, 256), 13)) AS order_key",
        ]);
    }

    /** @param list<string> $words */
    private function oneOf(array $words, string $number): string
    {
        $list = implode(', ', array_map(fn(string $word): string => $this->db->prepare('%s', $word), $words));

        return 'ELT(1 + ' . $number . ' % ' . count($words) . ", $list)";
    }

    private function kept(string $table): string
    {
        return $this->db->prefix . 'bench_' . $table;
    }

    private function run(string $sql): void
    {
        // Straight to the database: wpdb's care for characters and its records of queries are for requests.
        if (!mysqli_query($this->db->dbh, $sql)) {
            throw new \RuntimeException(mysqli_error($this->db->dbh) . " in: $sql");
        }
    }
}
