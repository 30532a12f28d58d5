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
        /** A hash (XXH128) of what the platform is told of the order: the same for the same content. It guards against nobody. */
        public readonly string $contentHash,
        /** The order's status. */
        public readonly string $orderStatus,
    ) {}
}
