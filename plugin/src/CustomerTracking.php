<?php

declare(strict_types=1);

namespace Waybill;

/** What the customer sees of a shipment: its tracking number and link, in WooCommerce's e-mails and below an order in the shop (My account, order tracking). */
final class CustomerTracking
{
    /** @param \Closure(): OutboxShipments $shipments */
    public function __construct(
        private readonly \Closure $shipments,
    ) {}

    /**
     * Below the table of an e-mail to the customer. The arguments are WooCommerce's; other plugins leave some out.
     *
     * @param mixed $order What the hook handed over.
     */
    public function inEmail(mixed $order, mixed $sentToAdmin = false, mixed $plainText = false): void
    {
        if ($sentToAdmin) {
            return;
        }
        foreach ($this->tracked($order) as $shipment) {
            // @mago-expect lint:no-unescaped-output Both escape each of their parts.
            echo $plainText ? self::plainText($shipment) : self::html($shipment, 'h2', '');
        }
    }

    /**
     * Below an order's table in the shop.
     *
     * @param mixed $order What the hook handed over.
     */
    public function onOrderPage(mixed $order): void
    {
        foreach ($this->tracked($order) as $shipment) {
            $status = $shipment->knownStatus();
            $label = null === $status || ShipmentStatus::Unknown === $status ? '' : $shipment->label();
            // @mago-expect lint:no-unescaped-output It escapes each of its parts.
            echo self::html($shipment, 'h2 class="woocommerce-order-details__title"', $label);
        }
    }

    /** @return list<Shipment> */
    private function tracked(mixed $order): array
    {
        if (!$order instanceof \WC_Order || $this->isTooYoung($order)) {
            return [];
        }
        $tracked = static fn(Shipment $shipment): bool => $shipment->isTracked() && ShipmentStatus::Cancelled !== $shipment->knownStatus();

        return array_values(array_filter(($this->shipments)()->ofOrders([$order->get_id()]), $tracked));
    }

    /** A shipment is first asked about some time after its order was sent. Until then there is nothing to show, and the checkout, with its e-mails, is spared the query. */
    private function isTooYoung(\WC_Order $order): bool
    {
        $created = $order->get_date_created();

        return null !== $created && (time() - $created->getTimestamp()) < OutboxShipments::FIRST_CHECK_S;
    }

    /** @param string $heading The heading's element, with its attributes. */
    private static function html(Shipment $shipment, string $heading, string $status): string
    {
        $lines = [];
        if ('' !== $status) {
            $lines[] = esc_html(sprintf(
                // translators: %s: how far a shipment has come.
                __('Status: %s', 'waybill'),
                $status,
            ));
        }
        if ('' !== $shipment->trackingNumber) {
            $lines[] = esc_html(sprintf(
                // translators: %s: a tracking number.
                __('Tracking number: %s', 'waybill'),
                $shipment->trackingNumber,
            ));
        }
        if ('' !== $shipment->trackingUrl) {
            $lines[] = sprintf(
                '<a href="%s" rel="nofollow noopener noreferrer" target="_blank">%s</a>',
                esc_url($shipment->trackingUrl, ['http', 'https']),
                esc_html__('Track your shipment', 'waybill'),
            );
        }
        $element = strtok($heading, ' ');

        return "<$heading>" . esc_html__('Shipment', 'waybill') . "</$element>\n<p>" . implode("<br>\n", $lines) . "</p>\n";
    }

    /** WooCommerce takes tags out of a plain e-mail, and decodes entities: what a platform says is escaped here, too, so that it takes nothing with it. */
    private static function plainText(Shipment $shipment): string
    {
        $lines = [__('Shipment', 'waybill')];
        if ('' !== $shipment->trackingNumber) {
            // translators: %s: a tracking number.
            $lines[] = sprintf(__('Tracking number: %s', 'waybill'), esc_html($shipment->trackingNumber));
        }
        if ('' !== $shipment->trackingUrl) {
            // translators: %s: an address of the web.
            $lines[] = sprintf(__('Track your shipment: %s', 'waybill'), esc_url_raw($shipment->trackingUrl, ['http', 'https']));
        }

        return "\n" . implode("\n", $lines) . "\n";
    }
}
