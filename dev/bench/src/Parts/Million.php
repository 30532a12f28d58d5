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
use Waybill\Bench\Process;
use Waybill\Bench\Shopper;
use Waybill\Bench\Site;

/**
 * A backfill of the large store from its click to its end: how soon its total is shown, how long the queueing takes and what an order that is made meanwhile waits for, one
 * worker's rate and memory over all of it, and how soon an order that a shopper places meanwhile arrives.
 */
final class Million implements Part
{
    /** In which a new order is to arrive, in seconds. */
    private const WITHIN_S = 5;

    private readonly Site $site;

    public function __construct(
        private readonly Bench $bench,
    ) {
        $this->site = $bench->large;
    }

    public function run(): array
    {
        $this->site->useStorage('hpos');
        $this->bench->platforms->moveAway(Bench::LATENCIES_MS[0]);
        $this->bench->platforms->clear();
        $this->site->run('queue', 'logistos', $this->site->firstOrder(), 0);
        $quiet = $this->site->run('orders', $this->bench->isQuick ? 5 : 20);
        $this->bench->say('   the orders are queued');
        $queueing = $this->queueing();

        // What the probes made is not the backfill's.
        $this->site->sql('UPDATE wp_waybill_deliveries SET next_attempt_at = UTC_TIMESTAMP() WHERE lane = 0');
        $this->bench->say('   one worker delivers');
        $shopper = new Shopper($this->site->url, $this->site->run('versions')['product']);
        $worker = $this->site->start('drain', 'logistos');
        $byTails = $this->buy($shopper, $worker);
        $tails = $this->site->start('tails');
        // Until it has taken their place.
        sleep(3);
        $byWorker = $this->buy($shopper, $worker);
        $this->stop();
        $delivered = $worker->result();
        $tails->result();
        $this->goOn();
        $end = $delivered['began'] + $delivered['seconds'];
        // An order that has hardly rested when the worker ends is the next one's.
        $byWorker = array_filter($byWorker, static fn(array $bought): bool => $bought['at'] < ($end - self::WITHIN_S));
        $counts = $this->bench->platforms->counts('logistos');
        if ($delivered['others'] > 0 || $counts['orders'] < $this->site->orders) {
            throw new \RuntimeException('The backfill did not deliver all: ' . json_encode([$counts, $delivered['others']]));
        }

        return [
            'orders_in_store' => $this->site->orders,
            'queueing' => $queueing,
            'orders_made_quietly' => $quiet,
            'delivered' => $delivered,
            'counts' => $counts,
            'arrivals' => $this->arrivals($byTails),
            'arrivals_by_worker' => $this->arrivals($byWorker),
        ];
    }

    public function summary(array $results): array
    {
        $orders = Markdown::number($results['orders_in_store']);
        $rows = [Memory::row("a backfill of $orders orders", [$results['delivered']])];
        // In a short backfill there may be none.
        foreach (array_filter([
            "A new order under a backfill of $orders: arrives, 99th percentile" => $results['arrivals'],
            'the same, where its own request does not send it' => $results['arrivals_by_worker'],
        ]) as $what => $arrivals) {
            $late = Numbers::percentile($arrivals, 99);
            $rows[] = [$what, Markdown::number($late, 2) . ' s', new Aim('within ' . self::WITHIN_S . ' s', $late <= self::WITHIN_S)];
        }

        return $rows;
    }

