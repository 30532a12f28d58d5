<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

use Waybill\Connection\TrackingTech;
use Waybill\Scheduler;
use Waybill\Shipment;

/** A store connected to TrackingTech, whose sandbox says what becomes of the orders that were sent there. */
abstract class ShipmentTestCase extends TestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        $this->connectTrackingTech();
    }

    protected function sent(): \WC_Order
    {
        $order = Store::order();
        $this->deliverAll();
        self::assertSame('delivered', $this->row($order)['state']);

        return $order;
    }

    protected function sendOnceMore(\WC_Order $order): void
    {
        $this->plugin->outbox->sendNow(TrackingTech::ID, $this->plugin->site->deviceId(), [$order->get_id()], true);
        $this->deliverAll();
        self::assertSame(['delivered', '2'], [$this->row($order)['state'], $this->row($order)['delivered_revision']]);
    }

    /** The platform says this of the order, and is asked. */
    protected function hear(\WC_Order $order, string $word, string $trackingNumber = ''): void
    {
        $this->sandbox->setShipment($order->get_id(), $word, $trackingNumber);
        $this->makeChecksDue();
        $this->check();
    }

    /** The platform answers with just this. */
    protected function answer(\WC_Order $order, array $shipment): void
    {
        $body = json_encode(['orders' => [$shipment + ['orderId' => $order->get_id()]]], JSON_THROW_ON_ERROR);
        $this->sandbox->addFault(['endpoint' => 'status', 'times' => 1, 'fault' => ['kind' => 'status', 'status' => 200, 'body' => $body]]);
        $this->makeChecksDue();
        $this->check();
    }

    /** Through the hook: what listens to the order's hooks are the objects that WordPress loaded. */
    protected function check(): void
    {
        do_action(Scheduler::SHIPMENTS);
        wp_cache_flush();
    }

    /** @return list<list<int>> Which orders each request asked about. */
    protected function asked(): array
    {
        return array_map(static fn(array $request): array => $request['body']['orderIds'], $this->sandbox->requests('trackingtech', 'status'));
    }

    /** @param int|null $days How long ago they were delivered. */
    protected function makeChecksDue(?int $days = null): void
    {
        $age = null === $days ? '' : ", delivered_at = UTC_TIMESTAMP() - INTERVAL $days DAY";
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET check_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND $age WHERE check_at IS NOT NULL");
    }

    /** As after an order was sent once more. */
    protected function askAgain(): void
    {
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET check_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
    }

    protected function letRestEnd(): void
    {
        update_option('waybill_shipment_check', ['again_at' => 0] + (array) get_option('waybill_shipment_check'));
    }

    protected function forgetFailures(): void
    {
        delete_option('waybill_shipment_check');
    }

    protected function assertDueIn(int $seconds, \WC_Order $order): void
    {
        global $wpdb;
        $table = $this->plugin->schema->deliveries();
        $left = (int) $wpdb->get_var("SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), check_at) FROM $table WHERE order_id = {$order->get_id()}");
        self::assertEqualsWithDelta($seconds, $left, 10);
    }

    /** Deliveries of orders that are not there, by SQL. */
    protected function copyDeliveries(\WC_Order $order, int $count): void
    {
        $table = $this->plugin->schema->deliveries();
        Store::query(
            "INSERT INTO $table (connection, order_id, state, idempotency_key, next_attempt_at, delivered_revision, check_at, created_at, updated_at, delivered_at)
            SELECT connection, order_id + seq * 1000, state, LEFT(SHA2(seq, 256), 32), next_attempt_at, 1, UTC_TIMESTAMP() + INTERVAL 1 HOUR, created_at, updated_at, delivered_at
            FROM $table JOIN seq_1_to_$count WHERE order_id = {$order->get_id()}",
        );
    }

    protected function shipment(\WC_Order $order): Shipment
    {
        return $this->plugin->shipments->ofOrders([$order->get_id()])[0];
    }

    /** @return array<string, string|null> */
    protected function row(\WC_Order $order): array
    {
        return array_column($this->deliveries('trackingtech'), null, 'order_id')[$order->get_id()];
    }

    protected function fresh(\WC_Order $order): \WC_Order
    {
        wp_cache_flush();

        return wc_get_order($order->get_id());
    }

    /** @return list<string> Oldest first. */
    protected function notes(\WC_Order $order): array
    {
        global $wpdb;

        return $wpdb->get_col(
            "SELECT comment_content FROM {$wpdb->comments} WHERE comment_type = 'order_note' AND comment_post_ID = {$order->get_id()} ORDER BY comment_ID",
        );
    }

    /** Sets when the order was changed, past WooCommerce. */
    protected function setModified(\WC_Order $order, string $when): int
    {
        global $wpdb;
        Store::query("UPDATE {$wpdb->posts} SET post_modified_gmt = '$when', post_modified = '$when' WHERE ID = " . $order->get_id());
        if ('hpos' === getenv('WAYBILL_STORAGE')) {
            Store::query("UPDATE {$wpdb->prefix}wc_orders SET date_updated_gmt = '$when' WHERE id = " . $order->get_id());
        }

        return $this->fresh($order)->get_date_modified()->getTimestamp();
    }
}
