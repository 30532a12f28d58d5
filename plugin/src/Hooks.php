<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/** What other plugins may say of deliveries, and hear of them: Waybill's hooks for developers (docs/hooks.md). */
final class Hooks
{
    public function __construct(
        private readonly Log $log,
    ) {}

    /** Whether the order, as it is now, is to be queued. */
    public function isDue(Connection $connection, \WC_Order $order): bool
    {
        return $this->filterDue($connection->wants($order->get_status()), $connection, $order);
    }

    /**
     * Whether the order, queued before, is still to be sent.
     *
     * @param bool $isThere Whether the platform has an earlier revision of it.
     */
    public function isStillDue(Connection $connection, \WC_Order $order, bool $isThere): bool
    {
        return $this->filterDue($connection->stillWants($order->get_status(), $isThere), $connection, $order);
    }

    /**
     * The order's content as it is sent.
     *
     * @param array<string, mixed> $content In the form of docs/boundary.md, `order`.
     * @return array<string, mixed>|null Null where it is not to be sent.
     * @throws \UnexpectedValueException Where a filter gives something else.
     */
    public function content(array $content, Connection $connection, \WC_Order $order): ?array
    {
        /**
         * Filters what a platform is told of an order; null has it not sent.
         *
         * @param array<string, mixed>|null $content The order, in the form of docs/boundary.md.
         * @param \WC_Order $order
         * @param string $connection `logistos` or `trackingtech`.
         */
        $filtered = apply_filters('waybill_order_payload', $content, $order, $connection->id());
        if (null !== $filtered && !is_array($filtered)) {
            throw new \UnexpectedValueException('waybill_order_payload must give an array or null, and gave ' . get_debug_type($filtered));
        }

        // The answer is told apart by it.
        return null === $filtered ? null : ['id' => $order->get_id()] + $filtered;
    }

    /**
     * Says what became of deliveries, once it is kept. Whatever listens must not end the worker.
     *
     * @param list<Result> $results
     */
    public function announce(Connection $connection, array $results): void
    {
        foreach ($results as $result) {
            $hook = self::hookOf($result);
            if (null !== $hook) {
                $this->say($hook, $connection, $result);
                RuntimeCache::trim();
            }
        }
    }

    /**
     * Those of which `announce` would say something to somebody.
     *
     * @param list<Result> $results
     * @return list<Result>
     */
    public function heard(array $results): array
    {
        return array_values(array_filter($results, static fn(Result $result): bool => null !== self::hookOf($result)));
    }

    /** The hook that tells of it; null where there is none, or nobody listens. */
    private static function hookOf(Result $result): ?string
    {
        $hook = match (true) {
            DeliveryState::Delivered === $result->state && $result->wasSent() => 'waybill_delivered',
            DeliveryState::Failed === $result->state => 'waybill_failed',
            default => null,
        };

        return null !== $hook && has_action($hook) ? $hook : null;
    }

    private function filterDue(bool $isDue, Connection $connection, \WC_Order $order): bool
    {
        /**
         * Filters whether an order is to be sent: when it is queued, and once more when it is sent.
         *
         * @param bool $isDue Whether its status says so.
         * @param \WC_Order $order
         * @param string $connection `logistos` or `trackingtech`.
         */
        return (bool) apply_filters('waybill_is_due', $isDue, $order, $connection->id());
    }

    private function say(string $hook, Connection $connection, Result $result): void
    {
        try {
            do_action($hook, $result->claim->orderId, $connection->id(), [
                'revision' => $result->claim->revision,
                'attempt' => $result->claim->attempt,
                'idempotency_key' => $result->claim->key,
                'remote_id' => $result->remoteId,
                'http_status' => $result->httpStatus,
                'reason' => $result->reason?->value,
                'message' => $result->message,
            ]);
        } catch (\Throwable $error) {
            $this->log->error('{hook}: {where}', ['hook' => $hook, 'where' => Log::where($error)]);
        }
    }
}
