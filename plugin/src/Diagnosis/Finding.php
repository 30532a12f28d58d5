<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

/** What one look found: how it is, in a sentence, and what to do about it. */
final class Finding
{
    /**
     * @param string $what A word that stays the same from version to version, for programs.
     * @param list<array{string, string}> $remedy What to do: sentences, each with a text to copy or an address to open ('' for none).
     */
    private function __construct(
        public readonly string $what,
        public readonly Level $level,
        public readonly string $sentence,
        public readonly array $remedy = [],
    ) {}

    public static function good(string $what, string $sentence): self
    {
        return new self($what, Level::Good, $sentence);
    }

    /** @param string|list<array{string, string}> $remedy */
    public static function warning(string $what, string $sentence, string|array $remedy): self
    {
        return new self($what, Level::Warning, $sentence, self::steps($remedy));
    }

    /** @param string|list<array{string, string}> $remedy */
    public static function error(string $what, string $sentence, string|array $remedy): self
    {
        return new self($what, Level::Error, $sentence, self::steps($remedy));
    }

    /**
     * @param string|list<array{string, string}> $remedy
     * @return list<array{string, string}>
     */
    private static function steps(string|array $remedy): array
    {
        return is_string($remedy) ? [[$remedy, '']] : $remedy;
    }
}
