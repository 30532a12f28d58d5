<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\Page;
use Waybill\CloneGuard;
use Waybill\Outbox;
use Waybill\Reconciler;
use Waybill\Tail;

/** What the merchant does with deliveries whatever their platform, and with a store that was copied. */
final class DeliveryRoutes
{
    /** @param array<string, Page> $pages Connection ids to their pages. */
    public function __construct(
        private readonly array $pages,
        private readonly Page $welcome,
        private readonly Outbox $outbox,
        private readonly Reconciler $reconciler,
        private readonly CloneGuard $guard,
        private readonly Tail $tail,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $routes = ['clone/adopt' => ['POST', $this->adopt(...), []], 'clone/keep' => ['POST', $this->keep(...), []]];
        foreach (array_keys($this->pages) as $connection) {
            $routes["$connection/retry"] = [
                'POST',
                fn(\WP_REST_Request $request): array => $this->retry($connection, $request),
                [
                    'order_ids' => ['type' => 'array', 'items' => ['type' => 'integer', 'minimum' => 1]],
                    'since' => ['type' => 'string', 'format' => 'date-time'],
                ],
            ];
            $routes["$connection/reconcile"] = ['POST', fn(): array => $this->reconcile($connection), []];
        }

        return $routes;
    }

    /** Failed orders again: all of a connection's, those named, or those that failed since. */
    private function retry(string $connection, \WP_REST_Request $request): array
    {
        $since = strtotime((string) $request['since']);
        $count = $this->outbox->retryFailed($connection, $request['order_ids'], false === $since ? null : gmdate('Y-m-d H:i:s', $since));
        $this->tail->workAfterwards();

        return Reply::done(
            $this->pages[$connection]->panel(),
            sprintf(
                // translators: %s: a number of orders.
                _n('%s order is tried again.', '%s orders are tried again.', $count, 'waybill'),
                number_format_i18n($count),
            ),
        );
    }

    private function reconcile(string $connection): array
    {
        $found = $this->reconciler->run();
        $this->tail->workAfterwards();
        $message = 0 === $found
            ? __('No order was missed.', 'waybill')
            : sprintf(
                // translators: %s: a number of orders.
                _n('%s order had been missed; it is on its way now.', '%s orders had been missed; they are on their way now.', $found, 'waybill'),
                number_format_i18n($found),
            );

        return Reply::done($this->pages[$connection]->panel(), $message);
    }

    private function adopt(): array
    {
        $this->guard->adopt(get_current_user_id());
        $this->tail->workAfterwards();

        return Reply::done($this->welcome->panel(), __('This is the live store now.', 'waybill'));
    }

    private function keep(): array
    {
        $this->guard->keepPaused();

        return Reply::done($this->welcome->panel(), __('All stays paused here. The live store is not touched.', 'waybill'));
    }
}
