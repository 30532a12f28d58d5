<?php

declare(strict_types=1);

namespace Waybill\Order;

use Waybill\Delivery;

/** All that decides how an order stands with one platform: facts, from which WhyNot reasons. Times are Unix timestamps. */
final class Situation
{
    private ?Verdict $verdict = null;

    // @mago-expect lint:excessive-parameter-list Facts, each of which may be the reason.
    /**
     * @param string $platform Its name.
     * @param bool $isOpen Whether the connection is set up and on.
     * @param string|null $pausedBecause A word of Connection\Problem.
     * @param bool $isExtensionReady Whether anything can be sent from this server.
     * @param string $type The order's type: `shop_order`, or another plugin's.
     * @param string $status The name of its status.
     * @param list<string> $dueStatuses The names of those in which an order is sent.
     * @param \Closure(): Verdict $ask Asks other plugins, so it is called only where the answer matters: not for an order that is there.
     * @param bool $isOlder Whether it was there before the connection.
     * @param bool $hasBackfill Whether the platform is sent such orders by a backfill, too.
     * @param int|null $probeAt When a platform that does not answer is tried next; null where it answers.
     */
    public function __construct(
        public readonly string $platform,
        public readonly bool $isOpen,
        public readonly ?string $pausedBecause,
        public readonly bool $isExtensionReady,
        public readonly string $type,
        public readonly string $status,
        public readonly array $dueStatuses,
        private readonly \Closure $ask,
        public readonly bool $isOlder,
        public readonly bool $hasBackfill,
        public readonly ?Delivery $delivery,
        public readonly ?int $probeAt,
        public readonly int $now,
    ) {}

    /** Asked for once, at the first need of it. */
    public function verdict(): Verdict
    {
        return $this->verdict ??= ($this->ask)();
    }

    public function standing(): Standing
    {
        return Standing::of($this->delivery);
    }
}
