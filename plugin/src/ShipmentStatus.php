<?php

declare(strict_types=1);

namespace Waybill;

/** How far a shipment has come, in the platform's words (docs/contract.md). A platform may use others: they are shown as they are. */
enum ShipmentStatus: string
{
    /** Our own word: the platform has taken the order, and does not know it any more. */
    case Unknown = 'unknown';
    case Pending = 'pending';
    case Accepted = 'accepted';
    case PickedUp = 'picked_up';
    case InTransit = 'in_transit';
    case Delivered = 'delivered';
    case Failed = 'failed';
    case Returned = 'returned';
    case Cancelled = 'cancelled';

    /** The word in the reader's language; one that is not known, as it is. Whoever shows it escapes it. */
    public static function labelOf(string $word): string
    {
        return match (self::tryFrom($word)) {
            self::Unknown => __('Not known there', 'waybill'),
            self::Pending => __('Pending', 'waybill'),
            self::Accepted => __('Accepted', 'waybill'),
            self::PickedUp => __('Picked up', 'waybill'),
            self::InTransit => __('In transit', 'waybill'),
            self::Delivered => __('Delivered', 'waybill'),
            self::Failed => __('Delivery failed', 'waybill'),
            self::Returned => __('Returned', 'waybill'),
            self::Cancelled => __('Cancelled', 'waybill'),
            null => $word,
        };
    }

    /**
     * Whether a word is news after another. A shipment never goes backwards: answers can overtake each other, and a list can be incomplete. Of a word that is not
     * known, nobody can say where it belongs: it may come before or after any that is not the last.
     *
     * @param string $before '' where nothing was said before.
     */
    public static function isNews(string $word, string $before): bool
    {
        if ('' === $word || $word === $before) {
            return false;
        }
        if ('' === $before) {
            return true;
        }
        [$new, $old] = [self::tryFrom($word), self::tryFrom($before)];

        return match (true) {
            self::Unknown === $new => false,
            null !== $old && $old->isFinal() => null !== $new && $new->isFinal(),
            null !== $new && null !== $old => $new->rank() > $old->rank(),
            default => true,
        };
    }

    /** Whether nothing comes after it. */
    public function isFinal(): bool
    {
        return 5 === $this->rank();
    }

    /** Whether it ended without arriving: an order that is sent once more after it is another shipment. */
    public function isLost(): bool
    {
        return $this->isFinal() && self::Delivered !== $this;
    }

    /** Whether the parcel has left the store. */
    public function isUnderWay(): bool
    {
        return in_array($this, [self::PickedUp, self::InTransit, self::Delivered], true);
    }

    /** Whether the merchant should look at the order. */
    public function isTrouble(): bool
    {
        return in_array($this, [self::Failed, self::Returned], true);
    }

    private function rank(): int
    {
        return match ($this) {
            self::Unknown => 0,
            self::Pending => 1,
            self::Accepted => 2,
            self::PickedUp => 3,
            self::InTransit => 4,
            self::Delivered, self::Failed, self::Returned, self::Cancelled => 5,
        };
    }
}
