<?php

declare(strict_types=1);

namespace Waybill;

/** A claimed delivery with its order, read and ready for the extension. */
final class Parcel
{
    public function __construct(
        public readonly Claim $claim,
        /** `{"key", "attempt", "order"}` (docs/boundary.md, `deliver`). */
        public readonly string $json,
        /** SHA-256 of what the platforms are told of the order: the same for the same content. */
        public readonly string $contentHash,
        /** The order's status. */
        public readonly string $orderStatus,
    ) {}
}
