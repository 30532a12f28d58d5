<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\TrackingTech;
use Waybill\OutboxShipments;
use Waybill\Shipment;
use Waybill\ShipmentCheck;

/** What becomes of the orders that TrackingTech has: those that the merchant should look at, and what Waybill may do by itself. */
final class ShipmentsCard
{
    /** Orders shown; the next ones come up as these are dealt with. */
    private const ORDERS = 10;

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly OutboxShipments $shipments,
        private readonly ShipmentCheck $check,
    ) {}

    /** The card, as HTML. */
    public function html(): string
    {
        return (
            '<section class="card" id="waybill-shipments"><h2>'
            . esc_html__('Shipments', 'waybill')
            . '</h2>'
            // In one element: with it or without, the form below stays where it is, with what is ticked there.
            . '<div>'
            . $this->state()
            . $this->attention()
            . '</div>'
            . Form::open('trackingtech/shipments')
            . '<fieldset class="waybill-field"><legend>'
            . esc_html__('When a shipment arrives, or does not', 'waybill')
            . '</legend>'
            . Form::checkbox('complete', '1', __('Delivered: complete the order', 'waybill'), (bool) $this->trackingTech->options->get('complete'))
            . Form::checkbox(
                'flag',
                '1',
                __('Failed or returned: list the order here, until you have dealt with it', 'waybill'),
                (bool) $this->trackingTech->options->get('flag'),
            )
            . '<span class="description">'
            . esc_html__(
                'Only an order that still has the status in which it was sent is completed. Every change is noted in the order in any case.',
                'waybill',
            )
            . '</span></fieldset><p>'
            . Form::submit(__('Save', 'waybill'))
            . '</p>'
            . Form::close()
            . '</section>'
        );
    }

    private function state(): string
    {
        $restsUntil = $this->check->restsUntil();
        if (null !== $restsUntil) {
            return Form::state('waiting', sprintf(
                // translators: %s: a time of day.
                __('TrackingTech could not say how far the shipments have come. It is asked again at %s.', 'waybill'),
                (string) wp_date((string) get_option('time_format'), $restsUntil),
            ));
        }
        $count = $this->shipments->followed(TrackingTech::ID);

        return (
            '<p>'
            . esc_html(
                0 === $count
                    ? __('No shipment is on its way. Waybill asks TrackingTech about each order that it has sent, until it has arrived.', 'waybill')
                    : sprintf(
                        // translators: %s: a number of shipments.
                        _n('Waybill follows %s shipment, until it has arrived.', 'Waybill follows %s shipments, until they have arrived.', $count, 'waybill'),
                        number_format_i18n($count),
                    ),
            )
            . '</p>'
        );
    }

    private function attention(): string
    {
        $count = $this->shipments->attentionCount(TrackingTech::ID);
        if (0 === $count) {
            return '';
        }
        $boxes = implode('', array_map(self::order(...), $this->shipments->needingAttention(TrackingTech::ID, self::ORDERS)));

        return (
            Form::state('bad', sprintf(
                _n(
                    // translators: %s: a number of orders.
                    '%s order needs your attention: its delivery failed, or it came back.',
                    '%s orders need your attention: their delivery failed, or they came back.',
                    $count,
                    'waybill',
                ),
                number_format_i18n($count),
            ))
            . Form::open('trackingtech/dealt-with')
            . '<fieldset class="waybill-field"><legend class="screen-reader-text">'
            . esc_html__('Orders', 'waybill')
            . "</legend>$boxes"
            . '<span class="waybill-error" data-waybill-error="order_ids" role="alert" hidden></span></fieldset><p>'
            . Form::submit(__('I have dealt with the chosen orders', 'waybill'), false)
            . '</p>'
            . Form::close()
        );
    }

    private static function order(Shipment $shipment): string
    {
        $order = wc_get_order($shipment->orderId);
        $number = $order instanceof \WC_Order ? $order->get_order_number() : (string) $shipment->orderId;
        $what = sprintf(
            // translators: 1: an order's number, 2: how far its shipment has come.
            __('Order %1$s: %2$s', 'waybill'),
            $number,
            $shipment->label(),
        );
        // translators: %s: an order's number.
        $open = sprintf(__('Open order %s', 'waybill'), $number);
        $link = $order instanceof \WC_Order ? sprintf('<a href="%s">%s</a>', esc_url($order->get_edit_order_url()), esc_html($open)) : '';

        return '<span class="waybill-choice">' . Form::checkbox('order_ids[]', (string) $shipment->orderId, $what, false) . $link . '</span>';
    }
}
