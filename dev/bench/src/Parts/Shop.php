<?php

declare(strict_types=1);

namespace Waybill\Bench\Parts;

use Waybill\Bench\Aim;
use Waybill\Bench\Bench;
use Waybill\Bench\Markdown;
use Waybill\Bench\Numbers;
use Waybill\Bench\Part;
use Waybill\Bench\Plots;
use Waybill\Bench\Process;
use Waybill\Bench\Shopper;
use Waybill\Bench\Site;

/**
 * What the shopper feels of Waybill: checkouts and page views with it and without it, in turn, on the same store and the same PHP processes. Also while a backfill runs beside
 * it, and while the platforms do not answer.
 */
final class Shop implements Part
{
    private const WHEN = ['quiet' => 'nothing else runs', 'backfill' => 'a backfill runs', 'hang' => 'the platforms do not answer'];

    /** Who checks out, in every order of three. The third is as the second: how far two apart may lie that are the same. */
    private const TURNS = [
        ['with',    'without', 'again'],
        ['again',   'with',    'without'],
        ['without', 'again',   'with'],
        ['with',    'again',   'without'],
        ['without', 'with',    'again'],
        ['again',   'without', 'with'],
    ];

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
        $this->site->run('queue', 'logistos', $this->site->firstOrder(), 0);
        $product = $this->site->run('versions')['product'];
        $shoppers = [
            'with' => new Shopper($this->site->url, $product),
            'without' => new Shopper($this->site->url, $product, true),
            'again' => new Shopper($this->site->url, $product, true),
        ];
        // PHP's own caches fill.
        $this->checkouts($shoppers, 6);
        $results = ['views' => $this->views($shoppers), 'checkouts' => ['quiet' => $this->checkouts($shoppers, $this->rounds())]];

        $worker = null;
        $results['checkouts']['backfill'] = $this->checkouts($shoppers, $this->rounds(), function () use (&$worker): void {
            // One of all orders may end before the checkouts do: another one begins then, while nobody checks out.
            if (null === $worker || !$worker->lives()) {
                $worker?->result();
                $this->site->run('queue', 'logistos', $this->site->firstOrder(), $this->site->orders);
                $worker = $this->site->start('drain', 'logistos');
            }
        });
        $this->end($worker);

        $this->site->run('queue', 'logistos', $this->site->firstOrder(), 0);
        $this->bench->platforms->hang();
        $results['checkouts']['hang'] = $this->checkouts($shoppers, $this->rounds());
        $this->bench->platforms->heal();

