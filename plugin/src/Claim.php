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
        /** The revision that the platform has; 0 for none. */
        public readonly int $deliveredRevision,
        /** Of what the platform has for certain; null where that is not known. */
        public readonly ?string $contentHash,
        public readonly Lane $lane,
    ) {}

    /** @param array<string, string|null> $row Of the table of deliveries. */
    public static function ofRow(array $row, #[\SensitiveParameter] string $token): self
    {
        return new self(
            (int) $row['id'],
            $token,
            (int) $row['order_id'],
            (int) $row['revision'],
            (string) $row['idempotency_key'],
            (int) $row['attempts'],
            (int) $row['delivered_revision'],
            $row['content_hash'],
            Lane::from((int) $row['lane']),
        );
    }

    /** Whether the platform has an earlier revision of its order. */
    public function isThere(): bool
    {
        return $this->deliveredRevision > 0;
    }

    /** Whether it is here only because its order was saved again, and the platform has just this content. */
    public function hasDelivered(string $contentHash): bool
    {
        return $this->revision > $this->deliveredRevision && $this->isThere() && $contentHash === $this->contentHash;
    }
}
