<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\Support;

/** How a command ended, and what it printed. */
final class Run
{
    public function __construct(
        public readonly int $exit,
        public readonly string $output,
        public readonly string $errors,
    ) {}

    /** @return list<array<string, mixed>> What `--format=json` printed. */
    public function json(): array
    {
        return json_decode($this->output, true, 512, JSON_THROW_ON_ERROR);
    }

    /**
     * What `--format=json` printed, by one of its fields.
     *
     * @return array<string, array<string, mixed>>
     */
    public function by(string $field): array
    {
        return array_column($this->json(), null, $field);
    }

    /** @return list<array<string, string>> What `--format=csv` printed. */
    public function csv(): array
    {
        $rows = array_map(static fn(string $line): array => str_getcsv($line), explode("\n", trim($this->output)));
        $head = array_shift($rows);

        return array_map(static fn(array $row): array => array_combine($head, $row), $rows);
    }

    public function all(): string
    {
        return $this->output . $this->errors;
    }
}
