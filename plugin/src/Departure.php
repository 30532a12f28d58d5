<?php

declare(strict_types=1);

namespace Waybill;

/** What became of a batch that was claimed. */
final class Departure
{
    /**
     * @param Flight|null $flight What of it is on its way; null where nothing is.
     * @param bool $mayGoOn Whether the next batch may be sent.
     * @param list<Result> $news Of the others, those that somebody is to be told of, by `Deliverer::announce`.
     */
    public function __construct(
        public readonly ?Flight $flight,
        public readonly bool $mayGoOn,
        public readonly array $news,
    ) {}
}
