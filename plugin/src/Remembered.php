<?php

declare(strict_types=1);

namespace Waybill;

/** Keeps for a minute what was costly to find out, so that a page that asks every few seconds burdens no large store; what is found quickly is asked each time. */
final class Remembered implements Stored
{
    private const TRANSIENT = 'waybill_remembered';

    /** What takes longer is costly. */
    private const COSTLY_S = 0.05;

    private const KEPT_S = 60;

    /**
     * What the callback says, or said within the last minute.
     *
     * @template T of array|int|null
     * @param callable(): T $ask
     * @return T
     */
    public function of(string $name, callable $ask): array|int|null
    {
        $known = get_transient(self::TRANSIENT);
        $known = array_filter(is_array($known) ? $known : [], static fn(array $entry): bool => $entry['until'] >= time());
        if (isset($known[$name])) {
            return $known[$name]['value'];
        }
        $began = microtime(true);
        $value = $ask();
        if ((microtime(true) - $began) > self::COSTLY_S) {
            set_transient(self::TRANSIENT, [$name => ['until' => time() + self::KEPT_S, 'value' => $value]] + $known, self::KEPT_S);
        }

        return $value;
    }

    public function delete(): void
    {
        delete_transient(self::TRANSIENT);
    }
}
