<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What all parts of a run share: two stores, both platforms, sizes, and where results are kept. */
final class Bench
{
    /** How far away the platforms are. */
    public const LATENCIES_MS = [20, 100];

    /** Until all workers stand ready. */
    private const AHEAD_S = 6.0;

    public readonly Site $small;
    public readonly Site $large;
    public readonly Platforms $platforms;

    private readonly string $directory;

    public function __construct(
        public readonly bool $isQuick,
        int $small,
        int $large,
        string $sandbox,
    ) {
        $this->small = new Site("bench-$small", $small);
        $this->large = new Site("bench-$large", $large);
        $this->platforms = new Platforms($sandbox);
        $this->directory = dirname(__DIR__, 3) . '/.local/bench';
    }

    /** How often everything is measured, in turn; the median counts. */
    public function rounds(): int
    {
        return $this->isQuick ? 1 : 3;
    }

    /** What is shown while it runs. */
    public function say(string $line): void
    {
        fwrite(STDERR, "$line\n");
    }

    /**
     * Has workers deliver the large store's first orders, from an outbox that holds nothing else; all of them must arrive.
     *
     * @return array{rate: float, twice: int, busy_s: float, all_s: float, ...} Orders a second, all workers together; how many came more than once; what the processors did; and what
     *     the first worker says of itself.
     */
    public function deliver(string $platform, int $orders, int $workers): array
    {
        $this->platforms->clear();
        $this->large->run('queue', $platform, $this->large->firstOrder(), $orders);
        [$results, $processors] = $this->beside($workers, 'drain', $platform);
        $counts = $this->platforms->counts($platform);
        if ([$orders, 0, $orders] !== [array_sum(array_column($results, 'orders')), array_sum(array_column($results, 'others')), $counts['orders']]) {
            throw new \RuntimeException("Not all of $orders orders arrived: " . json_encode([$results, $counts]));
        }

        return (
            [
                'rate' => $orders / (max(array_column($results, 'last')) - min(array_column($results, 'began'))),
                'twice' => $counts['deliveries'] - $counts['orders'],
            ]
            + $processors
            + $results[0]
        );
    }

    /**
     * Has so many processes run a program in the large store, which takes as its last argument when to begin: all at once.
     *
     * @return array{list<array<string, mixed>>, array{busy_s: float, all_s: float}} Their results, and what the processors did meanwhile.
     */
    public function beside(int $processes, string $program, string|int ...$arguments): array
    {
        $begin = microtime(true) + self::AHEAD_S;
        $started = array_map(fn(): Process => $this->large->start($program, ...[...$arguments, $begin]), range(1, $processes));
        usleep((int) max(0, 1e6 * ($begin - microtime(true))));
        $before = Processors::now();

        return [array_map(static fn(Process $process): array => $process->result(), $started), Processors::now()->since($before)];
    }

    /** A file of this run. */
    public function file(string $name): string
    {
        return "{$this->directory}/$name";
    }

    /** Keeps a part's results. @param array<string, mixed> $results */
    public function keep(string $part, array $results, float $seconds): void
    {
        $name = $this->isQuick ? "quick-$part.json" : "$part.json";
        $json = json_encode(
            ['took_s' => round($seconds), 'at' => gmdate('Y-m-d\TH:i:s\Z'), 'commit' => $this->commit()] + $results,
            JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE,
        );
        file_put_contents($this->file($name), "$json\n");
        $this->say(sprintf('   %s in %.0f s', $name, $seconds));
    }

    /** A part's results, of this run or an earlier one; null where there are none. @return array<string, mixed>|null */
    public function kept(string $part): ?array
    {
        $file = $this->file($this->isQuick ? "quick-$part.json" : "$part.json");

        return is_file($file) ? json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR) : null;
    }

    private function commit(): string
    {
        return trim((new Process(['git', '-C', __DIR__, 'rev-parse', '--short', 'HEAD']))->output());
    }

    /** What all of it runs on. @return array<string, mixed> */
    public function environment(): array
    {
        preg_match('/^model name\s*: (.+)$/m', (string) file_get_contents('/proc/cpuinfo'), $processor);
        preg_match('/^MemTotal: +(\d+) kB/m', (string) file_get_contents('/proc/meminfo'), $memory);
        $store = fn(Site $site): array => [
            'orders' => $site->orders,
            'made_s' => is_file($this->file("made-{$site->orders}")) ? (int) file_get_contents($this->file("made-{$site->orders}")) : null,
            'gb' => (float) $site->sql("SELECT SUM(data_length + index_length) / 1e9 FROM information_schema.tables WHERE table_schema = 'wordpress'")[0][0],
        ];

        return (
            [
                'processor' => $processor[1] ?? php_uname('m'),
                'cores' => (int) (new Process(['nproc']))->output(),
                'memory_gb' => (int) round((int) $memory[1] / 1_048_576),
                'stores' => [$store($this->small), $store($this->large)],
            ] + $this->large->run('versions')
        );
    }
}
