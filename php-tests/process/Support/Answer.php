<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

/** What the site answered. */
final class Answer
{
    /** @param array<string, string> $headers By lower-case name. */
    public function __construct(
        public readonly int $status,
        public readonly array $headers,
        public readonly string $body,
        /** Until the last byte was there. */
        public readonly float $seconds,
    ) {}

    /** @return array<string, mixed> */
    public function json(): array
    {
        return (array) json_decode($this->body, true, 512, JSON_THROW_ON_ERROR);
    }
}
