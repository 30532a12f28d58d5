<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\OutboxFigures;
use Waybill\Reason;

/** A connection's failed orders: grouped by their reasons, each with its remedy; and all of a reason, page by page. */
final class FailuresCard
{
    /** Reasons shown, and orders of each; the rest is a click away. */
    private const REASONS = 10;
    private const ORDERS = 5;

    /** Orders of one page. */
    private const PAGE = 50;

    public function __construct(
        private readonly OutboxFigures $figures,
    ) {}

    /** The reasons, the most frequent first; as HTML. */
    public function html(Connection $connection): string
    {
        $failures = $this->figures->failures($connection->id(), self::REASONS);
        if ([] === $failures) {
            return '';
        }
        $html = '<h3>' . esc_html__('What failed', 'waybill') . '</h3>';
        $rowsOf = array_map(fn(array $failure): array => $this->figures->failedOrders($connection->id(), $failure['key'], self::ORDERS), $failures);
        $orders = self::orders(array_merge(...$rowsOf));
        foreach ($failures as $at => $failure) {
            $rows = $rowsOf[$at];
            $html .=
                '<section class="waybill-failure">'
                . self::reason($connection, $failure, 'h4')
                . self::form($connection, $failure['key'], $failure['orders'], $rows, $orders)
                . ($failure['orders'] > count($rows) ? self::all($connection, $failure['key'], $failure['orders']) : '')
                . '</section>';
        }
        $total = $this->figures->counts($connection->id())['failed'];
        if ($total > array_sum(array_column($failures, 'orders'))) {
            $html .= '<p>' . esc_html__('There are more reasons than are shown here.', 'waybill') . '</p>' . self::all($connection, '', $total);
        }

        return $html . self::window($connection);
    }

    /**
     * The failed orders, page by page; as HTML.
     *
     * @param string $reason The key of their reason; '' for all.
     */
    public function page(Connection $connection, string $reason, int $page): string
    {
        $failure = '' === $reason ? null : $this->figures->failures($connection->id(), 1, $reason)[0] ?? null;
        $total = '' === $reason ? $this->figures->counts($connection->id())['failed'] : $failure['orders'] ?? 0;
        $pages = max(1, (int) ceil($total / self::PAGE));
        $page = min(max(1, $page), $pages);
        $rows = $this->figures->failedOrders($connection->id(), $reason, self::PAGE, ($page - 1) * self::PAGE);
        // translators: %s: the platform's name.
        $title = sprintf(__('Orders that failed: %s', 'waybill'), $connection->label());

        return (
            '<p><a href="'
            . esc_url(OverviewPage::url())
            . '">'
            . esc_html__('Back to the overview', 'waybill')
            . '</a></p><h2>'
            . esc_html($title)
            . '</h2>'
            . (null === $failure ? '' : self::reason($connection, $failure, 'h3'))
            . (
                0 === $total
                    ? Form::state('good', __('None of these is left.', 'waybill'))
                    : self::form($connection, $reason, $total, $rows, self::orders($rows), $page) . self::pages($connection, $reason, $page, $pages)
            )
        );
    }

    /** @param array{key: string, reason: Reason|null, http_status: int|null, message: string, orders: int} $failure */
    private static function reason(Connection $connection, array $failure, string $heading): string
    {
        $remedy = Remedy::of($failure['reason'], $failure['http_status'], $connection->label());
        $orders = sprintf(
            // translators: %s: a number of orders.
            _n('%s order', '%s orders', $failure['orders'], 'waybill'),
            number_format_i18n($failure['orders']),
        );
        return (
            "<$heading>"
            . esc_html($remedy->title)
            . ' <span class="waybill-count">'
            . esc_html($orders)
            . "</span></$heading>"
            . self::said($failure['message'], $failure['http_status'])
            . '<p>'
            . esc_html($remedy->advice)
            . '</p>'
        );
    }

