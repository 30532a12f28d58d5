<?php

declare(strict_types=1);

namespace Waybill;

/** Waybill's actions in Action Scheduler (WooCommerce → Status → Scheduled Actions): a tick every minute, a run at once where something waits, and an hourly look for what was missed. */
final class Scheduler
{
    public const TICK = 'waybill_tick';
    public const DRAIN = 'waybill_drain';
    public const RECONCILE = 'waybill_reconcile';

    /** Less than a minute: Action Scheduler counts from the end of the last run, and a cron that comes every minute would miss every other. */
    private const TICK_S = 45;

    private const GROUP = 'waybill';

    /** Makes sure of the tick and the hourly look: Action Scheduler ends a recurring action that failed five times, and others clear its tables. */
    public function ensureTick(): void
    {
        if (!$this->isThere()) {
            return;
        }
        foreach ([self::TICK => self::TICK_S, self::RECONCILE => HOUR_IN_SECONDS] as $hook => $interval) {
            if (!as_has_scheduled_action($hook, [], self::GROUP)) {
                as_schedule_recurring_action(time(), $interval, $hook, [], self::GROUP, true);
            }
        }
    }

    /** Has a worker run as soon as Action Scheduler can. */
    public function soon(): void
    {
        // Not Action Scheduler's own "unique": that counts the action that runs now, which may well be the one that asks for the next.
        if ($this->isThere() && [] === as_get_scheduled_actions(['hook' => self::DRAIN, 'status' => 'pending', 'per_page' => 1], 'ids')) {
            as_enqueue_async_action(self::DRAIN, [], self::GROUP);
        }
    }

    /** Ends all of it. */
    public function clear(): void
    {
        if ($this->isThere()) {
            as_unschedule_all_actions('', [], self::GROUP);
        }
    }

    private function isThere(): bool
    {
        return class_exists(\ActionScheduler::class) && \ActionScheduler::is_initialized();
    }
}
