<?php

declare(strict_types=1);

namespace Waybill\Bench\Parts;

use Waybill\Bench\Aim;
use Waybill\Bench\Bench;
use Waybill\Bench\Markdown;
use Waybill\Bench\Part;
use Waybill\Bench\Plots;
use Waybill\Bench\Site;

/** The plans of a backfill's queries in the large store, in both storages, and of those that wp-admin's pages ask of the outbox. */
final class Queries implements Part
{
    /** That a worker delivers while its queries are noted. */
    private const DELIVERED = 1_000;

    /** Orders that the filter "Not sent" is to find. */
    private const NOT_SENT = 50;

    /** Pages of wp-admin, by storage. */
    private const PAGES = [
        'hpos' => [
            'overview' => 'admin.php?page=waybill-overview',
            'orders' => 'admin.php?page=wc-orders',
            'orders-few-not-sent' => 'admin.php?page=wc-orders&waybill_sync=logistos%3Anot_sent',
            'orders-none-sent' => 'admin.php?page=wc-orders&waybill_sync=trackingtech%3Anot_sent',
            'orders-waiting' => 'admin.php?page=wc-orders&waybill_sync=logistos%3Awaiting',
            'logistos' => 'options-general.php?page=logistos-sync',
        ],
        'posts' => [
            'orders-in-posts' => 'edit.php?post_type=shop_order',
            'orders-in-posts-few-not-sent' => 'edit.php?post_type=shop_order&waybill_sync=logistos%3Anot_sent',
            'orders-in-posts-none-sent' => 'edit.php?post_type=shop_order&waybill_sync=trackingtech%3Anot_sent',
        ],
    ];

    private readonly Site $site;

    public function __construct(
        private readonly Bench $bench,
    ) {
        $this->site = $bench->large;
    }

    public function run(): array
    {
        $this->bench->platforms->moveAway(0);
        $plans = [];
        foreach (self::PAGES as $storage => $pages) {
            $this->site->useStorage($storage);
            $this->site->run('queue', 'logistos', $this->site->firstOrder(), 0);
            $this->site->run('enqueue');
            $this->site->sql('DELETE FROM wp_waybill_deliveries ORDER BY order_id DESC LIMIT ' . self::NOT_SENT);
            // As the server does by itself, some seconds later.
            $this->site->sql('ANALYZE TABLE wp_waybill_deliveries');
            $seconds = $this->site->run('pages', ...array_keys($pages), ...array_values($pages));
            $files = array_map(fn(string $page): string => "{$this->site->path}/wp-content/bench-$page.json", array_keys($pages));
            $plans[$storage] = ['pages_s' => $seconds['seconds'], 'plans' => $this->site->run('explain', self::DELIVERED, ...$files)];
        }
        $this->site->useStorage('hpos');

        return ['orders_in_store' => $this->site->orders, 'storages' => $plans];
    }

    public function summary(array $results): array
    {
        $whole = ['A backfill' => ['table' => 0, 'index' => 0], "Wp-admin's pages" => ['table' => 0, 'index' => 0]];
        foreach ($results['storages'] as ['plans' => $plans]) {
            foreach ($plans as $of => $queries) {
                foreach (array_column($queries, 'tables') as $tables) {
                    $read = array_column(array_filter($tables, static fn(array $table): bool => $table['isWhole']), 'isIndexOnly');
                    if ([] !== $read) {
                        ++$whole[str_starts_with((string) $of, 'bench-') ? "Wp-admin's pages" : 'A backfill'][in_array(false, $read, true) ? 'table' : 'index'];
                    }
                }
            }
        }
        $rows = [];
        foreach ($whole as $of => $counts) {
            $rows[] = ["$of: queries that read at least half of a table", (string) $counts['table'], new Aim('none', 0 === $counts['table'])];
            $rows[] = ['the same, of an index alone', (string) $counts['index'], null];
        }

        return $rows;
    }

    public function tell(array $results, Plots $plots): string
    {
        $text =
            "## Query plans\n\nIn the store of "
            . Markdown::number($results['orders_in_store'])
            . " orders, all of them in the outbox. Waybill's own queries, each kind once where it is first made, with its values taken out; how often it was made (to deliver "
            . Markdown::number(self::DELIVERED)
            . " orders, say); and for each table how it is read (`EXPLAIN`'s type), by which key, and how many rows: of a `SELECT` as read, of a write as expected. **Whole** is what reads at least half of a table, or of an index of it.\n";
        foreach ($results['storages'] as $storage => ['plans' => $plans, 'pages_s' => $seconds]) {
            $text .= "\n### " . ('hpos' === $storage ? 'Orders in the order tables' : 'Orders in posts') . "\n";
            $told = [];
            foreach ($plans as $of => $queries) {
                $name = (string) preg_replace('/^bench-/', '', (string) $of);
                $rows = array_diff_key(self::rows($queries), $told);
                $told += $rows;
                $text .= "\n**$name**" . (isset($seconds[$name]) ? sprintf(': the page takes %.2f s', $seconds[$name]) : '') . "\n\n";
                $text .= [] === $rows ? '' : Markdown::table(['query', 'times>', 'plan'], array_values($rows));
            }
        }

        return $text;
    }

    /** @return array<string, list<string>> By query and plan. */
    private static function rows(array $queries): array
    {
        $rows = [];
        foreach ($queries as ['query' => $query, 'times' => $times, 'tables' => $tables]) {
            $plan = implode('; ', array_map(
                static fn(array $table): string => (
                    rtrim("{$table['table']}: {$table['type']} {$table['key']}")
                    . ', '
                    . Markdown::number($table['rows'])
                    . ($table['isIndexOnly'] ? ' of the index alone' : '')
                ),
                $tables,
            ));
            $cell = static fn(string $text): string => str_replace(['|', '`'], ['\\|', ''], $text);
            $rows["$query $plan"] = [
                "`{$cell($query)}`",
                (string) $times,
                (in_array(true, array_column($tables, 'isWhole'), true) ? '**whole** ' : '') . $cell($plan),
            ];
        }

        return $rows;
    }
}
