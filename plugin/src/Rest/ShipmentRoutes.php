<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\ShipmentsCard;
use Waybill\Connection\TrackingTech;
use Waybill\OutboxShipments;

/** What the merchant says of shipments: what Waybill may do when they arrive, and which of those that did not are dealt with. */
final class ShipmentRoutes
{
    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly OutboxShipments $shipments,
        private readonly ShipmentsCard $card,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $box = ['type' => 'boolean', 'default' => false];

        return [
            'trackingtech/shipments' => ['POST', $this->settings(...), ['complete' => $box, 'flag' => $box]],
            'trackingtech/dealt-with' => [
                'POST',
                $this->dealtWith(...),
                ['order_ids' => ['type' => 'array', 'items' => ['type' => 'integer', 'minimum' => 1], 'maxItems' => 100, 'default' => []]],
            ],
        ];
    }

    private function settings(\WP_REST_Request $request): array
    {
        $this->trackingTech->options->set(['complete' => (bool) $request['complete'], 'flag' => (bool) $request['flag']]);

        return Reply::card($this->card->html(), __('Saved.', 'waybill'));
    }

    private function dealtWith(\WP_REST_Request $request): array|\WP_Error
    {
        if ([] === $request['order_ids']) {
            return new \WP_Error('waybill_no_order', __('Choose at least one order.', 'waybill'), ['status' => 422, 'field' => 'order_ids']);
        }
        $count = $this->shipments->dealtWith(TrackingTech::ID, $request['order_ids']);
        $message = sprintf(
            // translators: %s: a number of orders.
            _n('%s order is dealt with.', '%s orders are dealt with.', $count, 'waybill'),
            number_format_i18n($count),
        );

        return Reply::card($this->card->html(), $message);
    }
}
