<?php

declare(strict_types=1);

namespace Waybill\Bench\Parts;

use Waybill\Bench\Aim;
use Waybill\Bench\Bench;
use Waybill\Bench\Markdown;
use Waybill\Bench\Memory;
use Waybill\Bench\Numbers;
use Waybill\Bench\Part;
use Waybill\Bench\Plots;
use Waybill\Bench\Site;

/** What an order costs in a small store and at the beginning, in the middle and at the end of a large one, in both storages; with the whole store in the outbox. */
final class Growth implements Part
{
    private const LABELS = ['hpos' => 'the order tables', 'posts' => 'posts'];

    /** At each place. */
    private const ROUNDS = 5;

    /** InnoDB's undo logs that may be left to purge. */
    private const SETTLED = 200;

    /** How much of a large store is done. */
    private const PLACES = ['beginning' => 0.0, 'middle' => 0.5, 'end' => 1.0];

    public function __construct(
        private readonly Bench $bench,
    ) {}

    public function run(): array
    {
        $this->bench->platforms->moveAway(Bench::LATENCIES_MS[0]);
        $samples = [];
        $queueing = [];
        foreach (array_keys(self::LABELS) as $storage) {
            foreach ([$this->bench->small, $this->bench->large] as $site) {
                $site->useStorage($storage);
            }
            $this->bench->large->run('queue', 'logistos', 0, 0);
            $queued = $this->bench->large->run('enqueue');
            foreach (self::PLACES as $place => $done) {
                $this->bench->small->run('queue', 'logistos', $this->bench->small->firstOrder(), $this->orders());
                $this->skipTo($this->bench->large, $done);
                // The large store's orders come from the disk at first.
                $samples[$storage][$place]['from disk'][] = $this->delivered($this->bench->large);
                for ($round = 1; $round <= self::ROUNDS; ++$round) {
                    foreach (['small' => $this->bench->small, 'large' => $this->bench->large] as $where => $site) {
                        $this->queueAgain($site);
                        $samples[$storage][$place][$where][] = $this->delivered($site);
                    }
                }
                $this->bench->say(
                    "   $storage, $place: "
                        . implode(', ', array_map(static fn(string $where): string => sprintf(
                            '%s %.3f ms an order',
                            $where,
                            end($samples[$storage][$place][$where])['ms'],
                        ), ['small', 'large', 'from disk'])),
                );
            }
            $queueing[$storage] = $queued['seconds'];
        }
        $this->bench->small->useStorage('hpos');
        $this->bench->large->useStorage('hpos');

        return [
            'small' => $this->bench->small->orders,
            'large' => $this->bench->large->orders,
            'orders' => $this->orders(),
            'queueing_s' => $queueing,
            'samples' => $samples,
        ];
    }

    public function summary(array $results): array
    {
        $rows = [];
        foreach (self::medians($results) as $storage => $places) {
            $worst = max(array_map(static fn(array $ms): float => $ms['large'] / $ms['small'], $places)) - 1;
            $rows[] = [
                "An order in a store of {$this->number($results['large'])}, beside one of {$this->number($results['small'])} (" . self::LABELS[$storage] . ')',
                sprintf('%+.0f %%', 100 * $worst),
                new Aim('at most +15 %', $worst <= 0.15),
            ];
            $fromDisk = max(array_map(static fn(array $ms): float => $ms['from disk'] / $ms['small'], $places)) - 1;
            $rows[] = ['the same, where it has to be read from the disk first', sprintf('%+.0f %%', 100 * $fromDisk), null];
        }

        $small = $this->number($results['small']);
        $rows[] = Memory::row("{$this->number($results['orders'])} orders of a store of $small", self::allOf($results, 'small'));

        return $rows;
    }

