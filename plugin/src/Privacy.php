<?php

declare(strict_types=1);

namespace Waybill;

/** WordPress' privacy tools: what Waybill stores about a customer's orders, shown, exported and erased. It stores no names or addresses; those stay in the order. */
final class Privacy
{
    /** Orders of one page of WordPress' exporter and eraser. */
    private const PAGE = 20;

    public function __construct(
        private readonly OutboxShipments $shipments,
    ) {}

    /** Suggests text for the store's privacy policy (Settings → Privacy). */
    public function suggestPolicy(): void
    {
        $text =
            '<p>'
            . __(
                'To have your order delivered we send it to our logistics platform: its number, dates, status, products, totals, your billing and shipping address, e-mail address and phone number. For each order we keep what the platform answered, its own number for the shipment, and the tracking number.',
                'waybill',
            )
            . '</p>';
        wp_add_privacy_policy_content('Waybill', wp_kses_post($text));
    }

    /**
     * @param array<string, array<string, mixed>> $exporters
     * @return array<string, array<string, mixed>>
     */
    public function addExporter(array $exporters): array
    {
        return ['waybill' => ['exporter_friendly_name' => __('Shipments (Waybill)', 'waybill'), 'callback' => $this->export(...)]] + $exporters;
    }

    /**
     * @param array<string, array<string, mixed>> $erasers
     * @return array<string, array<string, mixed>>
     */
    public function addEraser(array $erasers): array
    {
        return ['waybill' => ['eraser_friendly_name' => __('Shipments (Waybill)', 'waybill'), 'callback' => $this->erase(...)]] + $erasers;
    }

    /** @return array{data: list<array<string, mixed>>, done: bool} */
    private function export(string $email, int $page = 1): array
    {
        $orderIds = self::ordersOf($email, $page);
        $data = [];
        foreach ($this->shipments->ofOrders($orderIds) as $shipment) {
            $facts = [
                __('Order', 'waybill') => (string) $shipment->orderId,
                __('Sent to', 'waybill') => $shipment->connection,
                __('Sent at (UTC)', 'waybill') => $shipment->deliveredAt,
                __('Number at the platform', 'waybill') => $shipment->remoteId,
                __('Status', 'waybill') => $shipment->label(),
                __('Tracking number', 'waybill') => $shipment->trackingNumber,
                __('Tracking link', 'waybill') => $shipment->trackingUrl,
            ];
            $values = [];
            foreach (array_filter($facts, static fn(string $value): bool => '' !== $value) as $name => $value) {
                $values[] = ['name' => $name, 'value' => $value];
            }
            $data[] = [
                'group_id' => 'waybill',
                'group_label' => __('Shipments', 'waybill'),
                'item_id' => "waybill-{$shipment->id}",
                'data' => $values,
            ];
        }

        return ['data' => $data, 'done' => count($orderIds) < self::PAGE];
    }

    /** @return array{items_removed: bool, items_retained: bool, messages: list<string>, done: bool} */
    private function erase(string $email, int $page = 1): array
    {
        $orderIds = self::ordersOf($email, $page);

        return [
            'items_removed' => $this->shipments->erase($orderIds) > 0,
            // That the order was sent is kept, so that it is not sent again; it says nothing of the customer.
            'items_retained' => false,
            'messages' => [],
            'done' => count($orderIds) < self::PAGE,
        ];
    }

    /** @return list<int> */
    private static function ordersOf(string $email, int $page): array
    {
        // As WooCommerce's own exporter asks: the guest's orders, and the account's.
        $user = get_user_by('email', $email);
        $customer = $user instanceof \WP_User ? [$email, $user->ID] : [$email];
        $ids = wc_get_orders(['customer' => $customer, 'limit' => self::PAGE, 'page' => max(1, $page), 'return' => 'ids', 'order' => 'ASC']);

        return array_map(intval(...), $ids);
    }
}