        return ['rounds' => $this->rounds()] + $results;
    }

    public function summary(array $results): array
    {
        $rows = [];
        foreach ($results['checkouts'] as $when => $samples) {
            [$more, $least, $most] = self::more($samples, 'ms');
            [$same] = self::more($samples, 'ms', 'again');
            [$own] = self::more($samples, 'own_ms');
            $rows[] = [
                'A checkout, ' . self::WHEN[$when] . ', with Waybill and without',
                sprintf("%+.1f ms, of noise %+.1f to %+.1f (without, once more: %+.1f); in Waybill's code %.2f ms", $more, $least, $most, $same, $own),
                new Aim('at most 1 ms at the median', $least <= 1 && $own <= 1),
            ];
        }
        $views = $results['views'];
        $queries = Numbers::median($views['with']['queries']) - Numbers::median($views['without']['queries']);
        [, $least, $most] = self::more($views, 'processor_ms');
        [$own] = self::more($views, 'own_ms');
        $rows[] = [
            'An idle page',
            sprintf("%+d queries; in Waybill's code %.2f ms; the whole page's processor time between %+.1f and %+.1f ms", $queries, $own, $least, $most),
            new Aim('no query, at most 0.2 ms', 0.0 === $queries && $own <= 0.2),
        ];

        return $rows;
    }

    public function tell(array $results, Plots $plots): string
    {
        $rows = [];
        foreach ($results['checkouts'] as $when => $samples) {
            foreach (['with' => 'with', 'without' => 'without', 'again' => 'without, once more'] as $which => $label) {
                $rows[] = [
                    self::WHEN[$when] . ", $label",
                    Markdown::number(Numbers::median($samples[$which]['ms']), 1),
                    Markdown::number(Numbers::percentile($samples[$which]['ms'], 99), 1),
                    Markdown::number(Numbers::median($samples[$which]['processor_ms']), 1),
                    Markdown::number(Numbers::median($samples[$which]['own_ms']), 2),
                ];
            }
        }
        $views = [];
        foreach ($results['views'] as $which => $samples) {
            $views[] = [
                $which,
                ...array_map(static fn(string $what): string => Markdown::number(Numbers::median($samples[$what]), 'queries' === $what ? 0 : 2), [
                    'queries',
                    'ms',
                    'processor_ms',
                    'own_ms',
                ]),
            ];
        }

        return (
            "## The shopper\n\nMilliseconds of a checkout through the Store API, nginx and PHP-FPM: {$results['rounds']} with Waybill, as many without, and as many without once more, in turn, on the same store and the same PHP processes; without it, a plugin that does nothing stands in its place. "
            . "The last columns are the processor's time that PHP takes until the answer is ready, and what of the time passes in Waybill's own code or that plugin's: its file, and what it has hooked. The order is queued, and sent, once the answer is on its way, which these figures leave out.\n\n"
            . Markdown::table(['', 'median>', '99th percentile>', "processor's time, median>", "in the plugin's code, median>"], $rows)
            . "\nA page without orders, on the server (medians of "
            . count($results['views']['with']['ms'])
            . "):\n\n"
            . Markdown::table(['', 'queries>', 'ms>', "processor's time, ms>", "in the plugin's code, ms>"], $views)
        );
    }

    /**
     * @param array<string, Shopper> $shoppers
     * @param (callable(): void)|null $before What is seen to before each round.
     * @return array<string, array{ms: list<float>, processor_ms: list<float>, own_ms: list<float>}> Of each checkout.
     */
    private function checkouts(array $shoppers, int $rounds, ?callable $before = null): array
    {
        $samples = [];
        for ($round = 0; $round < $rounds; ++$round) {
            if (null !== $before) {
                $before();
            }
            foreach (self::TURNS[$round % count(self::TURNS)] as $which) {
                $bought = $shoppers[$which]->buy();
                foreach (['ms', 'processor_ms', 'own_ms'] as $what) {
                    $samples[$which][$what][] = $bought[$what];
                }
                // What goes on after the answer is over when the next one comes, or it would weigh on the other.
                usleep(150_000);
            }
        }

        return $samples;
    }

    /** @return array{float, float, float} By how much it is more with Waybill (or once more without) than without, and between what that lies. */
    private static function more(array $samples, string $what, string $which = 'with'): array
    {
        return Numbers::difference($samples[$which][$what], $samples['without'][$what]);
    }

    /**
     * @param array<string, Shopper> $shoppers
     * @return array<string, array{queries: list<int>, ms: list<float>, processor_ms: list<float>, own_ms: list<float>}>
     */
    private function views(array $shoppers): array
    {
        $views = [];
        for ($pair = 0; $pair < ($this->bench->isQuick ? 60 : 400); ++$pair) {
            foreach (0 === ($pair % 2) ? ['with', 'without'] : ['without', 'with'] as $which) {
                foreach ($shoppers[$which]->look('/sample-page/') as $what => $value) {
                    $views[$which][$what][] = $value;
                }
            }
        }

        return $views;
    }

    /** Lets a worker end by taking its work away. */
    private function end(Process $worker): void
    {
        $this->site->sql("DELETE FROM wp_waybill_deliveries WHERE state = 'pending'");
        $worker->result();
    }

    /** Divisible by the turns. */
    private function rounds(): int
    {
        return $this->bench->isQuick ? 18 : 300;
    }
}
