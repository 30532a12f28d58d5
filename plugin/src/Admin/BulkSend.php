<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Rest\Routes;
use Waybill\SendNow;
use Waybill\Tail;

/** The bulk actions "Send to …" of the orders list, and the notice that says what came of one. */
final class BulkSend
{
    private const ACTION = 'waybill_send_';

    /** Of the address that the browser is sent to: there is something to say. */
    public const FLAG = 'waybill_sent';

    /** @param list<Connection> $connections Those that are set up. */
    public function __construct(
        private readonly array $connections,
        private readonly SendNow $sendNow,
        private readonly Tail $tail,
        private readonly BulkNotice $notice,
    ) {}

    /**
     * Adds an action for each platform.
     *
     * @param array<string, string> $actions
     * @return array<string, string>
     */
    public function add(array $actions): array
    {
        foreach (current_user_can(Routes::CAPABILITY) ? $this->connections : [] as $connection) {
            // translators: %s: the platform's name.
            $actions[self::ACTION . $connection->id()] = sprintf(__('Send to %s', 'waybill'), $connection->label());
        }

        return $actions;
    }

    /**
     * Queues the chosen orders; a worker sends them once the merchant has the answer. WordPress and WooCommerce have checked the nonce.
     *
     * @param string $address Where the browser is sent to.
     * @param list<int|string> $ids
     * @return string The address, with a flag where this was an action of ours.
     */
    public function run(string $address, string $action, array $ids): string
    {
        foreach (current_user_can(Routes::CAPABILITY) ? $this->connections : [] as $connection) {
            if (self::ACTION . $connection->id() === $action) {
                $result = $this->sendNow->queue($connection, array_values(array_unique(array_map(absint(...), $ids))));
                $this->notice->keep(['connection' => $connection->id()] + $result);
                if ($result['queued'] > 0) {
                    $this->tail->workAfterwards();
                }

                return add_query_arg(self::FLAG, '1', $address);
            }
        }

        return $address;
    }

    /** The notice of the action before, as HTML; '' where there was none. */
    public function notice(): string
    {
        $result = isset($_GET[self::FLAG]) ? $this->notice->take() : null;
        if (null === $result) {
            return '';
        }
        foreach ($this->connections as $connection) {
            if ($connection->id() === $result['connection']) {
                return self::html($connection, $result['queued'], $result['delivered'], $result['objections']);
            }
        }

        return '';
    }

    /** @param array<string, int> $objections Sentences to how many orders they are said of. */
    private static function html(Connection $connection, int $queued, int $delivered, array $objections): string
    {
        $passedOver = '';
        if ($delivered > 0) {
            $passedOver .= self::line(sprintf(
                _n(
                    // translators: 1: a number of orders, 2: the platform's name.
                    '%1$s order was passed over: %2$s has it already. “Send again”, on the order\'s own screen, sends it once more.',
                    '%1$s orders were passed over: %2$s has them already. “Send again”, on an order\'s own screen, sends it once more.',
                    $delivered,
                    'waybill',
                ),
                number_format_i18n($delivered),
                $connection->label(),
            ));
        }
        foreach ($objections as $objection => $count) {
            $passedOver .= self::line(sprintf(
                // translators: 1: a number of orders, 2: a sentence that says why.
                _n('%1$s order was passed over. %2$s', '%1$s orders were passed over. %2$s', $count, 'waybill'),
                number_format_i18n($count),
                $objection,
            ));
        }
        $sent = 0 === $queued
            ? ''
            : self::line(sprintf(
                // translators: 1: a number of orders, 2: the platform's name.
                _n('%1$s order is on its way to %2$s.', '%1$s orders are on their way to %2$s.', $queued, 'waybill'),
                number_format_i18n($queued),
                $connection->label(),
            ));

        return (
            '<div class="notice notice-'
            . ($queued > 0 && '' === $passedOver ? 'success' : 'warning')
            . ' is-dismissible waybill-bulk">'
            . $sent
            . $passedOver
            . '</div>'
        );
    }

    private static function line(string $text): string
    {
        return '<p>' . esc_html($text) . '</p>';
    }
}
