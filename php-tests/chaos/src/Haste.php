<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/**
 * Makes time run faster: a lease is two minutes and a second retry five, too long for a minute of chaos. It shortens waits in the outbox from outside, but only such as
 * nobody relies on: a living worker's lease holds, and nothing is sent again while an earlier request may still be under way at a platform.
 */
final class Haste
{
    /** Longer than the sandbox takes for anything that it takes at all. */
    public const OVER_S = 3;

    /** What was changed rests longer, lest it is read while it is being saved: WordPress waits 5 s for a database that is away. */
    private const DEBOUNCE_S = 8;

    /** Attempts, and deaths of its workers, from which on a delivery waits for the end of the chaos: bad luck alone is not to use up the schedule. */
    private const ATTEMPTS = 6;

    /** Deliveries that were in a worker's hands when it died. */
    public int $leasesEnded = 0;

    public function __construct(
        private readonly Database $database,
        private readonly Hands $hands,
    ) {}

    /** While the chaos lasts. */
    public function hurry(): void
    {
        $this->endWaits('attempts < ' . self::ATTEMPTS . ' AND crashes < ' . self::ATTEMPTS);
    }

    /** At its end: all of it. */
    public function hurryAll(): void
    {
        $this->endWaits('1 = 1');
    }

    private function endWaits(string $of): void
    {
        $rest = sprintf('updated_at < UTC_TIMESTAMP() - INTERVAL IF(attempts > 0, %d, %d) SECOND', self::OVER_S, self::DEBOUNCE_S);
        $this->database->change("UPDATE wp_waybill_deliveries SET next_attempt_at = UTC_TIMESTAMP()
            WHERE state = 'pending' AND next_attempt_at > UTC_TIMESTAMP() AND (attempts > 0 OR revision > 1) AND $rest AND $of");
        $this->database->change(
            'UPDATE wp_waybill_circuits SET probe_at = UTC_TIMESTAMP() WHERE opened_at < UTC_TIMESTAMP() - INTERVAL ' . self::OVER_S . ' SECOND',
        );
        $tokens = $this->hands->tokensOfDead(self::OVER_S);
        if ([] !== $tokens) {
            $this->leasesEnded += (int) $this->database->change("UPDATE wp_waybill_deliveries SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND
                WHERE state = 'claimed' AND lease_until > UTC_TIMESTAMP() AND $of AND claim IN ('"
            . implode("', '", $tokens)
            . "')");
        }
    }
}
