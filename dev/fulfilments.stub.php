<?php

/** What Waybill asks of WooCommerce's order fulfilments (a feature that a store may have, and the stand-in has not), for analysis alone: nothing loads this file. */

declare(strict_types=1);

namespace Automattic\WooCommerce\Admin\Features\Fulfillments {
    class Fulfillment
    {
        public function get_id(): int {}

        public function get_is_fulfilled(): bool {}

        public function get_date_deleted(): ?string {}

        public function get_meta(string $key): mixed {}

        /** @return array<string, mixed> */
        public function get_changes(): array {}

        public function set_entity_type(?string $entity_type): void {}

        public function set_entity_id(?string $entity_id): void {}

        public function set_status(?string $status): void {}

        /** @param list<array{item_id: int, qty: int|float}> $items */
        public function set_items(array $items): void {}

        public function set_tracking_number(string $tracking_number): void {}

        public function set_tracking_url(string $tracking_url): void {}

        public function set_shipment_provider(string $shipment_provider): void {}

        public function update_meta_data(string $key, mixed $value): void {}

        public function save(): int {}
    }

    class FulfillmentUtils
    {
        /**
         * @param list<Fulfillment> $fulfillments
         * @return array<int, array{item_id: int, item: \WC_Order_Item, qty: int|float}>
         */
        public static function get_pending_items(\WC_Order $order, array $fulfillments): array {}
    }
}

namespace {
    class WC_Data_Store
    {
        public static function load(string $object_type): self {}

        /** @return list<\Automattic\WooCommerce\Admin\Features\Fulfillments\Fulfillment> */
        public function read_fulfillments(string $entity_type, string $entity_id, bool $with_deleted = false): array {}
    }
}
