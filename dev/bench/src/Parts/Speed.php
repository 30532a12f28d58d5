<?php

declare(strict_types=1);

namespace Waybill\Bench\Parts;

use Waybill\Bench\Bench;
use Waybill\Bench\LoadGenerator;
use Waybill\Bench\Part;
use Waybill\Bench\Plots;
use Waybill\Bench\Site;
use Waybill\Bench\SpeedFigures;

/**
 * How fast a backfill is: beside the plain way and WooCommerce's webhooks, and below the two things that limit it, reading the orders and what the platform bears. All of it in
 * turn, several times over.
 */
final class Speed implements Part
{
    /** wrk's connections, up to the most that the extension opens; the best number of them counts. */
    private const CONNECTIONS = [1, 2, 4, 8, 16, 32, 64];

    /** Orders of one request, as the connector has it. */
    private const PER_REQUEST = ['logistos' => 100, 'trackingtech' => 1];

    /**
     * Orders of a backfill: enough that what a worker does once, and its feeling its way to what the platform bears, are as little of it as of a real one. The faster it is, the
     * more it takes.
     */
    private const ORDERS = ['logistos' => 60_000, 'trackingtech' => 20_000];

    private const ROUNDS = 3;

    /** A machine that others share is by a tenth and more faster in one minute than in the next: what one worker delivers is held to what it reads right before, so often a round. */
    private const PAIRS = 3;

    /** What is measured of Waybill, and with how many workers: one as the store itself has it, and two on a machine that has cores for them. */
    private const WORKERS = ['waybill' => 1, 'two' => 2];

    private readonly Site $site;

    public function __construct(
        private readonly Bench $bench,
    ) {
        $this->site = $bench->large;
    }

    public function run(): array
    {
        $this->site->useStorage('hpos');
        $isReal = $this->site->run('versions')['isWooCommerce'];
        $requests = $this->requests();
        $rounds = $this->bench->isQuick ? 1 : self::ROUNDS;
        $samples = [];
        foreach (Bench::LATENCIES_MS as $ms) {
            $this->bench->platforms->moveAway($ms);
            $sweeps = array_map($this->sweep(...), $requests);
            for ($round = 1; $round <= $rounds; ++$round) {
                $samples[$ms] = $this->round($samples[$ms] ?? [], $requests, $sweeps, $isReal);
                $this->bench->say("   $ms ms, round $round: " . $this->line($samples[$ms]));
            }
        }

        return [
            'orders_in_store' => $this->site->orders,
            'orders' => ['logistos' => $this->orders('logistos'), 'trackingtech' => $this->orders('trackingtech')],
            'plain_orders' => $this->plainOrders(),
            'samples' => $samples,
        ];
    }

    public function summary(array $results): array
    {
        return (new SpeedFigures($results))->summary();
    }

    public function tell(array $results, Plots $plots): string
    {
        return (new SpeedFigures($results))->tell($plots);
    }

    /**
     * @param array<string, mixed> $samples
     * @param array<string, LoadGenerator> $requests
     * @param array<string, array<int, float>> $sweeps
     * @return array<string, mixed> The samples with one more of each.
     */
    private function round(array $samples, array $requests, array $sweeps, bool $isReal): array
    {
        foreach (self::PER_REQUEST as $platform => $one) {
            $samples[$platform]['plain'][] = $this->plain($platform);
            $samples[$platform]['capacity'][] = ['rate' => $requests[$platform]->ordersPerSecond($this->best($sweeps[$platform]), $this->seconds())];
            foreach (self::WORKERS as $what => $workers) {
                for ($pair = $this->pairs($platform, $workers); $pair > 0; --$pair) {
                    if ('logistos' === $platform) {
                        // Right beside the deliveries that it limits.
                        $samples['reading'][$what][] = $this->reading($workers);
                    }
                    $samples[$platform][$what][] = $this->waybill($platform, $workers);
                }
            }
            $samples[$platform]['connections'] = $sweeps[$platform];
        }
        if ($isReal) {
            $samples['webhooks'][] = $this->rated($this->site->run('webhooks', $this->plainOrders(), $this->bench->platforms->url));
        }
        $samples['reading']['one by one'][] = $this->rated($this->site->run('read', 'one', $this->plainOrders()));

        return $samples;
    }

    /** @return array<string, LoadGenerator> */
    private function requests(): array
    {
        $generators = [];
        foreach (self::PER_REQUEST as $platform => $orders) {
            $file = $this->bench->file("requests-$platform.lua");
            $this->site->run('requests', $platform, 1 === $orders ? 500 : 20 * $orders, $file);
            $generators[$platform] = new LoadGenerator($this->bench->platforms->url, $file, $orders);
        }

        return $generators;
    }

    /** @return array<int, float> Connections to orders a second. */
    private function sweep(LoadGenerator $load): array
    {
        $rates = [];
        foreach (self::CONNECTIONS as $connections) {
            $rates[$connections] = $load->ordersPerSecond($connections, $this->bench->isQuick ? 1 : 2);
        }

        return $rates;
    }

    /** @param array<int, float> $sweep */
    private function best(array $sweep): int
    {
        return (int) array_search(max($sweep), $sweep, true);
    }

    private function plain(string $platform): array
    {
        return $this->rated($this->site->run('plain', $platform, $this->plainOrders(), $this->bench->platforms->url));
    }

    private function waybill(string $platform, int $workers): array
    {
        $delivered = $this->bench->deliver($platform, $this->orders($platform), $workers);

        return 0 === $delivered['twice'] ? $delivered : throw new \RuntimeException('Orders came twice: ' . json_encode($delivered));
    }

    /** Reading in sets alone, by as many processes as workers; all together. */
    private function reading(int $readers): array
    {
        $orders = $this->orders('logistos');
        [$results, $processors] = $this->bench->beside($readers, 'read', 'sets', $orders);
        $ends = array_map(static fn(array $result): float => $result['began'] + $result['seconds'], $results);

        return ['rate' => ($readers * $orders) / (max($ends) - min(array_column($results, 'began')))] + $processors;
    }

    private function rated(array $result): array
    {
        return ['rate' => $result['orders'] / $result['seconds']] + $result;
    }

    private function orders(string $platform): int
    {
        return $this->bench->isQuick ? 2_000 : self::ORDERS[$platform];
    }

    private function plainOrders(): int
    {
        return $this->bench->isQuick ? 60 : 200;
    }

    private function pairs(string $platform, int $workers): int
    {
        return 'logistos' === $platform && 1 === $workers && !$this->bench->isQuick ? self::PAIRS : 1;
    }

    private function seconds(): int
    {
        return $this->bench->isQuick ? 2 : 5;
    }

    /** What is shown while it runs. */
    private function line(array $samples): string
    {
        $parts = [];
        foreach (self::PER_REQUEST as $platform => $one) {
            foreach (['plain', 'waybill', 'two', 'capacity'] as $what) {
                $parts[] = sprintf('%s %s %.0f/s', $platform, $what, end($samples[$platform][$what])['rate']);
            }
        }
        foreach ($samples['reading'] as $way => $rates) {
            $parts[] = sprintf('reading (%s) %.0f/s', $way, end($rates)['rate']);
        }

        return implode(', ', $parts);
    }
}