    public function tell(array $results, Plots $plots): string
    {
        $rows = [];
        foreach (self::medians($results) as $storage => $places) {
            foreach ($places as $place => $ms) {
                $rows[] = [
                    self::LABELS[$storage] . ", $place",
                    sprintf('%+.0f %%', 100 * (($ms['large'] / $ms['small']) - 1)),
                    ...array_map(static fn(string $where): string => Markdown::number($ms[$where], 3), ['small', 'large', 'from disk']),
                ];
            }
        }
        $queueing = array_map(
            static fn(string $storage, float $seconds): string => sprintf('%.0f s of %s', $seconds, self::LABELS[$storage]),
            array_keys($results['queueing_s']),
            $results['queueing_s'],
        );

        return (
            "## Growth\n\nMilliseconds of one worker for an order, {$this->number($results['orders'])} orders to Logistos at "
            . Bench::LATENCIES_MS[0]
            . " ms: in a store of {$this->number($results['small'])}, and in turn with it at three places of one of {$this->number(
                $results['large'],
            )} whose outbox holds all of them, once the orders are in the database's memory. Before, they have to be read from the disk, as most of a large store's.\n\n"
            . Markdown::table([
                'orders lie in',
                'large to small>',
                "{$this->number($results['small'])}>",
                "{$this->number($results['large'])}>",
                'from disk>',
            ], $rows)
            . "\nAll orders of the large store are queued in "
            . implode(', ', $queueing)
            . ". PHP's peak above idle is at most "
            . implode(' and ', array_map(static fn(string $where): string => Markdown::mb(max(array_map(
                Memory::ofPhp(...),
                self::allOf($results, $where),
            ))), ['small', 'large']))
            . " in the two stores.\n"
        );
    }

    /** @return array<string, array<string, array<string, float>>> By storage, place and where it was. */
    private static function medians(array $results): array
    {
        return array_map(static fn(array $places): array => array_map(static fn(array $place): array => array_map(
            static fn(array $samples): float => Numbers::median(array_column($samples, 'ms')),
            $place,
        ), $places), $results['samples']);
    }

    /** All samples of the small store or of the large one. @return non-empty-list<array<string, float>> */
    private static function allOf(array $results, string $where): array
    {
        return array_merge(...array_map(static fn(array $places): array => array_merge(...array_column($places, $where)), array_values($results['samples'])));
    }

    private function number(int $number): string
    {
        return Markdown::number($number);
    }

    /** @return array{ms: float, peak_mb: float, idle_mb: float} */
    private function delivered(Site $site): array
    {
        $this->bench->platforms->clear();
        $result = $site->run('drain', 'logistos', 0, $this->orders());
        if ($result['orders'] < $this->orders() || 0 !== $result['others']) {
            throw new \RuntimeException("{$this->orders()} orders were to be delivered: " . json_encode($result));
        }

        return ['ms' => (1e3 * $result['seconds']) / $result['orders']] + $result;
    }

    /** Takes as delivered what comes before this part of the store. */
    private function skipTo(Site $site, float $done): void
    {
        $before = $site->firstOrder() + (int) (($site->orders - $this->orders()) * $done);
        $site->sql(
            "UPDATE wp_waybill_deliveries SET state = 'delivered', delivered_revision = 1, delivered_at = UTC_TIMESTAMP() WHERE state = 'pending' AND order_id < $before",
        );
        $this->settle($site);
    }

    /** Has the orders that were delivered last wait again, before all others. */
    private function queueAgain(Site $site): void
    {
        $site->sql(
            "UPDATE wp_waybill_deliveries d JOIN (SELECT DISTINCT delivery_id FROM wp_waybill_attempts) a ON a.delivery_id = d.id
            SET d.state = 'pending', d.attempts = 0, d.delivered_revision = 0, d.delivered_at = NULL, d.content_hash = NULL, d.next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 DAY",
        );
        $site->sql('TRUNCATE wp_waybill_attempts');
        $this->settle($site);
    }

    /** Until the database has cleared away what these changes left behind. */
    private function settle(Site $site): void
    {
        do {
            usleep(500_000);
            [[, $left]] = $site->sql("SHOW GLOBAL STATUS LIKE 'Innodb_history_list_length'");
        } while ((int) $left > self::SETTLED);
    }

    private function orders(): int
    {
        return min($this->bench->small->orders, $this->bench->large->orders / 4);
    }
}
