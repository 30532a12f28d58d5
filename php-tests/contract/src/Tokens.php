<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** A file's tokens that mean something, by position; beyond both ends there is nothing. */
final class Tokens
{
    public readonly int $count;

    /** @var list<\PhpToken> */
    private readonly array $tokens;

    public function __construct(string $code)
    {
        $this->tokens = array_values(array_filter(\PhpToken::tokenize($code), static fn(\PhpToken $one): bool => !$one->isIgnorable()));
        $this->count = count($this->tokens);
    }

    public function at(int $position): \PhpToken
    {
        return $this->tokens[$position] ?? new \PhpToken(T_WHITESPACE, '');
    }

    /** Where the bracket opens that closes here. */
    public function opening(int $position): int
    {
        for ($depth = 0; $position >= 0; --$position) {
            $depth += match ($this->at($position)->text) {
                ')' => 1,
                '(' => -1,
                default => 0,
            };
            if (0 === $depth) {
                break;
            }
        }

        return $position;
    }
}
