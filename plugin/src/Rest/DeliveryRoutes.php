<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\OverviewPage;
use Waybill\Admin\Page;
use Waybill\CloneGuard;
use Waybill\Connection\Connection;
use Waybill\DeliveryState;
use Waybill\Outbox;
use Waybill\Reconciler;
use Waybill\Tail;

/** What the merchant does with deliveries whatever their platform, and with a store that was copied. */
final class DeliveryRoutes
{
    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly OverviewPage $overview,
        private readonly Page $welcome,
        private readonly Outbox $outbox,
        private readonly Reconciler $reconciler,
        private readonly CloneGuard $guard,
        private readonly Tail $tail,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $text = ['type' => 'string', 'default' => ''];
        $routes = [
            'clone/adopt' => ['POST', $this->adopt(...), []],
            'clone/keep' => ['POST', $this->keep(...), []],
            'overview' => ['GET', fn(): array => ['cards' => $this->overview->cards(), 'spoken' => $this->overview->spoken()], []],
            'reconcile' => ['POST', $this->reconcile(...), []],
        ];
        foreach ($this->connections as $connection) {
            $routes[$connection->id() . '/retry'] = [
                'POST',
                fn(\WP_REST_Request $request): array|\WP_Error => $this->retry($connection, $request),
                [
                    // The one whose button was pressed.
                    'order_id' => ['type' => 'integer', 'minimum' => 1],
                    'which' => $text + ['enum' => ['', 'selected', 'all', 'window']],
                    'order_ids' => ['type' => 'array', 'items' => ['type' => 'integer', 'minimum' => 1]],
                    'reason' => $text,
                    'from' => $text,
                    'to' => $text,
                    // The view that the answer is to show: the failed orders of which connection, and their page.
                    'failed' => $text,
                    'paged' => ['type' => 'integer', 'default' => 1],
                ],
            ];
        }

        return $routes;
    }

    /** Failed orders again: one, those named or ticked, all of a reason, those that failed in a certain time; without any of that all of the connection's. */
    private function retry(Connection $connection, \WP_REST_Request $request): array|\WP_Error
    {
        $orderIds = match (true) {
            null !== $request['order_id'] => [(int) $request['order_id']],
            'all' === $request['which'] => null,
            'selected' === $request['which'] => $request['order_ids'] ?? [],
            default => $request['order_ids'],
        };
        if ([] === $orderIds) {
            return self::refusal('order_ids', __('Tick the orders first.', 'waybill'));
        }
        $window = ['from' => null, 'to' => null];
        foreach (array_keys($window) as $end) {
            $moment = self::moment($request[$end]);
            if (false === $moment) {
                return self::refusal($end, __('This is no date and time.', 'waybill'));
            }
            $window[$end] = $moment;
        }
        if ('window' === $request['which'] && [null, null] === array_values($window)) {
            return self::refusal('from', __('Say from when, or until when.', 'waybill'));
        }
        $state = DeliveryState::queuedFor($connection);
        $failure = '' === $request['reason'] ? null : $request['reason'];
        $count = $this->outbox->retryFailed($connection->id(), $state, $orderIds, $window['from'], $window['to'], $failure);
        $this->tail->workAfterwards();

        $isSent = $count > 0 && DeliveryState::Pending === $state;
        $message = match (true) {
            $count > 0 && !$isSent => sprintf(
                _n(
                    // translators: 1: a number of orders, 2: the platform's name.
                    '%1$s order is kept, and sent again as soon as the connection to %2$s goes on: it is paused or switched off.',
                    '%1$s orders are kept, and sent again as soon as the connection to %2$s goes on: it is paused or switched off.',
                    $count,
                    'waybill',
                ),
                number_format_i18n($count),
                $connection->label(),
            ),
            // translators: %s: a number of orders.
            $isSent => sprintf(_n('%s order is sent again.', '%s orders are sent again.', $count, 'waybill'), number_format_i18n($count)),
            'window' === $request['which'] => __('No order that stands failed did so in this time.', 'waybill'),
            default => __('None of these orders stands failed any more.', 'waybill'),
        };

        return Reply::done($this->overview->panel($request['failed'], $request['reason'], $request['paged']), $message, $isSent ? 'success' : 'warning');
    }

    /** In UTC, as the outbox counts; null for none, false for what is no moment. Without an offset of its own it is the site's time. */
    private static function moment(string $text): string|false|null
    {
        $moment = '' === $text ? null : date_create_immutable($text, wp_timezone());

        return $moment instanceof \DateTimeImmutable ? gmdate('Y-m-d H:i:s', $moment->getTimestamp()) : $moment;
    }

    private static function refusal(string $field, string $sentence): \WP_Error
    {
        return new \WP_Error('waybill_retry', $sentence, ['status' => 422, 'field' => $field]);
    }

    private function reconcile(): array
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

        return Reply::done($this->overview->panel(), $message);
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
