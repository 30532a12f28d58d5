<?php

declare(strict_types=1);

namespace Waybill\Bench\Parts;

use Waybill\Bench\Aim;
use Waybill\Bench\Bench;
use Waybill\Bench\Markdown;
use Waybill\Bench\Numbers;
use Waybill\Bench\Part;
use Waybill\Bench\Plots;
use Waybill\Bench\ProcessorFigures;
use Waybill\Bench\Site;

/** Several workers on one outbox: what they deliver together, whether anything goes out twice, and what a claim costs in a short queue and in a long one. */
final class Workers implements Part
{
    private const WORKERS = [1, 2, 4];

    private readonly Site $site;

    public function __construct(
        private readonly Bench $bench,
    ) {
        $this->site = $bench->large;
    }

    public function run(): array
    {
        $this->site->useStorage('hpos');
        $rates = [];
        foreach (Bench::LATENCIES_MS as $ms) {
            $this->bench->platforms->moveAway($ms);
            for ($round = 1; $round <= $this->bench->rounds(); ++$round) {
                foreach (self::WORKERS as $workers) {
                    $rates[$ms][$workers][] = $this->bench->deliver('logistos', $this->orders(), $workers);
                }
            }
        }
        $claims = [];
        foreach ([1_000, $this->site->orders] as $rows) {
            $this->site->run('queue', 'logistos', $this->site->firstOrder(), $rows);
            $claims[$rows] = $this->site->run('claim', 'logistos');
        }

        return ['orders' => $this->orders(), 'rates' => $rates, 'claims' => $claims];
    }

    public function summary(array $results): array
    {
        $rows = [];
        $twice = 0;
        foreach ($results['rates'] as $ms => $workers) {
            $rates = self::medians($workers);
            $busy = array_map(ProcessorFigures::busy(...), $workers);
            $rows[] = [
                "Two and four workers, to one, at $ms ms",
                Markdown::number($rates[2] / $rates[1], 2)
                    . ' × and '
                    . Markdown::number($rates[4] / $rates[1], 2)
                    . ' ×, the processors busy for '
                    . Markdown::percent($busy[2])
                    . ' and '
                    . Markdown::percent($busy[4]),
                new Aim('4 × with four, or until the cores are the limit', ($rates[4] / $rates[1]) >= 4 || $busy[4] >= ProcessorFigures::LIMIT),
            ];
            $twice += array_sum(array_map(static fn(array $samples): int => array_sum(array_column($samples, 'twice')), $workers));
        }
        [$few, $many] = array_values(array_map(static fn(array $claims): float => Numbers::median($claims['ms']), $results['claims']));
        $rows[] = ['Orders that came twice, of all those', (string) $twice, new Aim('none', 0 === $twice)];
        $rows[] = [
            'A claim of a batch, in a queue of ' . implode(' and of ', array_map(Markdown::number(...), array_keys($results['claims']))),
            Markdown::number($few, 2) . ' and ' . Markdown::ms($many, 2),
            // A queue a thousand times as long has an index one level deeper.
            new Aim('the same, or at most half more', $many <= (1.5 * $few)),
        ];

        return $rows;
    }

    public function tell(array $results, Plots $plots): string
    {
        $rows = [];
        foreach ($results['rates'] as $ms => $workers) {
            $rates = self::medians($workers);
            $rows[] = [
                "$ms ms",
                ...array_map(Markdown::number(...), array_values($rates)),
                Markdown::number($rates[2] / $rates[1], 2) . ' ×',
                Markdown::number($rates[4] / $rates[1], 2) . ' ×',
                implode(', ', array_map(static fn(array $samples): string => Markdown::percent(ProcessorFigures::busy($samples)), $workers)),
            ];
        }

        return (
            '## Several workers'
            . "\n\nOrders a second, "
            . Markdown::number($results['orders'])
            . " orders to Logistos, all of them from one outbox. The workers, the database and the platforms share the machine's cores.\n\n"
            . Markdown::table(['', 'one>', 'two>', 'four>', 'two to one>', 'four to one>', 'processors busy, with one, two and four>'], $rows)
        );
    }

    /**
     * @param array<int, list<array{rate: float, twice: int}>> $workers
     * @return array<int, float>
     */
    private static function medians(array $workers): array
    {
        return array_map(static fn(array $samples): float => Numbers::median(array_column($samples, 'rate')), $workers);
    }

    private function orders(): int
    {
        return $this->bench->isQuick ? 2_000 : 20_000;
    }
}