    public function tell(array $results, Plots $plots): string
    {
        $orders = Markdown::number($results['orders_in_store']);
        ['queueing' => $queueing, 'delivered' => $delivered] = $results;
        $arrivals = [];
        foreach (array_filter([
            'an order that a shopper places meanwhile arrives after' => $results['arrivals'],
            'one that its own request does not send, as others are at it' => $results['arrivals_by_worker'],
        ]) as $what => $seconds) {
            $arrivals[] = ["$what, at the median", sprintf('%.2f s', Numbers::median($seconds))];
            $arrivals[] = ['and at the 99th percentile of ' . count($seconds), sprintf('%.2f s', Numbers::percentile($seconds, 99))];
        }
        $figures = Markdown::table(['what', 'figure>'], [
            ['its total is shown', sprintf('%.2f s after the click', $queueing['total_shown_s'])],
            ['all orders are queued, by one worker that does nothing else', sprintf('%.1f s', $queueing['seconds'])],
            ['the longest step of that', sprintf('%.2f s', $queueing['longest_step_s'])],
            ['one worker delivers, at ' . Bench::LATENCIES_MS[0] . ' ms', Markdown::number($delivered['orders'] / $delivered['seconds']) . ' orders a second'],
            ["PHP's peak above idle", Markdown::mb(Memory::ofPhp($delivered))],
            ["the process's, with the extension, above idle", Markdown::mb(Memory::ofProcess($delivered))],
            ...$arrivals,
        ]);

        return "## A backfill of $orders orders\n\n$figures\n{$this->plot(
            $delivered,
            $orders,
            $plots,
        )}\nWhat the writes of an order wait for the database that is made meanwhile, in ms:\n\n{$this->waits($results)}";
    }

    private function plot(array $delivered, string $orders, Plots $plots): string
    {
        $points = [];
        $before = $delivered['began'];
        $size = max(1, intdiv(count($delivered['thousands']), 50));
        foreach (array_chunk($delivered['thousands'], $size) as $chunk) {
            // A rest may have come in the same instant as what was before it.
            if (count($chunk) < $size) {
                break;
            }
            $points[] = [round(end($chunk) - $delivered['began'], 1), round((1000 * count($chunk)) / (end($chunk) - $before))];
            $before = end($chunk);
        }

        return $plots->lines('million', "One worker, $orders orders", 'seconds', 'orders a second', ['orders a second' => $points]);
    }

    private function waits(array $results): string
    {
        $rows = [];
        foreach ([
            'while nothing else runs' => $results['orders_made_quietly'],
            'while the backfill is queued' => $results['queueing']['orders_made_meanwhile'],
        ] as $when => $made) {
            $cells = [$when, Markdown::number($made['orders'])];
            foreach (['all_ms', 'longest_ms', 'ours_ms'] as $what) {
                $ms = array_column($made['waits'], $what);
                array_push($cells, Markdown::number(Numbers::median($ms), 1), Markdown::number(max($ms), 1));
            }
            $rows[] = $cells;
        }

        return Markdown::table([
            '',
            'orders>',
            'all its writes, median>',
            'longest>',
            'the slowest of them, median>',
            'longest>',
            "Waybill's, median>",
            'longest>',
        ], $rows);
    }

    private function queueing(): array
    {
        $orders = $this->site->start('orders', 3600);
        $queueing = $this->site->run('enqueue');
        $this->stop();
        $meanwhile = $orders->result();
        $this->goOn();

        return $queueing + ['orders_made_meanwhile' => $meanwhile];
    }

    /**
     * One order a second, as long as a worker lives.
     *
     * @return list<array{order: int, at: float, ...}>
     */
    private function buy(Shopper $shopper, Process $worker): array
    {
        $bought = [];
        $most = $this->bench->isQuick ? 5 : 75;
        while ($worker->lives() && count($bought) < $most) {
            $bought[] = $shopper->buy();
            usleep(1_000_000);
        }

        return $bought;
    }

    /**
     * How many seconds after its answer each arrived.
     *
     * @param array<array{order: int, at: float, ...}> $bought
     * @return list<float>
     */
    private function arrivals(array $bought): array
    {
        $arrived = fn(array $one): float => ($this->bench->platforms->arrivedAt('logistos', $one['order']) ?? INF) - $one['at'];

        return array_values(array_map($arrived, $bought));
    }

    /** Has the programs end that go on until then. */
    private function stop(): void
    {
        touch($this->site->path . '/stop');
    }

    /** Lets them begin again. */
    private function goOn(): void
    {
        unlink($this->site->path . '/stop');
    }
}
