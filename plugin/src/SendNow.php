<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\Standing;
use Waybill\Order\WhyNot;

/** What the merchant asks for by hand: this order, or these, to that platform, whatever the schedule says. */
final class SendNow
{
    /** The merchant looks on: long enough for a slow answer, not for a platform that hangs. */
    private const SECONDS = 12.0;

    public function __construct(
        private readonly Outbox $outbox,
        private readonly OutboxHistory $history,
        private readonly Situations $situations,
        private readonly Deliverer $deliverer,
        private readonly Site $site,
    ) {}

    /** What it will do, in a sentence; null where there is an objection to it. */
    public static function intention(Order\Situation $situation): ?string
    {
        if (null !== WhyNot::objection($situation)) {
            return null;
        }
        $text = match ($situation->standing()) {
            // translators: %s: the platform's name.
            Standing::Delivered => __('%s has this order already: it is sent once more, as a new version of it.', 'waybill'),
            Standing::Waiting, Standing::Failed, Standing::Held => __(
                // translators: %s: the platform's name.
                'Makes one more attempt at once, under the same key: %s takes the order once only.',
                'waybill',
            ),
            // translators: %s: the platform's name.
            Standing::NotSent => __('Sends the order to %s at once.', 'waybill'),
        };

        return sprintf($text, $situation->platform);
    }

    /**
     * Sends one order at once, and waits for the answer a few seconds.
     *
     * @param bool $again Whether the merchant said that it may go out once more where the platform has it: it may have arrived since the merchant looked.
     * @return string|null Why not; null where it was tried.
     */
    public function send(Connection $connection, \WC_Order $order, bool $again): ?string
    {
        $situation = $this->situations->of($connection, $order);
        $objection = WhyNot::objection($situation);
        if (null !== $objection) {
            return $objection;
        }
        if (!$again && Standing::Delivered === $situation->standing()) {
            // translators: %s: the platform's name.
            return sprintf(__('%s has the order by now. It was not sent once more.', 'waybill'), $connection->label());
        }
        $this->outbox->sendNow($connection->id(), $this->site->deviceId(), [$order->get_id()], $again);
        $wasTried = $this->deliverer->deliverOrder($connection, microtime(true) + self::SECONDS, $order->get_id());

        // Another worker may have been quicker.
        return $wasTried ? null : WhyNot::objection($this->situations->of($connection, $order));
    }

    /**
     * Queues many orders; a worker sends them. What the platform has already is left alone.
     *
     * @param list<int> $orderIds
     * @return array{queued: int, delivered: int, objections: array<string, int>} How many were queued, were delivered before, and were passed over for which reason.
     */
    public function queue(Connection $connection, array $orderIds): array
    {
        $deliveries = $this->history->deliveries($orderIds);
        $result = ['queued' => 0, 'delivered' => 0, 'objections' => []];
        $queue = [];
        foreach ($orderIds as $orderId) {
            $order = wc_get_order($orderId);
            if (!$order instanceof \WC_Order || !current_user_can('edit_shop_order', $orderId)) {
                $unable = __('WooCommerce cannot load it, or you may not edit it.', 'waybill');
                $result['objections'][$unable] = 1 + ($result['objections'][$unable] ?? 0);
                continue;
            }
            $situation = $this->situations->with($connection, $order, $deliveries[$orderId][$connection->id()] ?? null);
            $objection = WhyNot::objection($situation);
            if (Standing::Delivered === $situation->standing()) {
                ++$result['delivered'];
            } elseif (null === $objection) {
                $queue[] = $orderId;
            } else {
                $result['objections'][$objection] = 1 + ($result['objections'][$objection] ?? 0);
            }
        }
        if ([] !== $queue && $this->outbox->sendNow($connection->id(), $this->site->deviceId(), $queue, false)) {
            $result['queued'] = count($queue);
        } elseif ([] !== $queue) {
            $result['objections'][__('The database did not take it. Try again in a minute.', 'waybill')] = count($queue);
        }

        return $result;
    }
}
