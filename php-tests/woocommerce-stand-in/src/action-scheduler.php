<?php

/** Action Scheduler: its functions, its table, its requests to itself, and its ways ("unique" looks at hook, group and arguments; nothing is retried; five failures end a recurring action). */

declare(strict_types=1);

final class ActionScheduler
{
    private const BATCH = 25;
    private const SECONDS = 30;
    private const FAILURES = 5;

    private static bool $initialized = false;

    public static function is_initialized(?string $function_name = null): bool
    {
        return self::$initialized;
    }

    public static function init(): void
    {
        self::$initialized = true;
        add_filter('cron_schedules', static fn(array $all): array => $all + ['every_minute' => ['interval' => 60, 'display' => 'Every minute']]);
        add_action('action_scheduler_run_queue', self::run(...), 10, 0);
        $request = new ActionScheduler_AsyncRequest_QueueRunner(self::store());
        foreach (['wp_ajax_', 'wp_ajax_nopriv_'] as $hook) {
            add_action($hook . ActionScheduler_AsyncRequest_QueueRunner::ACTION, $request->handle(...), 10, 0);
        }
        if (!wp_next_scheduled('action_scheduler_run_queue')) {
            wp_schedule_event(time(), 'every_minute', 'action_scheduler_run_queue');
        }
        do_action('action_scheduler_init');
        if (is_admin() && !get_transient('as_is_ensure_recurring_actions_scheduled')) {
            set_transient('as_is_ensure_recurring_actions_scheduled', true, DAY_IN_SECONDS);
            add_action('wp_loaded', static fn() => do_action('action_scheduler_ensure_recurring_actions'));
        }
    }

    /** What knows the actions. */
    public static function store(): self
    {
        return new self();
    }

    /** Whether something waits, and nobody is at it. */
    public function isWanted(): bool
    {
        return (
            [] === self::find(['status' => 'in-progress', 'per_page' => 1])
            && [] !== self::find(['status' => 'pending', 'date' => gmdate('Y-m-d H:i:s'), 'per_page' => 1])
        );
    }

    /** @param array<mixed> $args */
    public static function add(int $timestamp, ?int $interval, string $hook, array $args, string $group, bool $unique, int $priority): int
    {
        global $wpdb;
        if ($unique && [] !== self::find(['hook' => $hook, 'group' => $group, 'args' => $args, 'status' => ['pending', 'in-progress']])) {
            return 0;
        }
        $wpdb->insert($wpdb->prefix . 'actionscheduler_actions', [
            'hook' => $hook,
            'status' => 'pending',
            'scheduled_date_gmt' => gmdate('Y-m-d H:i:s', $timestamp),
            'scheduled_date_local' => wp_date('Y-m-d H:i:s', $timestamp),
            'priority' => $priority,
            'args' => wp_json_encode($args),
            'schedule' => serialize($interval),
            'group_id' => self::group($group),
        ]);

        return (int) $wpdb->insert_id;
    }

    /** @param array<string, mixed> $query @return list<object> Rows, the earliest first. */
    public static function find(array $query): array
    {
        global $wpdb;
        $where = ['1 = 1'];
        if ('' !== ($query['hook'] ?? '')) {
            $where[] = $wpdb->prepare('hook = %s', $query['hook']);
        }
        if ('' !== ($query['group'] ?? '')) {
            $where[] = $wpdb->prepare('group_id = %d', self::group($query['group']));
        }
        if (is_array($query['args'] ?? null)) {
            $where[] = $wpdb->prepare('args = %s', wp_json_encode($query['args']));
        }
        if ([] !== array_filter((array) ($query['status'] ?? []))) {
            $where[] =
                'status IN (' . implode(', ', array_map(static fn(string $status): string => $wpdb->prepare('%s', $status), (array) $query['status'])) . ')';
        }
        if (isset($query['date'])) {
            $compare = in_array($query['date_compare'] ?? '<=', ['<', '<=', '>', '>=', '=', '!='], true) ? $query['date_compare'] ?? '<=' : '<=';
            $where[] = $wpdb->prepare("scheduled_date_gmt $compare %s", $query['date']);
        }
        $limit = (int) ($query['per_page'] ?? 5);

        return $wpdb->get_results(
            "SELECT * FROM {$wpdb->prefix}actionscheduler_actions WHERE "
            . implode(' AND ', $where)
            . ' ORDER BY scheduled_date_gmt, action_id'
            . ($limit > 0 ? " LIMIT $limit" : ''),
        );
    }

    public static function cancel(object $action): void
    {
        self::set($action, 'canceled');
    }

    /** One batch of what is due, as WP-Cron starts it every minute. */
    public static function run(): int
    {
        global $wpdb;
        $until = microtime(true) + self::SECONDS;
        $due = $wpdb->get_results($wpdb->prepare(
            "SELECT * FROM {$wpdb->prefix}actionscheduler_actions WHERE status = 'pending' AND scheduled_date_gmt <= %s ORDER BY priority, attempts, scheduled_date_gmt, action_id LIMIT %d",
            gmdate('Y-m-d H:i:s'),
            self::BATCH,
        ));
        $done = 0;
        foreach ($due as $action) {
            $claimed = $wpdb->query($wpdb->prepare(
                "UPDATE {$wpdb->prefix}actionscheduler_actions SET status = 'in-progress', attempts = attempts + 1, last_attempt_gmt = UTC_TIMESTAMP() WHERE action_id = %d AND status = 'pending'",
                $action->action_id,
            ));
            if (microtime(true) < $until && 1 === $claimed) {
                self::execute($action);
                ++$done;
            }
        }

        return $done;
    }

