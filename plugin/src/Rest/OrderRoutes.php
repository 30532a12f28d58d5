<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\OrderBox;
use Waybill\Connection\Connection;
use Waybill\Order\OrderReader;
use Waybill\Order\Standing;
use Waybill\Preview;
use Waybill\SendNow;
use Waybill\Situations;

/** What the panel of an order asks for: to send the order now, to show what is sent, and every attempt. */
final class OrderRoutes
{
    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly OrderReader $orders,
        private readonly Situations $situations,
        private readonly SendNow $sendNow,
        private readonly Preview $preview,
        private readonly OrderBox $box,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $arguments = ['order_id' => ['type' => 'integer', 'default' => 0], 'connection' => ['type' => 'string', 'default' => '']];

        return [
            'orders/send' => [
                'POST',
                fn(\WP_REST_Request $request): array|\WP_Error => $this->about($request, fn(Connection $connection, \WC_Order $order): array => $this->send(
                    $connection,
                    $order,
                    $request['again'],
                )),
                $arguments + ['again' => ['type' => 'boolean', 'default' => false]],
            ],
            'orders/preview' => ['GET', fn(\WP_REST_Request $request): array|\WP_Error => $this->about($request, $this->preview(...)), $arguments],
            'orders/timeline' => ['GET', fn(\WP_REST_Request $request): array|\WP_Error => $this->about($request, $this->timeline(...)), $arguments],
        ];
    }

    /** @param callable(Connection, \WC_Order): array<string, string> $do */
    private function about(\WP_REST_Request $request, callable $do): array|\WP_Error
    {
        $connection = $this->connection($request['connection']);
        $order = $this->orders->find($request['order_id']);
        if (null === $connection || null === $order) {
            return new \WP_Error('waybill_unknown_order', __('There is no such order, or the platform is not set up.', 'waybill'), ['status' => 404]);
        }
        if (!current_user_can('edit_shop_order', $order->get_id())) {
            return new \WP_Error('waybill_forbidden_order', __('You may not edit this order.', 'waybill'), ['status' => 403]);
        }

        return $do($connection, $order);
    }

    private function connection(string $id): ?Connection
    {
        foreach ($this->connections as $connection) {
            if ($connection->id() === $id && $connection->isOpen()) {
                return $connection;
            }
        }

        return null;
    }

    /** @return array<string, string> */
    private function send(Connection $connection, \WC_Order $order, bool $again): array
    {
        $objection = $this->sendNow->send($connection, $order, $again);
        $arrived = null === $objection && Standing::Delivered === $this->situations->of($connection, $order)->standing();

        return Reply::done(
            $this->box->section($connection, $order),
            match (true) {
                null !== $objection => $objection,
                // translators: %s: the platform's name.
                $arrived => sprintf(__('%s has the order.', 'waybill'), $connection->label()),
                // translators: %s: the platform's name.
                default => sprintf(__('%s did not take the order. What is said here tells why, and what happens next.', 'waybill'), $connection->label()),
            },
            $arrived ? 'success' : 'warning',
        );
    }

    /** @return array<string, string> */
    private function preview(Connection $connection, \WC_Order $order): array
    {
        return ['text' => $this->preview->text($connection, $order)];
    }

    /** @return array<string, string> */
    private function timeline(Connection $connection, \WC_Order $order): array
    {
        return ['panel' => $this->box->attempts($connection, $order)];
    }
}
