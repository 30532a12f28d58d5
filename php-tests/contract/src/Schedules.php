<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** Action Scheduler, as far as Waybill leans on it. */
final class Schedules
{
    private const GROUP = 'waybill-contract';
    private const TICK = 'waybill_contract_tick';
    private const DRAIN = 'waybill_contract_drain';
    private const BAD = 'waybill_contract_bad';
    private const OFTEN = 'waybill_contract_often';
    /** As often as Action Scheduler lets a recurring action fail, and once more. */
    private const FAILURES = 6;

    /** @return array<string, mixed> */
    public static function observe(): array
    {
        // Action Scheduler runs less the longer its process has been running, and a slow machine is no difference.
        add_filter('action_scheduler_queue_runner_time_limit', static fn(): int => 600);

        return (
            ['it is initialized' => \ActionScheduler::is_initialized()]
            + self::scheduling()
            + self::running()
            + self::failing()
            + self::recurring()
            + self::clearing()
        );
    }

    /** @return array<string, mixed> */
    private static function scheduling(): array
    {
        $points = ['nothing is scheduled at first' => as_has_scheduled_action(self::TICK, [], self::GROUP)];
        $tick = static fn(array $arguments = []): int => as_schedule_recurring_action(
            time() + 600,
            MINUTE_IN_SECONDS,
            self::TICK,
            $arguments,
            self::GROUP,
            true,
        );
        $points['scheduling a recurring action'] = $tick() > 0;
        $points['scheduling it again, as unique'] = $tick();
        $points['with other arguments, as unique'] = $tick([1]) > 0;
        $points['in another group, as unique'] = as_schedule_recurring_action(time() + 600, 60, self::TICK, [], self::GROUP . '-2', true) > 0;
        $points['it is there'] = as_has_scheduled_action(self::TICK, [], self::GROUP);
        $points['it is there, whatever its arguments'] = as_has_scheduled_action(self::TICK, null, self::GROUP);
        $points['it is there, whatever its group'] = as_has_scheduled_action(self::TICK);
        $points['with other arguments it is not'] = as_has_scheduled_action(self::TICK, [1], self::GROUP);
        $points['in an unknown group it is not'] = as_has_scheduled_action(self::TICK, [], self::GROUP . '-3');
        $points['an asynchronous action'] = as_enqueue_async_action(self::DRAIN, [], self::GROUP) > 0;
        $points['a second one'] = as_enqueue_async_action(self::DRAIN, [], self::GROUP) > 0;
        $points['a unique one beside them'] = as_enqueue_async_action(self::DRAIN, [], self::GROUP, true);
        $points['both are found'] = self::count(self::DRAIN, 'pending');
        $points['one is found where one is asked for'] = count(as_get_scheduled_actions([
            'hook' => self::DRAIN,
            'status' => 'pending',
            'per_page' => 1,
        ], 'ids'));
        $points['ids are'] = array_map(get_debug_type(...), as_get_scheduled_actions(['hook' => self::DRAIN, 'status' => 'pending'], 'ids'));
        $points['ids of none'] = as_get_scheduled_actions(['hook' => 'waybill_contract_none', 'status' => 'pending'], 'ids');
        $points['ids by group'] = count(as_get_scheduled_actions(['group' => self::GROUP, 'status' => 'pending', 'per_page' => -1], 'ids'));

        return $points;
    }

    /** @return array<string, mixed> */
    private static function running(): array
    {
        $seen = [];
        add_action(
            self::DRAIN,
            static function (mixed ...$arguments) use (&$seen): void {
                $seen[] = [
                    'arguments' => $arguments,
                    'one is scheduled' => as_has_scheduled_action(self::DRAIN, [], self::GROUP),
                    'waiting' => self::count(self::DRAIN, 'pending'),
                    'running' => self::count(self::DRAIN, 'in-progress'),
                    'another as unique' => as_enqueue_async_action(self::DRAIN, [], self::GROUP, true),
                ];
            },
            10,
            5,
        );
        self::runQueue();

        return [
            'what an action sees that runs' => $seen,
            'both are complete' => self::count(self::DRAIN, 'complete'),
            'none waits' => self::count(self::DRAIN, 'pending'),
            'the tick waits for its time' => self::count(self::TICK, 'pending'),
            'none is scheduled any more' => as_has_scheduled_action(self::DRAIN, [], self::GROUP),
        ];
    }

    /** @return array<string, mixed> A recurring action that throws. */
    private static function failing(): array
    {
        global $wpdb;
        $ran = 0;
        add_action(self::BAD, static function () use (&$ran): never {
            ++$ran;
            throw new \RuntimeException('on purpose');
        });
        as_schedule_recurring_action(time() - 1, MINUTE_IN_SECONDS, self::BAD, [], self::GROUP, true);
        $points = [];
        for ($time = 1; $time <= self::FAILURES; ++$time) {
            self::runQueue();
            $points["after $time failures"] = ['ran' => $ran, 'failed' => self::count(self::BAD, 'failed'), 'waiting' => self::count(self::BAD, 'pending')];
            // The next minute comes.
            $wpdb->query($wpdb->prepare(
                "UPDATE {$wpdb->prefix}actionscheduler_actions SET scheduled_date_gmt = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE hook = %s AND status = 'pending'",
                self::BAD,
            ));
        }

        return $points;
    }

    /** @return array<string, mixed> */
    private static function recurring(): array
    {
        global $wpdb;
        add_action(self::OFTEN, '__return_null');
        as_schedule_recurring_action(time() - 1, MINUTE_IN_SECONDS, self::OFTEN, [], self::GROUP, true);
        self::runQueue();
        $next = $wpdb->get_var($wpdb->prepare(
            "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), scheduled_date_gmt) FROM {$wpdb->prefix}actionscheduler_actions WHERE hook = %s AND status = 'pending'",
            self::OFTEN,
        ));

        return [
            'a recurring action that ran' => self::count(self::OFTEN, 'complete'),
            'comes again in a minute' => null !== $next && (int) $next > 50 && (int) $next <= 60,
            'an action to which nothing listens' => [
                as_enqueue_async_action('waybill_contract_nobody', [], self::GROUP) > 0,
                self::runQueue(),
                self::count('waybill_contract_nobody', 'failed'),
            ],
        ];
    }

    /** @return array<string, mixed> */
    private static function clearing(): array
    {
        as_unschedule_all_actions('', [], self::GROUP);
        $points = [
            'nothing of the group waits' => as_get_scheduled_actions(['group' => self::GROUP, 'status' => 'pending'], 'ids'),
            'what waited is cancelled' => self::count(self::TICK, 'canceled'),
            'the other group is left alone' => as_has_scheduled_action(self::TICK, [], self::GROUP . '-2'),
            'it may be scheduled again' => as_schedule_recurring_action(time() + 600, MINUTE_IN_SECONDS, self::TICK, [], self::GROUP, true) > 0,
        ];
        as_unschedule_all_actions('', [], self::GROUP);
        as_unschedule_all_actions('', [], self::GROUP . '-2');

        return $points;
    }

    private static function count(string $hook, string $status): int
    {
        return count(as_get_scheduled_actions(['hook' => $hook, 'status' => $status, 'per_page' => -1], 'ids'));
    }

    /** As WP-Cron does every minute. */
    private static function runQueue(): void
    {
        do_action('action_scheduler_run_queue', 'WP Cron');
    }
}
