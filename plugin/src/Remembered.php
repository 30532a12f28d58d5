<?php

declare(strict_types=1);

namespace Waybill;

/** Keeps for a minute what is costly to find out in a large store, so that a page that asks every few seconds is no burden to it. */
final class Remembered implements Stored
{
    private const TRANSIENT = 'waybill_remembered';

    private const KEPT_S = 60;

    /**
     * What the callback says, or said within the last minute.
     *
     * @template T of array|int|null
     * @param callable(): T $ask
     * @param (callable(T): bool)|null $isCostly Whether that was costly to find out, as the answer tells; otherwise it is asked for anew each time.
     * @return T
     */
    public function of(string $name, callable $ask, ?callable $isCostly = null): array|int|null
    {
        $known = get_transient(self::TRANSIENT);
        $known = array_filter(is_array($known) ? $known : [], static fn(array $entry): bool => $entry['until'] > time());
        if (!isset($known[$name])) {
            $known[$name] = ['until' => time() + self::KEPT_S, 'value' => $ask()];
            if (null !== $isCostly && !$isCostly($known[$name]['value'])) {
                return $known[$name]['value'];
            }
            set_transient(self::TRANSIENT, $known, self::KEPT_S);
        }

        return $known[$name]['value'];
    }

    public function delete(): void
    {
        delete_transient(self::TRANSIENT);
    }
}
