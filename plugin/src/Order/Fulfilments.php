<?php

declare(strict_types=1);

namespace Waybill\Order;

use Automattic\WooCommerce\Admin\Features\Fulfillments\Fulfillment;
use Automattic\WooCommerce\Admin\Features\Fulfillments\FulfillmentUtils;
use Automattic\WooCommerce\Utilities\FeaturesUtil;
use Waybill\Shipment;

/**
 * WooCommerce's own order fulfilments, where the store has them switched on: one for each shipment, of what the order still has to be fulfilled then.
 *
 * One that the merchant has removed is not made again, and none is made where fulfilments of the merchant's hold all items already.
 */
final class Fulfilments
{
    /** Our mark on a fulfilment: the connection whose shipment it is. WooCommerce shows no meta that begins with an underscore. */
    private const MARK = '_waybill_connection';

    /**
     * Has the shipment's fulfilment say what the shipment says.
     *
     * @return bool Whether the order was saved with it.
     */
    public function follow(\WC_Order $order, Shipment $shipment): bool
    {
        $status = $shipment->knownStatus();
        if (!$this->isOn() || !$shipment->isTracked() && true !== $status?->isUnderWay()) {
            return false;
        }
        $all = \WC_Data_Store::load('order-fulfillment')->read_fulfillments(\WC_Order::class, (string) $order->get_id(), true);
        $fulfilment = self::find($all, $shipment) ?? self::make($all, $order, $shipment);
        if (null === $fulfilment || null !== $fulfilment->get_date_deleted()) {
            return false;
        }
        if (true === $status?->isUnderWay() && !$fulfilment->get_is_fulfilled()) {
            $fulfilment->set_status('fulfilled');
        }
        if ('' !== $shipment->trackingNumber) {
            $fulfilment->set_tracking_number($shipment->trackingNumber);
        }
        if ('' !== $shipment->trackingUrl) {
            $fulfilment->set_tracking_url($shipment->trackingUrl);
        }
        if (0 !== $fulfilment->get_id() && [] === $fulfilment->get_changes()) {
            return false;
        }
        // Saving it saves the order.
        $fulfilment->save();

        return true;
    }

    /** Whether the store has them switched on, in the form that is known here. */
    private function isOn(): bool
    {
        return class_exists(Fulfillment::class) && method_exists(Fulfillment::class, 'set_tracking_number') && FeaturesUtil::feature_is_enabled('fulfillments');
    }

    /** @param list<Fulfillment> $all */
    private static function find(array $all, Shipment $shipment): ?Fulfillment
    {
        foreach ($all as $fulfilment) {
            if ($shipment->connection === $fulfilment->get_meta(self::MARK)) {
                return $fulfilment;
            }
        }

        return null;
    }

    /** @param list<Fulfillment> $all */
    private static function make(array $all, \WC_Order $order, Shipment $shipment): ?Fulfillment
    {
        $others = array_filter($all, static fn(Fulfillment $fulfilment): bool => null === $fulfilment->get_date_deleted());
        $items = array_map(
            static fn(array $pending): array => ['item_id' => (int) $pending['item_id'], 'qty' => $pending['qty']],
            FulfillmentUtils::get_pending_items($order, array_values($others)),
        );
        if ([] === $items) {
            return null;
        }
        $fulfilment = new Fulfillment();
        $fulfilment->set_entity_type(\WC_Order::class);
        $fulfilment->set_entity_id((string) $order->get_id());
        $fulfilment->set_status('unfulfilled');
        $fulfilment->set_items(array_values($items));
        $fulfilment->set_shipment_provider('other');
        $fulfilment->update_meta_data('_provider_name', 'TrackingTech');
        $fulfilment->update_meta_data('_shipping_option', 'manual-entry');
        $fulfilment->update_meta_data(self::MARK, $shipment->connection);

        return $fulfilment;
    }
}
