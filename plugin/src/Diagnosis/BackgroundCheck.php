<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Scheduler;
use Waybill\Watchdog;

/** What starts Waybill's work: WordPress' cron and Action Scheduler. */
final class BackgroundCheck implements Check
{
    public function __construct(
        private readonly Watchdog $watchdog,
        private readonly Scheduler $scheduler,
    ) {}

    public function id(): string
    {
        return 'background';
    }

    public function label(): string
    {
        return __('Waybill\'s background work', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('Waybill works in the background', 'waybill');
    }

    public function findings(): array
    {
        return [$this->tick(), $this->cron(), $this->actions(), $this->failures()];
    }

    private function tick(): Finding
    {
        $last = $this->watchdog->lastTick();
        $when = 0 === $last
            ? __('Its scheduled action has never run.', 'waybill')
            // translators: %s: a span of time, such as "2 hours".
            : sprintf(__('Its scheduled action ran last %s ago.', 'waybill'), human_time_diff($last));

        return $this->watchdog->isLate() ? Finding::error('tick', __('Waybill\'s background work stands still.', 'waybill') . ' ' . $when, [
                [
                    __('WordPress\' cron does not run: have the server call wp-cron.php every minute.', 'waybill'),
                    '* * * * * wget -q -O /dev/null ' . site_url('wp-cron.php'),
                ],
                [__('Look at the scheduled actions:', 'waybill'), admin_url('admin.php?page=wc-status&tab=action-scheduler&s=waybill')],
            ]) : Finding::good('tick', $when);
    }

    /** Not wrong either way: `tick` says whether it runs. */
    private function cron(): Finding
    {
        return Finding::good(
            'wp_cron',
            defined('DISABLE_WP_CRON') && constant('DISABLE_WP_CRON')
                ? __('DISABLE_WP_CRON is set: the server must call wp-cron.php or "wp cron event run --due-now" every minute.', 'waybill')
                : __('WordPress\' cron is started by page views; on a quiet store have the server call wp-cron.php.', 'waybill'),
        );
    }

    private function actions(): Finding
    {
        $missing = $this->scheduler->missing();

        return (
            [] === $missing
                ? Finding::good('actions', __('Its recurring actions are scheduled.', 'waybill'))
                : Finding::error(
                    'actions',
                    // translators: %s: names of actions.
                    sprintf(__('Not scheduled in Action Scheduler: %s.', 'waybill'), implode(', ', $missing)),
                    [[__('Open any page of wp-admin: it schedules them anew.', 'waybill'), admin_url()]],
                )
        );
    }

    private function failures(): Finding
    {
        $failed = $this->scheduler->failedToday();

        return (
            0 === $failed
                ? Finding::good('action_failures', __('None of its actions has failed within a day.', 'waybill'))
                : Finding::warning(
                    'action_failures',
                    sprintf(
                        // translators: %s: a number.
                        _n('%s of its actions has failed within a day.', '%s of its actions have failed within a day.', $failed, 'waybill'),
                        number_format_i18n($failed),
                    ),
                    [[
                        __('Action Scheduler says why (a time limit, a fatal error of another plugin):', 'waybill'),
                        admin_url('admin.php?page=wc-status&tab=action-scheduler&status=failed&s=waybill'),
                    ]],
                )
        );
    }
}
