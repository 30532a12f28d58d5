<?php

declare(strict_types=1);

namespace Waybill\Order;

use Waybill\Delivery;
use Waybill\DeliveryState;

/** How an order stands with a platform, as the merchant sees it: in the panel of an order, in the list of orders, and as that list's filter. */
enum Standing: string
{
    case Delivered = 'delivered';
    case Waiting = 'waiting';
    case Failed = 'failed';
    case Held = 'held';
    /** Never queued, or not to be sent any more. */
    case NotSent = 'not_sent';

    public static function of(?Delivery $delivery): self
    {
        return match ($delivery?->state) {
            DeliveryState::Pending, DeliveryState::Claimed => self::Waiting,
            DeliveryState::Delivered => self::Delivered,
            DeliveryState::Failed => self::Failed,
            DeliveryState::Held => self::Held,
            DeliveryState::Withdrawn, null => self::NotSent,
        };
    }

    /**
     * The states of a delivery that it stands for.
     *
     * @return list<DeliveryState>
     */
    public function states(): array
    {
        return match ($this) {
            self::Delivered => [DeliveryState::Delivered],
            self::Waiting => [DeliveryState::Pending, DeliveryState::Claimed],
            self::Failed => [DeliveryState::Failed],
            self::Held => [DeliveryState::Held],
            self::NotSent => [DeliveryState::Withdrawn],
        };
    }

    /** In a word. */
    public function label(): string
    {
        return match ($this) {
            // Not "Delivered": that is what a shipment is, once the customer has it.
            self::Delivered => __('Sent', 'waybill'),
            self::Waiting => __('Waiting', 'waybill'),
            self::Failed => __('Failed', 'waybill'),
            // In the word for the connection, which is why.
            self::Held => __('Paused', 'waybill'),
            self::NotSent => __('Not sent', 'waybill'),
        };
    }

    /** @return 'good'|'waiting'|'bad'|'off' How it looks (Admin\Form). */
    public function look(): string
    {
        return match ($this) {
            self::Delivered => 'good',
            self::Waiting => 'waiting',
            self::Failed, self::Held => 'bad',
            self::NotSent => 'off',
        };
    }
}
