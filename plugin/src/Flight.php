<?php

declare(strict_types=1);

namespace Waybill;

/** A batch that the extension is sending while PHP does something else. Its claims come back when it has landed, or when their leases end. */
final class Flight
{
    /**
     * @param non-empty-list<Parcel> $parcels
     * @param int $ticket The extension's, for the answer.
     */
    public function __construct(
        public readonly array $parcels,
        public readonly int $ticket,
    ) {}
}
