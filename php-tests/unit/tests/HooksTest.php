<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What other plugins may say of deliveries, and hear of them (docs/hooks.md). */
final class HooksTest extends TestCase
{
    /** @var list<array{string, callable}> */
    private array $added = [];

    protected function tearDown(): void
    {
        foreach ($this->added as [$hook, $callback]) {
            remove_filter($hook, $callback);
        }
        parent::tearDown();
    }

    public function test_a_filter_changes_what_is_sent(): void
    {
        $this->openLogistos();
        $this->hook('waybill_order_payload', static fn(array $content, \WC_Order $order, string $connection): array => [
            ...$content,
            'billing' => ['company' => "$connection {$order->get_id()}"] + $content['billing'],
            'id' => 999_999,
        ]);
        $order = Store::order()->get_id();
        $this->deliverAll();

        self::assertSame("logistos $order", $this->sandbox->orders('logistos')[$order]['content']['billing']['company']);
    }

    public function test_an_order_that_a_filter_empties_is_not_sent_and_not_looked_for(): void
    {
        $this->openLogistos();
        $veto = $this->hook('waybill_order_payload', static fn(): null => null);
        $order = Store::order()->get_id();
        $this->deliverAll();
        self::assertSame(['withdrawn', 'vetoed'], $this->stateAndReason());
        self::assertSame(0, $this->plugin->reconciler->run());
        self::assertSame([], $this->sandbox->requests('logistos'));

        remove_filter('waybill_order_payload', $veto);
        $this->plugin->intake->consider(wc_get_order($order));
        $this->deliverAll();
        self::assertSame([$order], array_keys($this->sandbox->orders('logistos')), 'Its next change of status has it considered anew.');
    }

    public function test_a_filter_that_gives_nonsense_fails_that_order_alone(): void
    {
        $this->openLogistos();
        $bad = Store::order()->get_id();
        $this->hook('waybill_order_payload', static fn(array $content): array|string => $content['id'] === $bad ? 'nonsense' : $content);
        $good = Store::order()->get_id();
        $this->deliverAll();

        [$failed, $delivered] = $this->deliveries('logistos');
        self::assertSame(['failed', 'unreadable'], [$failed['state'], $failed['reason']]);
        self::assertStringContainsString('UnexpectedValueException in Hooks.php', (string) $failed['message']);
        self::assertSame('delivered', $delivered['state']);
        self::assertSame([$good], array_keys($this->sandbox->orders('logistos')));
    }

    public function test_a_filter_says_that_an_order_is_not_due(): void
    {
        $this->openLogistos();
        $this->hook('waybill_is_due', static fn(bool $isDue, \WC_Order $order): bool => $isDue && 'ana@example.com' !== $order->get_billing_email());
        Store::order();
        self::assertSame('pending', $this->delivery('logistos')['state'], 'It had no address yet when it was made.');
        $this->deliverAll();
        self::assertSame(['withdrawn', 'vetoed'], $this->stateAndReason());
        self::assertSame(0, $this->plugin->reconciler->run(), 'It is not missed.');
        $this->deliverAll();

        self::assertSame([], $this->sandbox->requests('logistos'));
    }

    public function test_an_order_that_is_not_due_from_the_first_is_noted_and_not_looked_for(): void
    {
        $this->openLogistos();
        $this->hook('waybill_is_due', static fn(): bool => false);
        Store::order();
        self::assertSame(['withdrawn', 'vetoed'], $this->stateAndReason());
        self::assertSame(0, $this->plugin->reconciler->run(), 'It is not missed.');
    }

    public function test_a_filter_that_changes_its_mind_before_an_order_is_sent_is_heard(): void
    {
        $this->openLogistos();
        Store::order();
        $this->hook('waybill_is_due', static fn(): bool => false);
        $this->deliverAll();
        self::assertSame(['withdrawn', 'vetoed'], $this->stateAndReason());
    }

    public function test_a_filter_says_that_an_order_of_another_status_is_due(): void
    {
        $this->connectTrackingTech();
        $this->hook(
            'waybill_is_due',
            static fn(bool $isDue, \WC_Order $order, string $connection): bool => $isDue || 'trackingtech' === $connection && $order->has_status('on-hold'),
        );
        $order = Store::order('on-hold')->get_id();
        $this->deliverAll();

        self::assertSame([$order], array_keys($this->sandbox->orders('trackingtech')));
    }

    public function test_others_hear_of_what_was_delivered_and_what_failed_once_it_is_kept(): void
    {
        $this->connectTrackingTech();
        $heard = [];
        foreach (['waybill_delivered', 'waybill_failed'] as $hook) {
            $this->hook($hook, function (int $orderId, string $connection, array $details) use ($hook, &$heard): void {
                $states = array_column($this->deliveries($connection), 'state', 'order_id');
                $heard[] = [$hook, $orderId, $connection, $states[$orderId], $details['remote_id'], $details['reason'], $details['http_status']];
                throw new \RuntimeException('A listener that breaks ends nothing.');
            });
        }
        $bad = Store::order()->get_id();
        $this->sandbox->addFault(['platform' => 'trackingtech', 'orderId' => $bad, 'fault' => ['kind' => 'status', 'status' => 422]]);
        $good = Store::order()->get_id();
        $this->deliverAll();
        $this->deliverAll();

        $remote = array_column($this->deliveries('trackingtech'), 'remote_id', 'order_id')[$good];
        self::assertNotNull($remote);
        self::assertEqualsCanonicalizing(
            [
                ['waybill_failed',    $bad,  'trackingtech', 'failed',    null,    'rejected', 422],
                ['waybill_delivered', $good, 'trackingtech', 'delivered', $remote, null,       200],
            ],
            $heard,
        );
        self::assertStringContainsString('waybill_delivered: RuntimeException in HooksTest.php', Store::logs());
    }

    public function test_nobody_hears_of_what_was_not_kept(): void
    {
        $this->openLogistos();
        $heard = 0;
        $this->hook('waybill_delivered', static function () use (&$heard): void {
            ++$heard;
        });
        Store::order();
        $refuse = $this->hook('query', static fn(string $sql): string => str_contains($sql, 'INSERT INTO') && str_contains($sql, 'waybill_attempts')
            ? 'SELECT gone_away'
            : $sql);
        $this->deliverAll();
        remove_filter('query', $refuse);

        self::assertSame('claimed', $this->delivery('logistos')['state']);
        self::assertSame(0, $heard);
    }

    private function hook(string $hook, callable $callback): callable
    {
        add_filter($hook, $callback, 10, 3);
        $this->added[] = [$hook, $callback];

        return $callback;
    }

    /** @return array{string|null, string|null} */
    private function stateAndReason(): array
    {
        $delivery = $this->delivery('logistos');

        return [$delivery['state'], $delivery['reason']];
    }
}
