<?php

declare(strict_types=1);

namespace Waybill;

/** One attempt at a delivery, and what came of it. */
final class Attempt
{
    public function __construct(
        /** When it was recorded: a Unix timestamp. */
        public readonly int $at,
        public readonly int $revision,
        /** Its number within the revision, from 1. */
        public readonly int $number,
        /** The extension's word (docs/boundary.md, `deliver`). */
        public readonly string $outcome,
        /** Null where there was no reply. */
        public readonly ?int $httpStatus,
        public readonly int $durationMs,
        public readonly string $message,
    ) {}

    /** @param array<string, string|null> $row Of the table of attempts. */
    public static function ofRow(array $row): self
    {
        return new self(
            (int) strtotime("{$row['attempted_at']} UTC"),
            (int) $row['revision'],
            (int) $row['attempt'],
            (string) $row['outcome'],
            null === $row['http_status'] ? null : (int) $row['http_status'],
            (int) $row['duration_ms'],
            (string) $row['message'],
        );
    }
}
