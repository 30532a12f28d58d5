<?php

declare(strict_types=1);

namespace Waybill;

/** What is kept of one order's shipment, as its platform told it. Its words are the platform's: whoever shows them escapes them. */
final class Shipment
{
    /** As long as their columns. */
    private const STATUS_CHARS = 64;
    private const NUMBER_CHARS = 191;
    private const URL_CHARS = 500;

    public function __construct(
        /** The delivery's. */
        public readonly int $id,
        public readonly int $orderId,
        public readonly string $connection,
        /** The platform's word, or ShipmentStatus' for one that it does not know; '' where it has said nothing yet. */
        public readonly string $status = '',
        public readonly string $trackingNumber = '',
        /** An address of the web, without a login in it; or ''. */
        public readonly string $trackingUrl = '',
        /** Whether the merchant is asked to look at the order. */
        public readonly bool $needsAttention = false,
        /** The platform's own id. */
        public readonly string $remoteId = '',
        /** The order's status when it was sent; '' where that is not known. */
        public readonly string $sentStatus = '',
        /** When the platform took the order, and when it was last asked about it: `Y-m-d H:i:s` in UTC, or ''. */
        public readonly string $deliveredAt = '',
        public readonly string $checkedAt = '',
    ) {}

    /** @param array<string, string|null> $row Of the table of deliveries. */
    public static function ofRow(array $row): self
    {
        return new self(
            (int) $row['id'],
            (int) $row['order_id'],
            (string) $row['connection'],
            (string) $row['remote_status'],
            (string) $row['tracking_number'],
            self::link((string) $row['tracking_url']),
            '1' === $row['attention'],
            (string) $row['remote_id'],
            (string) $row['sent_status'],
            (string) $row['delivered_at'],
            (string) $row['remote_checked_at'],
        );
    }

    /**
     * The same shipment after the platform's answer. What it leaves out, and a word that is no news, changes nothing.
     *
     * @param bool $flag Whether a shipment that failed or came back asks for the merchant's attention.
     */
    public function told(string $status, string $trackingNumber, string $trackingUrl, bool $flag): self
    {
        $status = self::text($status, self::STATUS_CHARS);
        $isNews = ShipmentStatus::isNews($status, $this->status);
        $link = self::link($trackingUrl);

        return new self(
            $this->id,
            $this->orderId,
            $this->connection,
            $isNews ? $status : $this->status,
            '' === $trackingNumber ? $this->trackingNumber : self::text($trackingNumber, self::NUMBER_CHARS),
            '' === $link ? $this->trackingUrl : $link,
            $isNews ? $flag && true === ShipmentStatus::tryFrom($status)?->isTrouble() : $this->needsAttention,
            $this->remoteId,
            $this->sentStatus,
            $this->deliveredAt,
            $this->checkedAt,
        );
    }

    /** Whether the platform has said nothing new since the other. */
    public function saysTheSameAs(self $other): bool
    {
        return [$this->status, $this->trackingNumber, $this->trackingUrl] === [$other->status, $other->trackingNumber, $other->trackingUrl];
    }

    /** How far it has come, in the reader's language; '' where the platform has said nothing yet. */
    public function label(): string
    {
        return ShipmentStatus::labelOf($this->status);
    }

    /** How far it has come; null where the platform has said nothing yet, or a word of its own. */
    public function knownStatus(): ?ShipmentStatus
    {
        return ShipmentStatus::tryFrom($this->status);
    }

    /** Whether there is something to track it by. */
    public function isTracked(): bool
    {
        return '' !== $this->trackingNumber || '' !== $this->trackingUrl;
    }

    /** Bounded, and without signs that not every database can hold: what is kept has to be what comes back, or it would be news each time. */
    private static function text(string $text, int $chars): string
    {
        return mb_substr((string) preg_replace('/[\x{10000}-\x{10FFFF}]/u', '?', $text), 0, $chars);
    }

    /** An address that may become a link: of the web, of bounded length, and without a login, which would be the platform's own or a deception. */
    private static function link(string $url): string
    {
        $parts = strlen($url) <= self::URL_CHARS ? wp_parse_url($url) : false;
        $isSafe =
            is_array($parts)
            && in_array(strtolower($parts['scheme'] ?? ''), ['http', 'https'], true)
            && '' !== ($parts['host'] ?? '')
            && !isset($parts['user'])
            && !isset($parts['pass']);

        return $isSafe ? $url : '';
    }
}
