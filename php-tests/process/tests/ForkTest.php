<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\TestCase;

/** `pcntl_fork` in a process whose pool of connections is open: the child inherits it, and must not touch it. */
final class ForkTest extends TestCase
{
    private const CHILDREN = 10;
    private const ORDERS = 20;

    /** @return array<string, array{string}> */
    public static function ways(): array
    {
        return ['while PHP waits' => ['foreground'], 'in the background' => ['background']];
    }

    /** @dataProvider ways */
    public function test_parent_and_children_deliver_side_by_side_each_over_a_connection_of_its_own(string $way): void
    {
        $before = $this->connections();

        $forked = $this->json('fork.php', $way, self::CHILDREN, self::ORDERS);

        $this->assertAllDeliveredOnce($forked);
        self::assertSame(1 + self::CHILDREN, $this->connections() - $before);
    }

    /** @dataProvider ways */
    public function test_a_child_that_never_calls_the_extension_ends_in_peace_and_leaves_its_parents_connection_alone(string $way): void
    {
        $before = $this->connections();

        $forked = $this->json('fork.php', $way, self::CHILDREN, 0);

        $this->assertAllDeliveredOnce($forked);
        self::assertSame(1, $this->connections() - $before);
    }

    public function test_a_parents_ticket_is_not_its_childs(): void
    {
        $forked = $this->json('fork-with-ticket.php');

        self::assertSame(['exit' => 0, 'outcome' => 'delivered'], $forked);
    }

    /** @param array{exits: list<int|string>, parent: list<string>, orders: int} $forked */
    private function assertAllDeliveredOnce(array $forked): void
    {
        self::assertSame(array_fill(0, self::CHILDREN, 0), $forked['exits']);
        self::assertSame(['delivered'], array_values(array_unique($forked['parent'])));
        $orders = $this->sandbox->orders('logistos');
        self::assertCount($forked['orders'], $orders);
        self::assertSame([1], array_values(array_unique(array_column($orders, 'received'))));
    }
}
