<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** The ways by which an order comes to be, changes and goes, within one process. */
final class Paths
{
    /** @return array<string, callable(): mixed> The last step of each is what is heard; what comes before it is done when it is asked for. */
    public static function all(): array
    {
        $pending = static fn(): \WC_Order => wc_create_order();

        return [
            'wc_create_order' => $pending,
            'wc_create_order in a status' => static fn() => wc_create_order(['status' => 'processing']),
            'wc_create_order as a draft of the checkout' => static fn() => wc_create_order(['status' => 'checkout-draft']),
            'new, then save' => static fn() => (new \WC_Order())->save(),
            'new in a status, then save' => self::newInStatus(...),
            'new with lines, then calculate_totals' => self::newWithLines(...),
            'a line added, then save' => self::lineAdded(...),
            'lines, totals, a status, save' => Orders::plain(...),
            'set_status, then save' => self::with(static function (\WC_Order $order): void {
                $order->set_status('processing');
                $order->save();
            }),
            'set_status twice, then save' => self::with(static function (\WC_Order $order): void {
                $order->set_status('on-hold');
                $order->set_status('wc-completed');
                $order->save();
            }),
            'set_status there and back, then save' => self::with(static function (\WC_Order $order): void {
                $order->set_status('on-hold');
                $order->set_status('pending');
                $order->save();
            }),
            'update_status' => self::with(static fn(\WC_Order $order) => $order->update_status('processing')),
            'update_status to what it is' => self::with(static fn(\WC_Order $order) => $order->update_status('pending')),
            'a draft of the checkout, then update_status' => static fn() => wc_create_order(['status' => 'checkout-draft'])->update_status('pending'),
            'a draft of wp-admin, then save' => self::draftOfAdmin(...),
            'payment_complete' => self::with(static fn(\WC_Order $order) => $order->payment_complete('T-1')),
            'save without a change' => self::with(static fn(\WC_Order $order) => $order->save()),
            'an address, then save' => self::with(static function (\WC_Order $order): void {
                $order->set_address(['city' => 'Valdivia'], 'shipping');
                $order->save();
            }),
            'delete into the trash' => self::with(static fn(\WC_Order $order) => $order->delete(false)),
            'delete for good' => self::with(static fn(\WC_Order $order) => $order->delete(true)),
            'delete from the trash' => self::deleteFromTrash(...),
            'wc_create_refund' => self::with(static fn(\WC_Order $order) => wc_create_refund(['order_id' => $order->get_id(), 'amount' => 10])),
            'POST /wc/v3/orders' => static fn() => self::rest('POST', '/wc/v3/orders', self::lines()),
            'POST /wc/v3/orders in a status' => static fn() => self::rest('POST', '/wc/v3/orders', self::lines() + ['status' => 'on-hold']),
            'POST /wc/v3/orders, paid' => static fn() => self::rest('POST', '/wc/v3/orders', self::lines() + ['set_paid' => true]),
            'PUT /wc/v3/orders, a status' => self::with(static fn(\WC_Order $order) => self::rest('PUT', "/wc/v3/orders/{$order->get_id()}", [
                'status' => 'completed',
            ])),
            'PUT /wc/v3/orders, an address' => self::with(static fn(\WC_Order $order) => self::rest('PUT', "/wc/v3/orders/{$order->get_id()}", ['billing' => [
                'city' => 'Valdivia',
            ]])),
        ];
    }

    /** Does something with a pending order, read anew as another request would. @param callable(\WC_Order): mixed $do */
    private static function with(callable $do): callable
    {
        return static fn() => $do(wc_get_order(wc_create_order()->get_id()));
    }

    private static function newInStatus(): void
    {
        $order = new \WC_Order();
        $order->set_status('processing');
        $order->save();
    }

    private static function newWithLines(): void
    {
        $order = new \WC_Order();
        $order->add_product(Orders::product(), 2);
        $order->calculate_totals();
    }

    private static function lineAdded(): void
    {
        $order = wc_create_order();
        $order->add_product(Orders::product());
        $order->save();
    }

    /** wp-admin makes an order when its form is opened, and fills it when that is sent. */
    private static function draftOfAdmin(): void
    {
        $order = new \WC_Order();
        $order->set_status('auto-draft');
        $order->save();
        $order->set_status('pending');
        $order->save();
    }

    private static function deleteFromTrash(): void
    {
        $order = wc_create_order();
        $id = $order->get_id();
        $order->delete(false);
        wc_get_order($id)->delete(true);
    }

    /** @return array<string, mixed> */
    private static function lines(): array
    {
        return ['line_items' => [['product_id' => Orders::product()->get_id(), 'quantity' => 2]]];
    }

    /** @param array<string, mixed> $body */
    private static function rest(string $method, string $route, array $body): void
    {
        $request = new \WP_REST_Request($method, $route);
        $request->set_body_params($body);
        $response = rest_do_request($request);
        if ($response->is_error()) {
            throw new \RuntimeException("$method $route: " . $response->as_error()->get_error_message());
        }
    }
}
