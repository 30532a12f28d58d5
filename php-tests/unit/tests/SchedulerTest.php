<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Scheduler;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What begins the next worker where one's time is over before its work is. */
final class SchedulerTest extends TestCase
{
    public function test_a_worker_whose_time_is_over_has_the_next_begin_although_nobody_is_in_wp_admin(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        // It looks once, and what it found it cannot know to be the last.
        $this->plugin->worker->run(0.0);
        self::assertTrue(as_has_scheduled_action(Scheduler::DRAIN));

        $requests = $this->requestsOf($this->plugin->scheduler->beginNext(...));
        self::assertCount(1, $requests);
        self::assertStringContainsString('/wp-admin/admin-ajax.php?action=as_async_request_queue_runner', $requests[0]);
    }

    public function test_action_schedulers_own_request_goes_on_by_itself(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        $this->plugin->worker->run(0.0);
        add_filter('wp_doing_ajax', '__return_true');
        try {
            self::assertSame([], $this->requestsOf($this->plugin->scheduler->beginNext(...)));
        } finally {
            remove_filter('wp_doing_ajax', '__return_true');
        }
    }

    public function test_nothing_begins_where_the_site_forbids_such_requests(): void
    {
        $this->openLogistos();
        Store::order();
        $this->makeDue();
        $this->plugin->worker->run(0.0);
        add_filter('action_scheduler_allow_async_request_runner', '__return_false', 20);
        try {
            self::assertSame([], $this->requestsOf($this->plugin->scheduler->beginNext(...)));
        } finally {
            remove_filter('action_scheduler_allow_async_request_runner', '__return_false', 20);
        }
    }

    public function test_nothing_begins_where_all_is_done(): void
    {
        $this->openLogistos();
        Store::order();
        $this->deliverAll();

        self::assertSame('delivered', $this->delivery('logistos')['state']);
        self::assertFalse(as_has_scheduled_action(Scheduler::DRAIN));
        self::assertSame([], $this->requestsOf($this->plugin->scheduler->beginNext(...)));
    }

    /** @return list<string> The addresses that WordPress asks while this runs; Action Scheduler may ask (see mu-plugin.php), and nobody answers. */
    private function requestsOf(callable $do): array
    {
        $requests = [];
        $listen = static function (mixed $answer, array $arguments, string $url) use (&$requests): \WP_Error {
            $requests[] = $url;

            return new \WP_Error('nobody', 'Nobody answers');
        };
        remove_filter('action_scheduler_allow_async_request_runner', '__return_false');
        add_filter('pre_http_request', $listen, 10, 3);
        try {
            $do();
        } finally {
            remove_filter('pre_http_request', $listen);
            add_filter('action_scheduler_allow_async_request_runner', '__return_false');
        }

        return $requests;
    }
}
