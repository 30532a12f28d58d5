<?php

declare(strict_types=1);

namespace Waybill;

/** What became of one claimed delivery. */
final class Result
{
    /**
     * @param string $outcome The extension's word (docs/boundary.md, `deliver`).
     * @param int|null $retryInS Seconds until the next attempt, where there is one.
     */
    public function __construct(
        public readonly Claim $claim,
        public readonly string $outcome,
        public readonly DeliveryState $state,
        public readonly ?int $retryInS = null,
        public readonly ?int $httpStatus = null,
        public readonly ?string $message = null,
        public readonly ?string $remoteId = null,
        public readonly int $durationMs = 0,
        /** Of the content that the platform has now. */
        public readonly ?string $contentHash = null,
        /** The order's status when it was sent. */
        public readonly ?string $orderStatus = null,
        public readonly ?Reason $reason = null,
    ) {}

    /**
     * Of the extension's answer to a parcel.
     *
     * @param array{outcome: string, state: string, retry_in_s: int|null, http_status: int|null, message: string|null, remote_id: string|null, duration_ms: int, ...} $answer
     */
    public static function ofAnswer(Parcel $parcel, array $answer): self
    {
        $state = DeliveryState::from($answer['state']);

        return new self(
            $parcel->claim,
            $answer['outcome'],
            $state,
            $answer['retry_in_s'],
            $answer['http_status'],
            $answer['message'],
            $answer['remote_id'],
            $answer['duration_ms'],
            $parcel->contentHash,
            $parcel->orderStatus,
            match (true) {
                DeliveryState::Failed !== $state => null,
                // Without a status nothing was sent: the extension could make no payload of it.
                'rejected' === $answer['outcome'] => null === $answer['http_status'] ? Reason::Unreadable : Reason::Rejected,
                default => Reason::Exhausted,
            },
        );
    }

    /** Of an order that could not even be read: it waits for the merchant, alone. */
    public static function unreadable(Claim $claim, string $why): self
    {
        return new self($claim, 'rejected', DeliveryState::Failed, message: $why, reason: Reason::Unreadable);
    }

    /** Not to be sent any more. What the platform has of it already stays as delivered (see OutboxResults). */
    public static function withdrawn(Claim $claim, Reason $why): self
    {
        return new self($claim, 'unsent', DeliveryState::Withdrawn, reason: $why);
    }

    /** Not tried: free again at once, and no attempt is counted. */
    public static function unsent(Claim $claim): self
    {
        return new self($claim, 'unsent', DeliveryState::Pending, 0);
    }

    /** Its order was saved again, and the platform has just that content already: nothing was sent. */
    public static function unchanged(Claim $claim): self
    {
        return new self($claim, 'unsent', DeliveryState::Delivered, contentHash: $claim->contentHash);
    }

    /** Whether an attempt was made. */
    public function wasSent(): bool
    {
        return 'unsent' !== $this->outcome;
    }
}
