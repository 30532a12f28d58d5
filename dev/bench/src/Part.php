<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** One question: the measurement that answers it, and how the answer is told. */
interface Part
{
    /** @return array<string, mixed> The results, as they are kept. */
    public function run(): array;

    /**
     * What matters most, for the first table.
     *
     * @param array<string, mixed> $results
     * @return list<array{string, string, Aim|null}> What, the figure, and what it was to be.
     */
    public function summary(array $results): array;

    /**
     * Everything, as Markdown with a heading of its own.
     *
     * @param array<string, mixed> $results
     */
    public function tell(array $results, Plots $plots): string;
}
