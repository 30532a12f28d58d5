<?php

declare(strict_types=1);

namespace Waybill;

/** One order's row in the outbox, as the merchant's screens read it. Times are Unix timestamps. */
final class Delivery
{
    // @mago-expect lint:excessive-parameter-list A row of the table.
    public function __construct(
        public readonly int $id,
        public readonly int $orderId,
        public readonly string $connection,
        public readonly DeliveryState $state,
        public readonly Lane $lane,
        /** Why it failed, or is not to be sent any more. */
        public readonly ?Reason $reason,
        public readonly int $revision,
        /** The revision that the platform has; 0 for none. */
        public readonly int $deliveredRevision,
        /** The idempotency key of its revision. */
        public readonly string $key,
        /** Those made at this revision. */
        public readonly int $attempts,
        public readonly ?int $nextAttemptAt,
        public readonly ?int $deliveredAt,
        /** What the platform said last, or what went wrong. */
        public readonly string $message,
        public readonly string $remoteId,
        public readonly string $remoteStatus,
        public readonly string $trackingNumber,
        public readonly string $trackingUrl,
    ) {}

    /** @param array<string, string|null> $row Of the table of deliveries. */
    public static function ofRow(array $row): self
    {
        return new self(
            (int) $row['id'],
            (int) $row['order_id'],
            (string) $row['connection'],
            DeliveryState::from((string) $row['state']),
            Lane::from((int) $row['lane']),
            Reason::tryFrom((string) $row['reason']),
            (int) $row['revision'],
            (int) $row['delivered_revision'],
            (string) $row['idempotency_key'],
            (int) $row['attempts'],
            self::time($row['next_attempt_at']),
            self::time($row['delivered_at']),
            (string) $row['message'],
            (string) $row['remote_id'],
            (string) $row['remote_status'],
            (string) $row['tracking_number'],
            (string) $row['tracking_url'],
        );
    }

    private static function time(?string $utc): ?int
    {
        return null === $utc ? null : (strtotime("$utc UTC") ?: null);
    }
}
