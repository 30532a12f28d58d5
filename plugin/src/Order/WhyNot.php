<?php

declare(strict_types=1);

namespace Waybill\Order;

use Waybill\Connection\Problem;
use Waybill\DeliveryState;
use Waybill\Lane;
use Waybill\Reason;

/** Why an order is not at a platform, in one sentence with its remedy. Pure: it knows what Situation says, and the words. */
final class WhyNot
{
    /** The sentence; null where the platform has the order as it is. */
    public static function sentence(Situation $situation): ?string
    {
        $state = $situation->delivery?->state;

        return match (true) {
            DeliveryState::Delivered === $state => null,
            'shop_order' !== $situation->type => sprintf(
                // translators: 1: the internal name of a type of orders, 2: the platform's name.
                __('It is no order of the shop: its type is “%1$s”, and %2$s is sent orders only.', 'waybill'),
                $situation->type,
                $situation->platform,
            ),
            !$situation->isOpen => sprintf(
                // translators: %s: the platform's name.
                __('%s is not set up, or is switched off. Set it up; then new orders are sent.', 'waybill'),
                $situation->platform,
            ),
            DeliveryState::Failed === $state => self::failed($situation),
            null === $state || DeliveryState::Withdrawn === $state => self::notQueued($situation),
            default => self::waiting($situation),
        };
    }

    /** Why it cannot be sent at once; null where "Send now" may be tried. */
    public static function objection(Situation $situation): ?string
    {
        return match (true) {
            'shop_order' !== $situation->type, !$situation->isOpen => self::sentence($situation),
            default => self::obstacle($situation) ?? match (true) {
                DeliveryState::Claimed === $situation->delivery?->state => self::underWay(),
                $situation->verdict()->isVetoed => self::vetoed(),
                !$situation->verdict()->isDeliverable => self::status($situation),
                default => null,
            },
        };
    }

    private static function failed(Situation $situation): string
    {
        $text = match ($situation->delivery?->reason) {
            // translators: %s: the platform's name.
            Reason::Rejected => __('%s will not have the order as it is. Mend what it says, then send the order again.', 'waybill'),
            Reason::Unreadable => __(
                // translators: %s: the platform's name.
                'The order could not be read for %s: its data, or another plugin, is broken. The message says where; mend it, then send the order again.',
                'waybill',
            ),
            Reason::Crashed => __(
                // translators: %s: the platform's name.
                'PHP ended each time while the order was being prepared for %s. The PHP error log says why; mend it, then send the order again.',
                'waybill',
            ),
            // translators: %s: the platform's name.
            default => __('Every attempt to send it to %s was in vain. When the platform works again, send the order again.', 'waybill'),
        };

        return sprintf($text, $situation->platform);
    }

    private static function notQueued(Situation $situation): string
    {
        return match (true) {
            $situation->verdict()->isVetoed, $situation->verdict()->isWanted && Reason::Vetoed === $situation->delivery?->reason => self::vetoed(),
            !$situation->verdict()->isWanted => self::status($situation),
            $situation->isOlder => sprintf(
                $situation->hasBackfill
                    // translators: %s: the platform's name.
                    ? __('It is older than the connection to %s: such orders are sent with the existing orders, or one by one with “Send now”.', 'waybill')
                    // translators: %s: the platform's name.
                    : __('It is older than the connection to %s. “Send now” sends it.', 'waybill'),
                $situation->platform,
            ),
            default => self::obstacle($situation) ?? __(
                'It was not heard of yet. Waybill looks for missed orders once an hour; “Send now” sends it at once.',
                'waybill',
            ),
        };
    }

    private static function waiting(Situation $situation): string
    {
        $obstacle = self::obstacle($situation);
        $attempts = $situation->delivery->attempts ?? 0;
        $nextAt = $situation->delivery?->nextAttemptAt;

        return match (true) {
            null !== $obstacle => $obstacle,
            DeliveryState::Claimed === $situation->delivery?->state => self::underWay(),
            null !== $situation->probeAt => sprintf(
                // translators: 1: the platform's name, 2: a time, such as "14:05".
                __('%1$s does not answer at present. Its orders wait, and one tries again at %2$s; nothing is lost.', 'waybill'),
                $situation->platform,
                self::time($situation->probeAt, $situation->now),
            ),
            $attempts > 0 && null !== $nextAt => sprintf(
                // translators: 1: a time, such as "14:05", 2: the attempt's number.
                __('It waits until %1$s for its next attempt, number %2$s. “Send now” does not wait.', 'waybill'),
                self::time($nextAt, $situation->now),
                number_format_i18n($attempts + 1),
            ),
            Lane::Backfill === $situation->delivery?->lane => __(
                'It is one of the existing orders, which are being sent. New orders go first; “Send now” does not wait.',
                'waybill',
            ),
            default => __('It is queued, and goes out within a minute or two.', 'waybill'),
        };
    }

    /** What stands in the way of all of the platform's orders. */
    private static function obstacle(Situation $situation): ?string
    {
        return match (true) {
            null !== $situation->pausedBecause => sprintf(
                // translators: %s: a sentence that says why, and what to do.
                __('The connection is paused. %s', 'waybill'),
                Problem::sentence($situation->pausedBecause, $situation->platform),
            ),
            !$situation->isExtensionReady => Problem::sentence(Problem::NO_EXTENSION, $situation->platform),
            default => null,
        };
    }

    private static function status(Situation $situation): string
    {
        return 1 === count($situation->dueStatuses)
            ? sprintf(
                // translators: 1: the name of the order's status, 2: the platform's name, 3: the name of the status in which orders are sent.
                __('Its status is “%1$s”; %2$s is sent orders when they become “%3$s”.', 'waybill'),
                $situation->status,
                $situation->platform,
                $situation->dueStatuses[0],
            )
            : sprintf(
                // translators: 1: the name of the order's status, 2: the platform's name.
                __('Its status, “%1$s”, is not among those chosen for %2$s. Choose it in the settings, or change the order\'s status.', 'waybill'),
                $situation->status,
                $situation->platform,
            );
    }

    private static function vetoed(): string
    {
        return __('Another plugin will not have it sent (its filter on waybill_is_due or waybill_order_payload said no). Ask whoever wrote it.', 'waybill');
    }

    private static function underWay(): string
    {
        return __('It is being sent at this moment. Look again in a minute.', 'waybill');
    }

    /** The time of day; with its date where it is another day's. */
    private static function time(int $at, int $now): string
    {
        $format = (string) get_option('time_format');
        if (wp_date('Y-m-d', $at) !== wp_date('Y-m-d', $now)) {
            $format = get_option('date_format') . ' ' . $format;
        }

        return (string) wp_date($format, $at);
    }
}
