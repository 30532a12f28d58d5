<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What the extension sends while PHP does other things. */
final class BackgroundTest extends TestCase
{
    private const DEADLINE_S = 20.0;

    public function test_an_order_arrives_while_php_does_other_things_and_its_answer_is_that_of_deliver(): void
    {
        $this->openLogistos();
        $this->connectTrackingTech();
        $order = Store::order();
        foreach ([$this->plugin->logistos, $this->plugin->trackingTech] as $connection) {
            $request = $this->plugin->packer->request($connection, microtime(true) + self::DEADLINE_S);
            $content = (array) $this->plugin->packer->content($connection, $order);
            $orders = [$this->plugin->packer->order(str_repeat('a', 32), 1, $content), '{"key": "b", "attempt": 1, "order": {"id": 2}}'];

            $ticket = $this->plugin->extension->deliverStart($request, $orders);
            $this->awaitOrder($connection->id(), $order->get_id());
            $inBackground = $this->plugin->extension->deliverFinish($ticket)['results'];

            self::assertSame(['delivered', 'rejected'], array_column($inBackground, 'outcome'));
            self::assertSame(self::timeless($this->plugin->extension->deliver($request, $orders)['results']), self::timeless($inBackground));
        }
    }

    public function test_a_ticket_is_good_once_and_misuse_is_told_when_it_is_finished(): void
    {
        $extension = $this->plugin->extension;
        $ticket = $extension->deliverStart(['connection' => 'nobody'], []);
        foreach ([$ticket, $ticket, 0] as $wrong) {
            try {
                $extension->deliverFinish($wrong);
                self::fail("There is an answer for $wrong");
            } catch (\ValueError $error) {
                self::assertNotSame('', $error->getMessage());
            }
        }
    }

    /** Without asking the extension. */
    private function awaitOrder(string $platform, int $orderId): void
    {
        $until = microtime(true) + self::DEADLINE_S;
        while (!isset($this->sandbox->orders($platform)[$orderId])) {
            self::assertLessThan($until, microtime(true), "$platform has not received the order");
            usleep(10_000);
        }
    }

    /**
     * @param list<array<string, mixed>> $results
     * @return list<array<string, mixed>>
     */
    private static function timeless(array $results): array
    {
        return array_map(static fn(array $result): array => ['duration_ms' => 0] + array_diff_key($result, ['duration_ms' => 0]), $results);
    }
}
