<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Attempt;
use Waybill\Connection\Connection;
use Waybill\Delivery;
use Waybill\Order\Situation;
use Waybill\Order\Standing;
use Waybill\Order\WhyNot;
use Waybill\OutboxHistory;
use Waybill\SendNow;
use Waybill\ShipmentStatus;
use Waybill\Situations;

/** The panel "Order sync" on the screen of an order: how it stands with each platform, why, and what can be done. assets/order.js works its buttons. */
final class OrderBox
{
    /** Attempts shown before the merchant asks for all. */
    private const SHOWN = 10;

    /** More than any order has; a page still. */
    private const ALL = 500;

    /**
     * @param list<Connection> $connections Those that are set up.
     * @param array<string, string> $pages Connection ids to the addresses of their settings.
     */
    public function __construct(
        private readonly array $connections,
        private readonly array $pages,
        private readonly Situations $situations,
        private readonly OutboxHistory $history,
    ) {}

    /** The panel, as HTML. */
    public function html(\WC_Order $order): string
    {
        $sections = '';
        foreach ($this->connections as $connection) {
            $sections .= '<section data-waybill-connection="' . esc_attr($connection->id()) . '">' . $this->section($connection, $order) . '</section>';
        }

        return '' === $sections
            ? '<p>'
            . esc_html__('No platform is set up yet, so no order is sent.', 'waybill')
            . ' <a href="'
            . esc_url(WelcomePage::url())
            . '">'
            . esc_html__('Set one up', 'waybill')
            . '</a></p>'
            : '<div class="waybill waybill-order" id="waybill-order" data-waybill-order="' . esc_attr((string) $order->get_id()) . '">' . $sections . '</div>';
    }

    /** One platform's part of it. */
    public function section(Connection $connection, \WC_Order $order): string
    {
        $situation = $this->situations->of($connection, $order);
        $why = WhyNot::sentence($situation);
        $message = Standing::Failed === $situation->standing() || Standing::Waiting === $situation->standing() ? $situation->delivery->message ?? '' : '';

        return (
            '<h3>'
            . esc_html($connection->label())
            . '</h3>'
            . Form::state($situation->standing()->look(), $situation->standing()->label())
            . (null === $why ? '' : '<p class="waybill-why">' . esc_html($why) . ' ' . $this->settingsLink($connection, $situation) . '</p>')
            . ('' === $message ? '' : '<p class="waybill-said">' . esc_html(self::said($connection, $message)) . '</p>')
            . $this->facts($situation->delivery)
            . $this->sendNow($situation)
            . $this->timeline($situation->delivery)
            . $this->preview($situation)
        );
    }

    /** Every attempt at the order's delivery to a platform, as HTML. */
    public function attempts(Connection $connection, \WC_Order $order): string
    {
        $delivery = $this->history->delivery($order->get_id(), $connection->id());

        return null === $delivery ? '' : self::table($this->history->attempts($delivery, self::ALL));
    }

    private function settingsLink(Connection $connection, Situation $situation): string
    {
        $isMendedThere = null !== $situation->pausedBecause || Standing::NotSent === $situation->standing() && !$situation->verdict()->isWanted;

        return $isMendedThere
            // translators: %s: the platform's name.
            ? '<a href="' . esc_url($this->pages[$connection->id()]) . '">' . esc_html(sprintf(__('Settings of %s', 'waybill'), $connection->label())) . '</a>'
            : '';
    }

    private static function said(Connection $connection, string $message): string
    {
        // translators: 1: the platform's name, 2: its own words, or what went wrong.
        return sprintf(__('Last answer of %1$s: %2$s', 'waybill'), $connection->label(), $message);
    }

    private function facts(?Delivery $delivery): string
    {
        $facts = [];
        $deliveredAt = $delivery?->deliveredAt;
        if (null !== $deliveredAt) {
            $facts[__('Last sent', 'waybill')] = esc_html(self::time($deliveredAt));
        }
        foreach ([
            __('Number at the platform', 'waybill') => $delivery?->remoteId,
            __('Shipment', 'waybill') => ShipmentStatus::labelOf($delivery->remoteStatus ?? ''),
        ] as $name => $value) {
            if (null !== $value && '' !== $value) {
                $facts[$name] = esc_html($value);
            }
        }
        $tracking = self::tracking($delivery);
        if ('' !== $tracking) {
            $facts[__('Tracking', 'waybill')] = $tracking;
        }
        $list = '';
        foreach ($facts as $name => $html) {
            $list .= '<dt>' . esc_html($name) . '</dt><dd>' . $html . '</dd>';
        }

        return '' === $list ? '' : '<dl class="waybill-facts">' . $list . '</dl>';
    }

