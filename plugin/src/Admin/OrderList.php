<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Delivery;
use Waybill\Order\Standing;
use Waybill\Order\WhyNot;
use Waybill\OutboxHistory;
use Waybill\ShipmentStatus;
use Waybill\Situations;

/** The column "Order sync" of the orders list, and its filter, in either storage. The outbox is asked once for a whole page. */
final class OrderList
{
    public const COLUMN = 'waybill';

    /** Of the address: `<connection>:<standing>`. */
    public const FILTER = 'waybill_sync';

    /** @var list<int> The orders of the page. */
    private array $page = [];

    /** @var array<int, array<string, Delivery>>|null Null until it is asked for. */
    private ?array $deliveries = null;

    /** @param list<Connection> $connections Those that are set up. */
    public function __construct(
        private readonly array $connections,
        private readonly OutboxHistory $history,
        private readonly Situations $situations,
    ) {}

    /**
     * Puts the column behind the status.
     *
     * @param array<string, string> $columns
     * @return array<string, string>
     */
    public function addColumn(array $columns): array
    {
        if ([] === $this->connections) {
            return $columns;
        }
        $at = array_search('order_status', array_keys($columns), true);
        $at = false === $at ? count($columns) : $at + 1;

        return array_slice($columns, 0, $at, true) + [self::COLUMN => __('Order sync', 'waybill')] + array_slice($columns, $at, null, true);
    }

    /**
     * Notes which orders the page shows, so that the first of them asks for all.
     *
     * @param list<int> $orderIds
     */
    public function expect(array $orderIds): void
    {
        if ($orderIds !== $this->page) {
            $this->page = $orderIds;
            $this->deliveries = null;
        }
    }

    /** One order's field of the column, as HTML. */
    public function cell(\WC_Order $order): string
    {
        $id = $order->get_id();
        if (null === $this->deliveries || !in_array($id, $this->page, true)) {
            $this->page = array_values(array_unique([...$this->page, $id]));
            $this->deliveries = $this->history->deliveries($this->page);
        }
        $html = '';
        foreach ($this->connections as $connection) {
            $situation = $this->situations->with($connection, $order, $this->deliveries[$id][$connection->id()] ?? null);
            $standing = $situation->standing();
            $why = WhyNot::sentence($situation);
            $html .=
                self::mark($connection->label(), $standing, $standing->label() . (null === $why ? '' : ': ' . $why)) . self::shipment($situation->delivery);
        }

        return $html;
    }

    /** The filter's drop-down, as HTML. */
    public function filter(): string
    {
        if ([] === $this->connections) {
            return '';
        }
        $chosen = self::chosen();
        $groups = '';
        foreach ($this->connections as $connection) {
            $options = '';
            foreach (Standing::cases() as $standing) {
                $value = $connection->id() . ':' . $standing->value;
                // translators: 1: the platform's name, 2: how orders stand with it, such as "Sent".
                $text = sprintf(__('%1$s: %2$s', 'waybill'), $connection->label(), $standing->label());
                $options .= '<option value="' . esc_attr($value) . '"' . selected($value, $chosen, false) . '>' . esc_html($text) . '</option>';
            }
            $groups .= '<optgroup label="' . esc_attr($connection->label()) . '">' . $options . '</optgroup>';
        }

        return (
            '<label class="screen-reader-text" for="waybill-sync">'
            . esc_html__('Filter by order sync', 'waybill')
            . '</label><select name="'
            . self::FILTER
            . '" id="waybill-sync"><option value="">'
            . esc_html__('All sync states', 'waybill')
            . "</option>$groups</select>"
        );
    }

    /** What the address asks for, as the query of orders carries it; '' for all. */
    public static function chosen(): string
    {
        $chosen = $_GET[self::FILTER] ?? '';

        return is_string($chosen) ? sanitize_text_field(wp_unslash($chosen)) : '';
    }

    /**
     * The condition that a filter stands for, with its AND; '' where it is none.
     *
     * @param string $orderId The column of the order's id, as SQL.
     */
    public function condition(string $chosen, string $orderId): string
    {
        foreach ($this->connections as $connection) {
            $prefix = $connection->id() . ':';
            $standing = str_starts_with($chosen, $prefix) ? Standing::tryFrom(substr($chosen, strlen($prefix))) : null;
            if (null !== $standing) {
                return ' AND ' . $this->history->condition($connection->id(), $standing, $orderId);
            }
        }

        return '';
    }

    /** WooCommerce shows `data-tip` beside what is pointed at, and reads it as HTML: it is escaped once for that, and once for the attribute. */
    private static function mark(string $platform, Standing $standing, string $tip): string
    {
        return sprintf(
            '<span class="waybill-mark waybill-%s tips" data-tip="%s">%s<span class="waybill-mark-platform">%s</span><span class="%s">: %s</span></span>',
            esc_attr($standing->look()),
            htmlspecialchars(esc_html($tip)),
            Form::icon($standing->look()),
            esc_html($platform),
            // What is as it should be, its sign says alone.
            Standing::Delivered === $standing ? 'screen-reader-text' : 'waybill-mark-standing',
            esc_html($standing->label()),
        );
    }

    /** How far the parcel has come, once there is news of it. */
    private static function shipment(?Delivery $delivery): string
    {
        $word = $delivery->remoteStatus ?? '';

        return '' === $word || ShipmentStatus::Pending->value === $word
            ? ''
            : '<span class="waybill-mark-shipment">' . Form::foreignLink($delivery->trackingUrl ?? '', ShipmentStatus::labelOf($word)) . '</span>';
    }
}