    /** What the platform, or PHP, said of it, word for word. */
    private static function said(string $message, ?int $status): string
    {
        // Where the platform said nothing, its status stands as the message.
        $isPlain = '' === $message || "HTTP $status" === $message;
        $parts = [
            ...($isPlain ? [] : ['<code>' . esc_html($message) . '</code>']),
            // translators: %d: a number, such as 422.
            ...(null === $status ? [] : [esc_html(sprintf(__('HTTP status %d', 'waybill'), $status))]),
        ];

        return [] === $parts ? '' : '<p class="waybill-said">' . implode(' ', $parts) . '</p>';
    }

    /**
     * The table of orders, with what sends one, some or all again.
     *
     * @param list<array{order_id: int, attempts: int, failed_at: int, reason: Reason|null, http_status: int|null, message: string}> $rows
     * @param array<int, \WC_Order> $orders By their ids.
     * @param int|null $page The page that is shown of the failed orders; null on the overview.
     */
    private static function form(Connection $connection, string $reason, int $total, array $rows, array $orders, ?int $page = null): string
    {
        $hidden = ['reason' => $reason] + (null === $page ? [] : ['failed' => $connection->id(), 'paged' => (string) $page]);
        $html = Form::open($connection->id() . '/retry');
        foreach ($hidden as $name => $value) {
            $html .= sprintf('<input type="hidden" name="%s" value="%s">', esc_attr($name), esc_attr($value));
        }
        if ($total > 1) {
            // translators: %s: a number of orders.
            $all = sprintf(_n('Send all %s again', 'Send all %s again', $total, 'waybill'), number_format_i18n($total));
            $html .=
                '<div class="waybill-actions">'
                . self::button('which', 'selected', esc_html__('Send the ticked ones again', 'waybill'))
                . self::button('which', 'all', esc_html($all))
                . '</div>';
        }
        $body = implode('', array_map(static fn(array $row): string => self::row($row, $orders[$row['order_id']] ?? null, $total > 1, '' === $reason), $rows));

        return (
            $html
            . '<table class="widefat striped waybill-orders"><thead><tr>'
            . ($total > 1 ? '<td class="waybill-box">' . self::box('data-waybill-all', __('Tick all that are shown', 'waybill')) . '</td>' : '')
            . implode('', array_map(static fn(string $name): string => '<th scope="col">' . esc_html($name) . '</th>', [
                __('Order', 'waybill'),
                ...('' === $reason ? [__('Reason', 'waybill')] : []),
                __('Failed', 'waybill'),
                __('Attempts', 'waybill'),
            ]))
            . '<th scope="col"><span class="screen-reader-text">'
            . esc_html__('Action', 'waybill')
            . "</span></th></tr></thead><tbody>$body</tbody></table>"
            . Form::close()
        );
    }

    /** @param array{order_id: int, attempts: int, failed_at: int, reason: Reason|null, http_status: int|null, message: string} $row */
    private static function row(array $row, ?\WC_Order $order, bool $box, bool $why): string
    {
        $number = '#' . (null === $order ? $row['order_id'] : $order->get_order_number());
        // translators: %s: an order's number, such as "#12".
        $label = sprintf(__('Tick order %s', 'waybill'), $number);
        $when = wp_date(get_option('date_format') . ' ' . get_option('time_format'), $row['failed_at']);
        // translators: %s: an order's number, such as "#12".
        $which = sprintf(__('order %s', 'waybill'), $number);
        $send = esc_html__('Send again', 'waybill') . '<span class="screen-reader-text"> ' . esc_html($which) . '</span>';

        return (
            '<tr>'
            . ($box ? '<td class="waybill-box">' . self::box(sprintf('name="order_ids[]" value="%d"', $row['order_id']), $label) . '</td>' : '')
            . '<td>'
            . (null === $order ? esc_html($number) : '<a href="' . esc_url($order->get_edit_order_url()) . '"><strong>' . esc_html($number) . '</strong></a>')
            . '</td>'
            . ($why ? '<td class="waybill-said">' . esc_html($row['message']) . '</td>' : '')
            . '<td>'
            . esc_html((string) $when)
            . '</td><td data-label="'
            . esc_attr__('Attempts:', 'waybill')
            . '">'
            . esc_html(number_format_i18n($row['attempts']))
            . '</td><td>'
            . self::button('order_id', (string) $row['order_id'], $send)
            . '</td></tr>'
        );
    }

