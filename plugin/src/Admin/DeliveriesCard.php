<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Circuit;
use Waybill\Connection\Connection;
use Waybill\OutboxFigures;
use Waybill\Reconciler;

/** How a connection's deliveries fare where not all is well, and what the merchant can do: on each platform's page. */
final class DeliveriesCard
{
    /** Reasons shown; the rest is in the log. */
    private const REASONS = 5;

    public function __construct(
        private readonly OutboxFigures $figures,
        private readonly Circuit $circuit,
        private readonly Reconciler $reconciler,
    ) {}

    /** The card, as HTML. */
    public function html(Connection $connection): string
    {
        return (
            '<section class="card" id="waybill-deliveries"><h2>'
            . esc_html__('Deliveries', 'waybill')
            . '</h2>'
            . $this->circuitState($connection)
            . $this->failures($connection)
            . $this->unknown($connection)
            . $this->missed($connection)
            . '</section>'
        );
    }

    private function circuitState(Connection $connection): string
    {
        $probeAt = $this->circuit->opensAt($connection->id());

        return null === $probeAt
            ? ''
            : Form::state('waiting', sprintf(
                // translators: 1: the platform's name, 2: a time of day.
                __('%1$s does not answer at present. Orders wait; one tries again at %2$s.', 'waybill'),
                $connection->label(),
                wp_date(get_option('time_format'), (int) strtotime("$probeAt UTC")),
            ));
    }

    private function failures(Connection $connection): string
    {
        $reasons = $this->figures->failures($connection->id(), self::REASONS);
        if ([] === $reasons) {
            return Form::state('good', __('No order has failed.', 'waybill'));
        }
        $list = '';
        foreach ($reasons as ['message' => $message, 'orders' => $orders]) {
            $list .= '<li>' . esc_html(number_format_i18n($orders) . ' × ' . ('' === $message ? __('without a reason', 'waybill') : $message)) . '</li>';
        }

        return (
            Form::state('bad', __('Some orders could not be sent. Mend what is said, then try them again.', 'waybill'))
            . "<ul class=\"ul-disc\">$list</ul>"
            . Form::button($connection->id() . '/retry', __('Try the failed orders again', 'waybill'))
        );
    }

    private function unknown(Connection $connection): string
    {
        $count = $this->figures->unknownShipments($connection->id());

        return 0 === $count
            ? ''
            : Form::state('bad', sprintf(
                // translators: 1: the platform's name, 2: a number of orders.
                _n(
                    '%1$s does not know %2$s order that it has taken. Ask its support what became of it.',
                    '%1$s does not know %2$s orders that it has taken. Ask its support what became of them.',
                    $count,
                    'waybill',
                ),
                $connection->label(),
                number_format_i18n($count),
            ));
    }

    private function missed(Connection $connection): string
    {
        $last = $this->reconciler->lastRun();
        $text = 0 === $last['at']
            ? __('Once an hour Waybill looks for orders that were missed.', 'waybill')
            : sprintf(
                // translators: 1: a span of time, such as "2 hours", 2: a number of orders.
                __('Waybill looked for orders that were missed %1$s ago, and found %2$s.', 'waybill'),
                human_time_diff($last['at']),
                number_format_i18n($last['found']),
            );

        return '<p>' . esc_html($text) . '</p>' . Form::button($connection->id() . '/reconcile', __('Look for missed orders now', 'waybill'));
    }
}
