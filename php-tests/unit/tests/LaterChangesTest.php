<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\DeliveryState;
use Waybill\Result;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** Orders that change after they were queued: which revision goes out, when, and under which key. */
final class LaterChangesTest extends TestCase
{
    public function test_a_change_while_an_order_is_under_way_goes_out_after_it_under_a_new_key(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['resend' => true]);
        $order = Store::order();
        $this->makeDue();
        [$first] = $this->plugin->claims->claim('logistos', 1);
        $this->edit($order, 'Before the answer');
        self::assertSame('claimed', $this->delivery('logistos')['state'], 'One delivery of an order at a time.');
        $this->plugin->results->record([new Result($first, 'delivered', \Waybill\DeliveryState::Delivered, contentHash: str_repeat('a', 32))]);
        self::assertSame(['pending', '2', '0'], $this->of('state', 'revision', 'attempts'));
        $this->deliverAll();

        $arrived = $this->sandbox->orders('logistos')[$order->get_id()];
        self::assertSame('Before the answer', $arrived['content']['billing']['company']);
        self::assertSame([self::key($order->get_id(), 2)], array_keys($arrived['deliveries']));
        self::assertNotSame($first->key, self::key($order->get_id(), 2));
    }

    public function test_an_order_that_is_saved_without_a_change_is_not_sent_again(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['resend' => true]);
        $order = Store::order();
        $this->deliverAll();
        $this->sandbox->clear();
        $order = wc_get_order($order->get_id());
        $order->update_meta_data('_seen_by_some_plugin', 'yes');
        $order->set_date_modified(time() + 60);
        $order->save();
        self::assertSame('pending', $this->delivery('logistos')['state']);
        $this->deliverAll();

        self::assertSame([], $this->sandbox->requests('logistos'));
        self::assertSame(['delivered', '0'], $this->of('state', 'attempts'));
        $this->edit($order, 'Changed');
        $this->deliverAll();
        self::assertSame('Changed', $this->sandbox->orders('logistos')[$order->get_id()]['content']['billing']['company']);
    }

    public function test_a_change_that_is_taken_back_is_sent_where_a_lost_reply_left_it_open_what_the_platform_has(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['resend' => true]);
        $order = Store::order();
        $this->edit($order, 'First');
        $this->deliverAll();
        $this->sandbox->addFault(['platform' => 'logistos', 'times' => 1, 'fault' => ['kind' => 'lost_reply']]);
        $this->edit($order, 'Second');
        $this->deliverAll();
        self::assertSame(['pending', '1'], $this->of('state', 'attempts'));
        $this->edit($order, 'First');
        $this->deliverAll();

        self::assertSame('First', $this->sandbox->orders('logistos')[$order->get_id()]['content']['billing']['company']);
    }

    public function test_later_changes_are_not_sent_unless_the_merchant_wants_them(): void
    {
        $this->openLogistos();
        $order = Store::order();
        $this->deliverAll();
        $this->edit($order, 'Changed');
        self::assertSame(['delivered', '1'], $this->of('state', 'revision'));
    }

    public function test_a_failed_order_that_is_edited_before_it_is_tried_again_goes_out_under_a_new_key(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['resend' => true]);
        $order = Store::order();
        // Nobody knows whether the platform took it before it broke off.
        $this->sandbox->addFault(['endpoint' => 'orders', 'times' => 1, 'fault' => ['kind' => 'lost_reply']]);
        $this->deliverAll();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET state = 'failed'");
        $this->plugin->outbox->retryFailed('logistos', DeliveryState::Pending);
        $this->edit($order, 'Mended');
        $this->deliverAll();

        $arrived = $this->sandbox->orders('logistos')[$order->get_id()];
        self::assertSame('Mended', $arrived['content']['billing']['company']);
        // The sandbox lists the keys by their spelling, which differs from site to site.
        self::assertEquals([self::key($order->get_id(), 1) => 1, self::key($order->get_id(), 2) => 1], $arrived['deliveries']);
    }

    public function test_an_order_that_is_due_again_after_a_lost_reply_goes_out_under_a_new_key(): void
    {
        $this->connectTrackingTech();
        $order = Store::order();
        $this->sandbox->addFault(['endpoint' => 'orders', 'times' => 1, 'fault' => ['kind' => 'lost_reply']]);
        $this->deliverAll();
        wc_get_order($order->get_id())->update_status('cancelled');
        $this->deliverAll();
        self::assertSame(['withdrawn', 'not_due', '1'], $this->columns('trackingtech', 'state', 'reason', 'revision'));

        $this->edit($order, 'Paid after all');
        wc_get_order($order->get_id())->update_status('processing');
        $this->deliverAll();
        self::assertSame(['delivered', null, '2', '1'], $this->columns('trackingtech', 'state', 'reason', 'revision', 'attempts'));
        self::assertCount(2, $this->sandbox->orders('trackingtech')[$order->get_id()]['deliveries'], 'Two contents, two keys.');
    }

    public function test_an_order_that_was_withdrawn_and_is_due_again_unheard_is_found(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['statuses' => ['processing']]);
        $order = Store::order()->get_id();
        wc_get_order($order)->update_status('on-hold');
        $this->deliverAll();
        self::assertSame(['withdrawn'], $this->of('state'));
        self::assertSame(0, $this->plugin->reconciler->run());

        $this->unheard(static fn() => wc_get_order($order)->update_status('processing'));
        self::assertSame(1, $this->plugin->reconciler->run());
        $this->deliverAll();
        self::assertSame(['delivered', '2'], $this->of('state', 'revision'));
    }

    public function test_a_change_that_no_hook_told_of_is_found_within_the_hour(): void
    {
        $this->openLogistos();
        $order = Store::order();
        $this->deliverAll();
        $this->unheard(fn() => $this->edit($order, 'Changed'));
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET updated_at = updated_at - INTERVAL 1 MINUTE");
        $this->plugin->reconciler->run();
        $this->deliverAll();
        self::assertSame(['delivered', '1'], $this->of('state', 'revision'), 'Nobody wants later changes.');

        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET updated_at = updated_at - INTERVAL 1 MINUTE");
        $this->plugin->logistos->options->set(['resend' => true]);
        self::assertSame(0, $this->plugin->reconciler->run(), 'It was not missed.');
        $this->deliverAll();
        self::assertSame(['delivered', '2'], $this->of('state', 'revision'));
        self::assertSame('Changed', $this->sandbox->orders('logistos')[$order->get_id()]['content']['billing']['company']);
    }

    public function test_logistos_hears_that_an_order_is_off_whatever_statuses_were_chosen(): void
    {
        $this->openLogistos();
        $this->plugin->logistos->options->set(['resend' => true, 'statuses' => ['processing']]);
        $order = Store::order();
        $never = Store::order('on-hold');
        $this->deliverAll();
        $order->update_status('refunded');
        $never->update_status('cancelled');
        $this->deliverAll();

        self::assertSame([$order->get_id()], array_keys($this->sandbox->orders('logistos')));
        self::assertSame('refunded', $this->sandbox->orders('logistos')[$order->get_id()]['content']['status']);
    }

    public function test_trackingtech_is_not_told_again_what_it_is_told_nothing_of(): void
    {
        $this->connectTrackingTech();
        $this->plugin->trackingTech->options->set(['resend' => true]);
        $order = Store::order();
        $this->deliverAll();
        $this->sandbox->clear();
        $order->update_status('completed');
        $this->deliverAll();
        self::assertSame(['delivered', '0'], $this->columns('trackingtech', 'state', 'attempts'));
        $order->update_status('cancelled');
        $this->edit($order, 'Changed');
        $this->deliverAll();
        self::assertSame([], $this->sandbox->requests('trackingtech', 'orders'));
        self::assertSame('delivered', $this->delivery('trackingtech')['state']);

        $order->update_status('processing');
        $order->set_shipping_city('Valparaíso');
        $order->save();
        $this->deliverAll();
        self::assertCount(1, $this->sandbox->requests('trackingtech', 'orders'));
        self::assertSame('Valparaíso', $this->sandbox->orders('trackingtech')[$order->get_id()]['content']['shippingAddress']['city']);
    }

    private function edit(\WC_Order $order, string $company): void
    {
        $order = wc_get_order($order->get_id());
        $order->set_billing_company($company);
        $order->save();
    }

    /** Saves an order without anybody hearing of it, as in a request that ends between. */
    private function unheard(callable $do): void
    {
        $hooks = ['woocommerce_new_order', 'woocommerce_order_status_changed', 'woocommerce_update_order'];
        $kept = array_intersect_key($GLOBALS['wp_filter'], array_flip($hooks));
        $GLOBALS['wp_filter'] = array_diff_key($GLOBALS['wp_filter'], $kept);
        try {
            $do();
        } finally {
            $GLOBALS['wp_filter'] = $kept + $GLOBALS['wp_filter'];
        }
    }

    private static function key(int $orderId, int $revision): string
    {
        return substr(hash('sha256', hash('sha256', get_site_url() . wp_salt('auth')) . "|logistos|$orderId|$revision"), 0, 32);
    }

    /** @return list<string|null> Columns of Logistos' only delivery. */
    private function of(string ...$columns): array
    {
        return $this->columns('logistos', ...$columns);
    }

    /** @return list<string|null> Columns of a connection's only delivery. */
    private function columns(string $connection, string ...$columns): array
    {
        return array_map(fn(string $column): ?string => $this->delivery($connection)[$column], $columns);
    }
}
