<?php

declare(strict_types=1);

namespace Waybill;

/** What became of a batch, on its way into the outbox. */
final class Landing
{
    /**
     * @param non-empty-list<Result> $results
     * @param int|null $restS For how long the platform asks to be left alone, where it does.
     * @param bool $mayWait Whether nothing is to be decided, and the outbox can take them while PHP goes on.
     */
    public function __construct(
        public readonly array $results,
        public readonly ?int $restS = null,
        public readonly bool $mayWait = false,
    ) {}
}
