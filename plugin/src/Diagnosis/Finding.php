<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Connection\Connection;

/** What one look found: how it is, in a sentence, and what to do about it. */
final class Finding
{
    /**
     * @param string $what A word that stays the same from version to version, for programs.
     * @param list<array{string, string}> $remedy What to do: sentences, each with a text to copy or an address to open ('' for none).
     * @param string $connection The id of the connection that it is about; '' where it is about none alone.
     */
    private function __construct(
        public readonly string $what,
        public readonly Level $level,
        public readonly string $sentence,
        public readonly array $remedy = [],
        public readonly string $connection = '',
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

    /** The same, about a connection. */
    public function about(Connection $connection): self
    {
        return new self($this->what, $this->level, $this->sentence, $this->remedy, $connection->id());
    }

    /** What to do as plain text, a line a step; '' where there is nothing to do. */
    public function remedyText(): string
    {
        return implode("\n", array_map(static fn(array $step): string => rtrim(implode(' ', $step)), $this->remedy));
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
