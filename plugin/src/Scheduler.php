<?php

declare(strict_types=1);

namespace Waybill;

/** Waybill's actions in Action Scheduler (WooCommerce → Status → Scheduled Actions): a tick every minute, a run at once where something waits, an hourly look for what was missed, and every few minutes one at the shipments. */
final class Scheduler
{
    public const TICK = 'waybill_tick';
    public const DRAIN = 'waybill_drain';
    public const RECONCILE = 'waybill_reconcile';
    public const SHIPMENTS = 'waybill_shipments';

    /** Less than a minute: Action Scheduler counts from the end of the last run, and a cron that comes every minute would miss every other. */
    private const TICK_S = 45;

    /** A shipment is due four times an hour at the most. */
    private const SHIPMENTS_S = 300;

    private const RECURRING = [self::TICK => self::TICK_S, self::RECONCILE => HOUR_IN_SECONDS, self::SHIPMENTS => self::SHIPMENTS_S];

    private const GROUP = 'waybill';

    /** Whether a worker of this request ended before its work did. */
    private bool $isMore = false;

    /** Makes sure of what recurs: Action Scheduler ends a recurring action that failed five times, and others clear its tables. */
    public function ensureTick(): void
    {
        if (!$this->isThere()) {
            return;
        }
        foreach ($this->missing() as $hook) {
            as_schedule_recurring_action(time(), self::RECURRING[$hook], $hook, [], self::GROUP, true);
        }
    }

    /**
     * The recurring actions that are not scheduled.
     *
     * @return list<string> Their hooks.
     */
    public function missing(): array
    {
        $missing = [];
        foreach (array_keys(self::RECURRING) as $hook) {
            if (!$this->isThere() || !as_has_scheduled_action($hook, [], self::GROUP)) {
                $missing[] = $hook;
            }
        }

        return $missing;
    }

    /** How many of our actions failed within the last day. */
    public function failedToday(): int
    {
        $failed = [
            'group' => self::GROUP,
            'status' => 'failed',
            'date' => gmdate('Y-m-d H:i:s', time() - (int) DAY_IN_SECONDS),
            'date_compare' => '>=',
            'per_page' => -1,
        ];

        return $this->isThere() ? count(as_get_scheduled_actions($failed, 'ids')) : 0;
    }

    /** Has a worker run as soon as Action Scheduler can. */
    public function soon(): void
    {
        // Not Action Scheduler's own "unique": that counts the action that runs now, which may well be the one that asks for the next.
        if ($this->isThere() && [] === as_get_scheduled_actions(['hook' => self::DRAIN, 'status' => 'pending', 'per_page' => 1], 'ids')) {
            as_enqueue_async_action(self::DRAIN, [], self::GROUP);
        }
    }

    /** Has the next worker begin once this request is over: the time of one is over, the work is not. */
    public function goOn(): void
    {
        $this->soon();
        $this->isMore = $this->isThere();
    }

    /**
     * Begins it, last in a request. Action Scheduler goes on by itself where one of its own requests did the work, and begins with those where somebody is in wp-admin; elsewhere
     * the work would rest until the cron's next minute. It asks whether its requests are allowed, and whether another is at it.
     */
    public function beginNext(): void
    {
        if ($this->isMore && !wp_doing_ajax()) {
            (new \ActionScheduler_AsyncRequest_QueueRunner(\ActionScheduler::store()))->maybe_dispatch();
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
