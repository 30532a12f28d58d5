<?php

declare(strict_types=1);

namespace Waybill\Order;

use Waybill\Connection\TrackingTech;
use Waybill\Intake;
use Waybill\Log;
use Waybill\OutboxShipments;
use Waybill\Shipment;
use Waybill\ShipmentStatus;

/**
 * What a shipment's news does to its order: a private note, WooCommerce's own fulfilment, and, where the merchant wants that, the end of the order.
 *
 * An order is completed only while it still has the status in which it was sent: whoever gave it another since, be it the merchant or a plugin, has the last word. Nothing
 * else changes its status.
 */
final class ShipmentNews
{
    /** Words that tell the merchant no more than that the order was sent. */
    private const SILENT = [ShipmentStatus::Unknown, ShipmentStatus::Pending];

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly Fulfilments $fulfilments,
        private readonly Intake $intake,
        private readonly OutboxShipments $shipments,
        private readonly Log $log,
    ) {}

    /** Tells the order. Whatever goes wrong there, the next shipment is looked at. */
    public function tell(Shipment $before, Shipment $now): void
    {
        try {
            $order = wc_get_order($now->orderId);
            if ($order instanceof \WC_Order && 'trash' !== $order->get_status()) {
                // The platform knows already what it has just told: saving the order for it is no change to send there.
                $this->intake->without(TrackingTech::ID, fn() => $this->change($order, $before, $now));
            }
        } catch (\Throwable $error) {
            $this->log->error('Order {id} could not be told of its shipment: {where}', ['id' => $now->orderId, 'where' => Log::where($error)]);
        }
    }

    private function change(\WC_Order $order, Shipment $before, Shipment $now): void
    {
        $isNewWord = $now->status !== $before->status;
        if ($isNewWord && !in_array($now->knownStatus(), self::SILENT, true) || $now->trackingNumber !== $before->trackingNumber) {
            // A note holds HTML.
            $order->add_order_note(esc_html(self::note($now)));
        }
        $isSaved = $this->fulfilments->follow($order, $now);
        if (
            $isNewWord
            && ShipmentStatus::Delivered === $now->knownStatus()
            && $this->trackingTech->options->get('complete')
            && '' !== $now->sentStatus
            && $order->get_status() === $now->sentStatus
        ) {
            $isSaved = $order->update_status('completed') || $isSaved;
        }
        if ($isSaved) {
            $this->shipments->settle($now);
        }
    }

    private static function note(Shipment $shipment): string
    {
        $note = '' === $shipment->trackingNumber
            // translators: 1: a platform's name, 2: how far a shipment has come.
            ? sprintf(__('%1$s: %2$s', 'waybill'), 'TrackingTech', $shipment->label())
            // translators: 1: a platform's name, 2: how far a shipment has come, 3: its tracking number.
            : sprintf(__('%1$s: %2$s (tracking number %3$s)', 'waybill'), 'TrackingTech', $shipment->label(), $shipment->trackingNumber);

        return $shipment->needsAttention ? $note . ' ' . __('This order needs your attention.', 'waybill') : $note;
    }
}
