<?php

declare(strict_types=1);

namespace Waybill\Rest;

/**
 * Registers every route of `waybill/v1`, all behind the one permission: `manage_woocommerce`. WordPress' cookie login adds the nonce (header X-WP-Nonce): without
 * it a request counts as anonymous.
 */
final class Routes
{
    public const NAMESPACE = 'waybill/v1';
    public const CAPABILITY = 'manage_woocommerce';

    public function __construct(
        private readonly LogistosRoutes $logistos,
        private readonly BackfillRoutes $backfill,
        private readonly TrackingTechRoutes $trackingTech,
        private readonly ShipmentRoutes $shipments,
        private readonly ConnectionRoutes $connections,
        private readonly DeliveryRoutes $deliveries,
        private readonly NoticeRoutes $notices,
        private readonly OrderRoutes $orders,
    ) {}

    public function register(): void
    {
        $routes = [
            ...$this->logistos->routes(),
            ...$this->backfill->routes(),
            ...$this->trackingTech->routes(),
            ...$this->shipments->routes(),
            ...$this->connections->routes(),
            ...$this->deliveries->routes(),
            ...$this->notices->routes(),
            ...$this->orders->routes(),
        ];
        foreach ($routes as $path => [$method, $callback, $args]) {
            register_rest_route(self::NAMESPACE, '/' . $path, [
                'methods' => $method,
                'callback' => $callback,
                'permission_callback' => static fn(): bool => current_user_can(self::CAPABILITY),
                'args' => $args,
            ]);
        }
    }
}
