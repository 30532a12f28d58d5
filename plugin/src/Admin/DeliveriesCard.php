<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\OutboxFigures;

/** On each platform's page: whether all is well with its orders, and the way to the overview, which says everything. */
final class DeliveriesCard
{
    public function __construct(
        private readonly OutboxFigures $figures,
    ) {}

    /** The card, as HTML. */
    public function html(Connection $connection): string
    {
        $failed = $this->figures->counts($connection->id())['failed'];
        $state = 0 === $failed
            ? Form::state('good', __('No order has failed.', 'waybill'))
            : Form::state('bad', sprintf(
                // translators: %s: a number of orders.
                _n('%s order could not be sent.', '%s orders could not be sent.', $failed, 'waybill'),
                number_format_i18n($failed),
            ));

        return (
            '<section class="card" id="waybill-deliveries"><h2>'
            . esc_html__('Orders', 'waybill')
            . "</h2>$state<p><a class=\"button\" href=\""
            . esc_url(OverviewPage::url())
            . '">'
            . esc_html__('See how the orders fare', 'waybill')
            . '</a></p></section>'
        );
    }
}
