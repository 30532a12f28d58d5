<?php

declare(strict_types=1);

namespace Waybill;

/** Looks on while a worker works, and may tell it to stop between two batches. */
interface Observer
{
    /**
     * What became of a batch.
     *
     * @param list<Result> $results
     */
    public function saw(array $results): void;

    /** Whether the worker is to go on. */
    public function goesOn(): bool;
}
