<?php

declare(strict_types=1);

namespace Waybill\Bench\Parts;

use Waybill\Bench\Markdown;
use Waybill\Bench\Part;
use Waybill\Bench\Plots;
use Waybill\Bench\Process;

/** The extension's own benchmarks (benches/): microseconds and allocations an order. */
final class Rust implements Part
{
    private const ROOT = __DIR__ . '/../../../..';

    public function run(): array
    {
        // Without PHP, which it need not be linked to for this.
        (new Process(['cargo', 'bench', '--quiet', '--no-default-features', '--manifest-path', self::ROOT . '/Cargo.toml']))->output();
        $criterion = self::ROOT . '/target/criterion';
        $figures = [];
        foreach ((array) glob("$criterion/*/*/new/estimates.json") as $file) {
            $bench = self::json(dirname((string) $file) . '/benchmark.json');
            $nanoseconds = self::json((string) $file)['median']['point_estimate'];
            $figures[$bench['group_id']][$bench['function_id']]['us'] = ($nanoseconds / 1e3) / $bench['throughput']['Elements'];
        }
        foreach ((array) file("$criterion/allocations.jsonl", FILE_IGNORE_NEW_LINES) as $line) {
            $counted = json_decode((string) $line, true, 512, JSON_THROW_ON_ERROR);
            $figures[$counted['bench']][$counted['connector']]['allocations'] = $counted['allocations_per_order'];
        }

        return ['figures' => $figures];
    }

    public function summary(array $results): array
    {
        return [];
    }

    public function tell(array $results, Plots $plots): string
    {
        $labels = [
            'read' => 'what PHP hands over, read and made payloads of',
            'payload' => 'a payload alone',
            'body' => "a request's body of payloads",
            'reply' => 'what a reply says of it',
        ];
        $rows = [];
        foreach ($labels as $bench => $label) {
            foreach ($results['figures'][$bench] ?? [] as $connector => $figures) {
                $rows[] = [$label, $connector, Markdown::number($figures['us'], 2), Markdown::number($figures['allocations'], 2)];
            }
        }

        return "## The extension\n\nFor an order, in Rust alone (`cargo bench --no-default-features`):\n\n"
        . Markdown::table(['', 'connector', 'microseconds>', 'allocations>'], $rows);
    }

    private static function json(string $file): array
    {
        return json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
    }
}