    private static function execute(object $action): void
    {
        try {
            if (!has_action($action->hook)) {
                throw new Exception("Nothing listens to {$action->hook}");
            }
            do_action_ref_array($action->hook, array_values(json_decode($action->args, true)));
            self::set($action, 'complete');
        } catch (Throwable $error) {
            self::set($action, 'failed');
            do_action('action_scheduler_failed_execution', (int) $action->action_id, $error, '');
        }
        $interval = unserialize($action->schedule, ['allowed_classes' => false]);
        if (is_int($interval) && !self::keepsFailing($action)) {
            global $wpdb;
            $next = ['status' => 'pending', 'scheduled_date_gmt' => gmdate('Y-m-d H:i:s', time() + $interval), 'attempts' => 0];
            $wpdb->insert(
                $wpdb->prefix . 'actionscheduler_actions',
                array_intersect_key((array) $action, array_flip(['hook', 'args', 'schedule', 'group_id', 'priority'])) + $next,
            );
        }
    }

    private static function keepsFailing(object $action): bool
    {
        global $wpdb;
        $last = $wpdb->get_col($wpdb->prepare(
            "SELECT status FROM {$wpdb->prefix}actionscheduler_actions WHERE hook = %s AND group_id = %d AND status IN ('complete', 'failed') ORDER BY action_id DESC LIMIT %d",
            $action->hook,
            $action->group_id,
            self::FAILURES,
        ));

        return self::FAILURES === count($last) && ['failed'] === array_values(array_unique($last));
    }

    private static function set(object $action, string $status): void
    {
        global $wpdb;
        $wpdb->update($wpdb->prefix . 'actionscheduler_actions', ['status' => $status], ['action_id' => $action->action_id]);
    }

    private static function group(string $slug): int
    {
        global $wpdb;
        if ('' === $slug) {
            return 0;
        }
        $id = (int) $wpdb->get_var($wpdb->prepare("SELECT group_id FROM {$wpdb->prefix}actionscheduler_groups WHERE slug = %s", $slug));
        if (0 === $id) {
            $wpdb->insert($wpdb->prefix . 'actionscheduler_groups', ['slug' => $slug]);
            $id = (int) $wpdb->insert_id;
        }

        return $id;
    }
}

/** A request of the site to itself, in which what is due runs; and then the next, where there is more. */
final class ActionScheduler_AsyncRequest_QueueRunner
{
    public const ACTION = 'as_async_request_queue_runner';

    private const PAUSE_S = 5;

    public function __construct(
        private readonly ActionScheduler $store,
    ) {}

    public function maybe_dispatch()
    {
        if (apply_filters('action_scheduler_allow_async_request_runner', $this->store->isWanted())) {
            $url = add_query_arg(['action' => self::ACTION, 'nonce' => wp_create_nonce(self::ACTION)], admin_url('admin-ajax.php'));
            wp_remote_post($url, ['timeout' => 0.01, 'blocking' => false, 'sslverify' => false, 'cookies' => $_COOKIE]);
        }
    }

    public function handle(): never
    {
        check_ajax_referer(self::ACTION, 'nonce');
        do_action('action_scheduler_run_queue', 'Async Request');
        sleep(self::PAUSE_S);
        $this->maybe_dispatch();
        wp_die();
    }
}

add_action('init', ActionScheduler::init(...), 1, 0);

function as_enqueue_async_action($hook, $args = [], $group = '', $unique = false, $priority = 10)
{
    return ActionScheduler::add(time(), null, $hook, $args, $group, $unique, $priority);
}

function as_schedule_single_action($timestamp, $hook, $args = [], $group = '', $unique = false, $priority = 10)
{
    return ActionScheduler::add($timestamp, null, $hook, $args, $group, $unique, $priority);
}

function as_schedule_recurring_action($timestamp, $interval_in_seconds, $hook, $args = [], $group = '', $unique = false, $priority = 10)
{
    return ActionScheduler::add($timestamp, $interval_in_seconds, $hook, $args, $group, $unique, $priority);
}

function as_unschedule_action($hook, $args = [], $group = '')
{
    $found = ActionScheduler::find(['hook' => $hook, 'args' => $args, 'group' => $group, 'status' => 'pending', 'per_page' => 1]);
    array_walk($found, ActionScheduler::cancel(...));

    return isset($found[0]) ? (int) $found[0]->action_id : null;
}

function as_unschedule_all_actions($hook, $args = [], $group = '')
{
    $found = ActionScheduler::find(['hook' => $hook, 'args' => [] === $args ? null : $args, 'group' => $group, 'status' => 'pending', 'per_page' => -1]);
    array_walk($found, static fn(object $action) => ActionScheduler::cancel($action));
}

function as_next_scheduled_action($hook, $args = null, $group = '')
{
    $found = ActionScheduler::find(['hook' => $hook, 'args' => $args, 'group' => $group, 'status' => ['pending', 'in-progress'], 'per_page' => 1]);

    return match (true) {
        [] === $found => false,
        'in-progress' === $found[0]->status => true,
        default => strtotime($found[0]->scheduled_date_gmt . ' UTC'),
    };
}

function as_has_scheduled_action($hook, $args = null, $group = '')
{
    return [] !== ActionScheduler::find(['hook' => $hook, 'args' => $args, 'group' => $group, 'status' => ['pending', 'in-progress'], 'per_page' => 1]);
}

function as_get_scheduled_actions($args = [], $return_format = OBJECT)
{
    $found = ActionScheduler::find($args);
    // Texts, as the database gives them.
    $ids = array_column($found, 'action_id');

    return 'ids' === $return_format || 'int' === $return_format ? $ids : array_combine($ids, $found);
}
