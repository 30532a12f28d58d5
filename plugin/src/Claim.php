<?php

declare(strict_types=1);

namespace Waybill;

/** A delivery that a worker holds until its lease ends. */
final class Claim
{
    public function __construct(
        public readonly int $id,
        /** The claim's own word: only with it is a result taken. */
        #[\SensitiveParameter]
        public readonly string $token,
        public readonly int $orderId,
        public readonly int $revision,
        /** The idempotency key: the same on every attempt at this revision. */
        public readonly string $key,
        /** This attempt's number, from 1. */
        public readonly int $attempt,
    ) {}
}
