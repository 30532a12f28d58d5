<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What a figure was to be. */
final class Aim
{
    public function __construct(
        private readonly string $text,
        private readonly bool $isMet,
    ) {}

    /** For a summary's last column. */
    public function told(bool $isJudged): string
    {
        return ($isJudged && !$this->isMet ? '**missed:** ' : '') . $this->text;
    }
}