    private static function tracking(?Delivery $delivery): string
    {
        $number = $delivery->trackingNumber ?? '';
        $url = $delivery->trackingUrl ?? '';

        return '' === $number && '' === $url ? '' : Form::foreignLink($url, '' === $number ? __('Track the shipment', 'waybill') : $number);
    }

    private function sendNow(Situation $situation): string
    {
        $intention = SendNow::intention($situation);
        if (null === $intention) {
            return '';
        }
        $isThere = Standing::Delivered === $situation->standing();
        $confirm = $isThere ? ' data-waybill-confirm="' . esc_attr($intention . ' ' . __('Send it?', 'waybill')) . '"' : '';

        return (
            '<p class="waybill-send"><button type="button" class="button" data-waybill-send=""'
            . $confirm
            . '>'
            . esc_html($isThere ? __('Send again', 'waybill') : __('Send now', 'waybill'))
            . '</button> <span class="description">'
            . esc_html($intention)
            . '</span></p>'
        );
    }

    private function timeline(?Delivery $delivery): string
    {
        $attempts = null === $delivery ? [] : $this->history->attempts($delivery, self::SHOWN + 1);
        if ([] === $attempts) {
            return '';
        }
        $more = count($attempts) > self::SHOWN
            ? '<p><button type="button" class="button-link" data-waybill-timeline="">' . esc_html__('Show all', 'waybill') . '</button></p>'
            : '';

        return (
            '<details class="waybill-timeline"><summary>'
            . esc_html__('Attempts', 'waybill')
            . '</summary><div>'
            . self::table(array_slice($attempts, 0, self::SHOWN))
            . $more
            . '</div></details>'
        );
    }

    private function preview(Situation $situation): string
    {
        return $situation->isExtensionReady
            ? '<details class="waybill-preview" data-waybill-preview=""><summary>'
            . esc_html__('What is sent', 'waybill')
            . '</summary><pre tabindex="0" role="region" aria-label="'
            . esc_attr__('What is sent', 'waybill')
            . '"></pre></details>'
            : '';
    }

    /** @param list<Attempt> $attempts */
    private static function table(array $attempts): string
    {
        $rows = '';
        foreach ($attempts as $attempt) {
            $rows .=
                '<tr><td>'
                . esc_html(self::time($attempt->at))
                . '</td><td>'
                . esc_html(self::answer($attempt))
                . ('' === $attempt->message ? '' : '<br><span class="description">' . esc_html($attempt->message) . '</span>')
                . '</td><td>'
                . esc_html(self::duration($attempt->durationMs))
                . '</td></tr>';
        }

        return (
            '<table class="widefat striped"><thead><tr><th scope="col">'
            . esc_html__('When', 'waybill')
            . '</th><th scope="col">'
            . esc_html__('Answer', 'waybill')
            . '</th><th scope="col">'
            . esc_html__('Took', 'waybill')
            . "</th></tr></thead><tbody>$rows</tbody></table>"
        );
    }

    private static function answer(Attempt $attempt): string
    {
        $word = match ($attempt->outcome) {
            'delivered' => __('Accepted', 'waybill'),
            'retry' => __('Failed for now', 'waybill'),
            'refused' => __('The connection was refused', 'waybill'),
            default => __('Not accepted', 'waybill'),
        };

        // translators: 1: what was answered, in a word, 2: the number of an HTTP status, such as 503.
        return null === $attempt->httpStatus ? $word : sprintf(__('%1$s (HTTP %2$s)', 'waybill'), $word, (string) $attempt->httpStatus);
    }

    private static function duration(int $ms): string
    {
        return $ms < 1000
            // translators: %s: a number of milliseconds.
            ? sprintf(__('%s ms', 'waybill'), number_format_i18n($ms))
            // translators: %s: a number of seconds.
            : sprintf(__('%s s', 'waybill'), number_format_i18n($ms / 1000, 1));
    }

    private static function time(int $at): string
    {
        return (string) wp_date(get_option('date_format') . ' ' . get_option('time_format'), $at);
    }
}
