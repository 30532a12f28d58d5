<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** All results of a run as one page: the ratios first, then each part, then how it was measured. */
final class Report
{
    /** @param array<string, Part> $parts */
    public function __construct(
        private readonly Bench $bench,
        private readonly array $parts,
    ) {}

    /** The page; parts without results are left out. */
    public function page(Plots $plots): string
    {
        $environment = $this->bench->kept('environment') ?? throw new \RuntimeException('Nothing was measured yet');
        $summary = [];
        $text = '';
        $took = [];
        foreach ($this->parts as $name => $part) {
            $results = $this->bench->kept($name);
            if (null !== $results) {
                foreach ($part->summary($results) as [$what, $figure, $aim]) {
                    $summary[] = [$what, $figure, $aim?->told(!$this->bench->isQuick) ?? ''];
                }
                $text .= $part->tell($results, $plots) . "\n";
                $took[] = ["`$name`", substr($results['at'], 0, 10), $results['commit'], Markdown::number($results['took_s']) . ' s'];
            }
        }

        return (
            "# Performance\n\nMeasured by `make bench`, which renews this page: Waybill's backfill beside the plain way (`wc_get_orders`, and one `wp_remote_post` an order) and WooCommerce's own webhooks, its two limits, a million orders, the shopper, "
            . "several workers, and the database's plans. Every figure stands beside what it is compared with, measured in turn in one run.\n\n"
            . (
                $environment['isWooCommerce']
                    ? ''
                    : "**Measured on the project's stand-in for WooCommerce**: what needs the real one is left out, and the figures of reading and of the checkout are not those of a real store.\n\n"
            )
            . (
                $this->bench->isQuick
                    ? "**A quick run**: the aims below are those of the whole one, and are not judged here. A backfill of seconds is mostly its beginning, and of a small table the database reads all.\n\n"
                    : ''
            )
            . Markdown::table(['what', 'figure>', 'was to be'], $summary)
            . "\n$text## How it was measured\n\n"
            . $this->method($environment)
            . "\n"
            . Markdown::table(['part', 'measured', 'of', 'took>'], $took)
        );
    }

    private function method(array $environment): string
    {
        $made = array_map(
            static fn(array $store): string => (
                Markdown::number($store['orders']) . ' orders in ' . Markdown::number($store['made_s']) . ' s, ' . Markdown::number($store['gb'], 1) . ' GB'
            ),
            $environment['stores'],
        );

        return <<<MARKDOWN
            - **Machine**: {$environment['processor']}, {$environment['cores']} cores, {$environment['memory_gb']} GB of memory; store, database, load and platforms all on it.
            - **Versions**: WordPress {$environment['WordPress']}, WooCommerce {$environment['WooCommerce']}, PHP {$environment['PHP']}, MariaDB {$environment['MariaDB']}, Waybill {$environment['Waybill']}.
            - **Stores**: {$this->and(
        $made,
    )}. 48 orders are made through WooCommerce's own classes, as its checkout makes them: three line items of a hundred products, a fee, a shipping line, taxes, all metadata and where the shopper came from.
              SQL multiplies them, each with ids, a person, an order key and dates of its own, over three years, into the order tables and into posts (without order notes and the tables of WooCommerce Analytics, which nobody here reads). A hundred of them are then read through
              `WC_Order` from both storages, and held to be equal, complete, and to add up.
            - **Database**: the server has a buffer pool of 4 GB, as on a machine of 16 GB, and `innodb_flush_log_at_trx_commit = 2`; the store of a million orders does not fit into it.
            - **Platforms**: the [sandbox](../sandbox/README.md), which holds every request to [the contract](contract.md), and answers each 20 ms or 100 ms late. What they bear is measured by [wrk](https://github.com/wg/wrk) with requests that Waybill's extension made, with the best of 1 to 64 connections, the most that one worker opens; two workers, which open twice as many, are held to twice that.
            - **TrackingTech's backfill** is one that no page offers: TrackingTech is sent orders from its connection on. It stands here for a platform that takes one order in a request.
            - **The limit of reading** is what as many processes as there are workers read in sets, and throw away, right before the deliveries of the same round; what share of it those reach is said of each round, and the median shown. A backfill's orders have to be claimed, handed over and recorded besides.
            - **A worker** is a process of the command line that runs what `wp waybill drain` runs. "Idle" is the same process with WordPress, WooCommerce and Waybill loaded, before it does anything.
            - **Webhooks**: `WC_Webhook::deliver` for one order after the other, with WooCommerce's payload (REST API v3), to an address that takes anything, as late as the platforms answer; its queue's own cost is left out.

                make bench                       # everything; the stores are kept for the next time
                make bench PARTS='speed shop'    # some of it
                make bench-quick                 # small stores, in minutes; prints this page, and renews nothing

            MARKDOWN;
    }

    /** @param list<string> $parts */
    private function and(array $parts): string
    {
        return implode(' and ', $parts);
    }
}
