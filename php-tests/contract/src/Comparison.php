<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** Points of the stand-in held against WooCommerce's. */
final class Comparison
{
    public int $agreeing = 0;
    /** @var array<string, array{string, string}> Point to what both sides have there. */
    public array $differences = [];
    /** @var array<string, int> Pattern to how many differences it explains. */
    public array $deliberate = [];

    /** @param array<string, string> $reasons By pattern of points. */
    public function __construct(
        private readonly array $reasons,
    ) {}

    /**
     * @param array<string, array<string, mixed>> $standIn Points by section.
     * @param array<string, array<string, mixed>> $real
     */
    public function add(string $document, array $standIn, array $real): void
    {
        foreach (array_keys($standIn + $real) as $section) {
            $ours = $standIn[$section] ?? [];
            $theirs = $real[$section] ?? [];
            foreach (self::points($section, $ours, $theirs) as $point) {
                $agrees = array_key_exists($point, $ours) && array_key_exists($point, $theirs) && self::agree($section, $ours[$point], $theirs[$point]);
                $this->count("$document $section: $point", $agrees, [self::show($ours, $point), self::show($theirs, $point)]);
            }
        }
    }

    /** @param array{string, string} $values */
    private function count(string $point, bool $agrees, array $values): void
    {
        if ($agrees) {
            ++$this->agreeing;
            return;
        }
        foreach (array_keys($this->reasons) as $pattern) {
            if (fnmatch($pattern, $point)) {
                $this->deliberate[$pattern] = ($this->deliberate[$pattern] ?? 0) + 1;
                return;
            }
        }
        $this->differences[$point] = $values;
    }

    /**
     * Of most sections all points of either side; the stand-in has not all tables, nor all that an answer of the REST API holds: there, those that it has.
     *
     * @param array<string, mixed> $standIn
     * @param array<string, mixed> $real
     * @return list<string>
     */
    private static function points(string $section, array $standIn, array $real): array
    {
        $subject = static fn(string $point): string => (string) strtok($point, ' ');
        $subjects = array_flip(array_map($subject, array_keys($standIn)));

        return array_keys(match ($section) {
            'tables' => $standIn + array_filter($real, static fn(string $point): bool => isset($subjects[$subject($point)]), ARRAY_FILTER_USE_KEY),
            'shown' => $standIn,
            default => $standIn + $real,
        });
    }

    private static function agree(string $section, mixed $standIn, mixed $real): bool
    {
        return match (true) {
            'declarations' !== $section || !is_array($standIn) || !is_array($real) => $standIn === $real,
            // A class may have more above it.
            isset($standIn['parents']) => [] === array_diff($standIn['parents'], $real['parents']),
            // A getter that is answered by __call takes what it is given; not every function says what it returns.
            default => self::sameWhereKnown($standIn['parameters'], $real['parameters']) && self::sameWhereKnown($standIn['returns'], $real['returns']),
        };
    }

    private static function sameWhereKnown(mixed $standIn, mixed $real): bool
    {
        return null === $standIn || null === $real || $standIn === $real;
    }

    /** @param array<string, mixed> $points */
    private static function show(array $points, string $point): string
    {
        return array_key_exists($point, $points) ? (string) json_encode($points[$point], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES) : 'nothing';
    }
}