    /**
     * The orders of these rows, read together: each by itself costs several queries, and the overview asks every few seconds.
     *
     * @param list<array{order_id: int, ...}> $rows
     * @return array<int, \WC_Order> By their ids; without those that are gone.
     */
    private static function orders(array $rows): array
    {
        $orders = [] === $rows
            ? []
            : wc_get_orders([
                'post__in' => array_column($rows, 'order_id'),
                'status' => [...array_keys(wc_get_order_statuses()), 'trash'],
                'type' => 'shop_order',
                'limit' => -1,
            ]);

        $byId = [];
        foreach ($orders as $order) {
            if ($order instanceof \WC_Order) {
                $byId[$order->get_id()] = $order;
            }
        }

        return $byId;
    }

    /** What failed between two moments, whatever its reason: after a platform's bad night, say. */
    private static function window(Connection $connection): string
    {
        $prefix = $connection->id() . '-';

        return (
            '<details id="waybill-'
            . esc_attr($prefix)
            . 'window"><summary>'
            . esc_html__('Send again what failed in a certain time', 'waybill')
            . '</summary>'
            . Form::open($connection->id() . '/retry')
            . '<input type="hidden" name="which" value="window"><div class="waybill-window">'
            . Form::field('from', __('From', 'waybill'), type: 'datetime-local', prefix: $prefix)
            . Form::field('to', __('Until', 'waybill'), type: 'datetime-local', prefix: $prefix)
            . '</div><p>'
            . Form::submit(__('Send these again', 'waybill'), false)
            . '</p>'
            . Form::close()
            . '</details>'
        );
    }

    private static function all(Connection $connection, string $reason, int $total): string
    {
        return sprintf(
            '<p><a href="%s">%s</a></p>',
            esc_url(self::url($connection, $reason)),
            // translators: %s: a number of orders.
            esc_html(sprintf(_n('See all %s order', 'See all %s orders', $total, 'waybill'), number_format_i18n($total))),
        );
    }

    private static function pages(Connection $connection, string $reason, int $page, int $pages): string
    {
        if (1 === $pages) {
            return '';
        }
        $link = static fn(int $to, string $label): string => $to < 1 || $to > $pages
            ? ''
            : '<a class="button" href="' . esc_url(add_query_arg('paged', $to, self::url($connection, $reason))) . '">' . esc_html($label) . '</a> ';
        // translators: 1: a page's number, 2: how many pages there are.
        $here = sprintf(__('Page %1$s of %2$s', 'waybill'), number_format_i18n($page), number_format_i18n($pages));

        return (
            '<nav class="waybill-pages" aria-label="'
            . esc_attr__('Pages', 'waybill')
            . '">'
            . $link($page - 1, __('Previous page', 'waybill'))
            . '<span>'
            . esc_html($here)
            . '</span> '
            . $link($page + 1, __('Next page', 'waybill'))
            . '</nav>'
        );
    }

    private static function url(Connection $connection, string $reason): string
    {
        return add_query_arg(['failed' => $connection->id(), 'reason' => $reason], OverviewPage::url());
    }

    /** @param string $label Escaped. */
    private static function button(string $name, string $value, string $label): string
    {
        return sprintf('<button type="submit" class="button" name="%s" value="%s">%s</button>', esc_attr($name), esc_attr($value), $label);
    }

    /** @param string $attributes Escaped. */
    private static function box(string $attributes, string $label): string
    {
        return sprintf('<label><input type="checkbox" %s><span class="screen-reader-text">%s</span></label>', $attributes, esc_html($label));
    }
}
