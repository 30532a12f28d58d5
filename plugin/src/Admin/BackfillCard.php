<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Backfill;
use Waybill\Connection\Logistos;
use Waybill\Extension;

/** The existing orders on their way to Logistos: what would be sent, how far it has come, and what the merchant can do about it. Its routes answer with it anew, on whichever page it is. */
final class BackfillCard
{
    public function __construct(
        private readonly Backfill $backfill,
        private readonly Logistos $logistos,
        private readonly Extension $extension,
        private readonly ReadingLine $reading,
    ) {}

    /** The card, as HTML; it asks for itself again as long as something moves. */
    public function html(): string
    {
        $progress = $this->backfill->progress();
        $moves = in_array($progress['state'], ['running', 'paused', 'cancelling'], true);

        return (
            '<section class="card" id="waybill-backfill"' . ($moves ? ' data-waybill-poll="logistos/backfill/progress"' : '') . '><h2>' . esc_html__(
                'Existing orders',
                'waybill',
            ) . '</h2>' . $this->state($progress) . match ($progress['state']) {
                'running' => $this->figures($progress) . self::actions(self::pause()),
                'paused' => $this->failed($progress['failed']) . self::actions(self::resume()),
                'cancelling' => '',
                default => $this->failed($progress['failed']) . $this->offer('none' !== $progress['state']),
            }
            . '</section>'
        );
    }

    /** What sending the existing orders would send, and where to: before anything is sent. */
    public function preview(): string
    {
        return $this->table($this->backfill->preview());
    }

    /** @param array{state: string, total: int, delivered: int, failed: int, ...} $progress */
    private function state(array $progress): string
    {
        if ('none' === $progress['state']) {
            return '';
        }
        $sent = sprintf(
            // translators: 1: orders sent, 2: orders in all.
            __('Existing orders: %1$s of %2$s sent.', 'waybill'),
            number_format_i18n($progress['delivered']),
            number_format_i18n($progress['total']),
        );

        return match ($progress['state']) {
            'running' => Form::state('waiting', $sent) . self::bar($progress),
            'paused' => Form::state('off', $sent . ' ' . __('Paused; new orders are sent all the same.', 'waybill')) . self::bar($progress),
            'cancelling' => Form::state('waiting', __('What waits is taken back.', 'waybill')),
            'cancelled' => Form::state('off', $sent . ' ' . __('The rest was cancelled.', 'waybill')),
            default => Form::state(0 === $progress['failed'] ? 'good' : 'bad', $sent),
        };
    }

    /** @param array{total: int, delivered: int, failed: int, ...} $progress */
    private static function bar(array $progress): string
    {
        $done = $progress['delivered'] + $progress['failed'];
        // Rounded down to tens: a screen reader says each of them, not each order.
        $tens = (int) (10 * floor((10 * $done) / max(1, $progress['total'])));

        return sprintf(
            '<progress class="waybill-progress" max="%d" value="%d" aria-label="%s"></progress><p class="screen-reader-text" role="status">%s</p>',
            max(1, $progress['total']),
            $done,
            esc_attr__('Existing orders sent', 'waybill'),
            // translators: %s: a percentage.
            esc_html(sprintf(__('%s%% of the existing orders done.', 'waybill'), number_format_i18n($tens))),
        );
    }

    /** @param array{failed: int, per_minute: int, left_s: int|null, ...} $progress */
    private function figures(array $progress): string
    {
        if (null !== $this->logistos->pausedBecause()) {
            return '<p>' . esc_html__('The connection is paused: they wait until it goes on.', 'waybill') . '</p>' . $this->failed($progress['failed']);
        }
        $left = null === $progress['left_s']
            ? __('not known yet', 'waybill')
            // The span alone matters; a 0 would stand for now.
            : human_time_diff(1, 1 + $progress['left_s']);

        return (
            '<dl class="waybill-facts"><dt>'
            . esc_html__('Orders a minute', 'waybill')
            . '</dt><dd>'
            . esc_html(number_format_i18n($progress['per_minute']))
            . '</dd><dt>'
            . esc_html__('Time left', 'waybill')
            . '</dt><dd>'
            . esc_html($left)
            . '</dd></dl>'
            . $this->reading->html()
            . $this->failed($progress['failed'])
        );
    }

    private function failed(int $failed): string
    {
        if (0 === $failed) {
            return '';
        }
        // translators: %s: a number of orders.
        $text = sprintf(_n('%s order could not be sent:', '%s orders could not be sent:', $failed, 'waybill'), number_format_i18n($failed));

        return (
            '<p>'
            . esc_html($text)
            . ' <a href="'
            . esc_url(add_query_arg('failed', Logistos::ID, OverviewPage::url()))
            . '">'
            . esc_html__('see why', 'waybill')
            . '</a></p>'
        );
    }

    private function offer(bool $again): string
    {
        if (!$this->logistos->isOpen()) {
            return (
                '<p>' . esc_html__('Logistos is switched off. Switched on again, it is sent all existing orders of the chosen statuses.', 'waybill') . '</p>'
            );
        }
        $statuses = $this->backfill->preview();
        if ([] === $statuses) {
            return $this->table($statuses);
        }
        $orders = self::orders(array_sum($statuses));
        // translators: %s: such as "1,234 orders".
        $send = Form::button('logistos/backfill', sprintf(__('Send %s', 'waybill'), $orders));
        if (!$again) {
            return '<h3>' . esc_html__('Send them', 'waybill') . '</h3>' . $this->table($statuses) . $send;
        }

        // Seldom wanted: folded, it pushes nothing down that is.
        return (
            '<details><summary>'
            // translators: %s: such as "1,234 orders".
            . esc_html(sprintf(__('Send them again: %s', 'waybill'), $orders))
            . '</summary>'
            . $this->table($statuses)
            . '<p class="description">'
            . esc_html__('Logistos knows an order that it has already; sending again makes no second one there.', 'waybill')
            . '</p>'
            . $send
            . '</details>'
        );
    }

    /** @param array<string, int> $statuses */
    private function table(array $statuses): string
    {
        if ([] === $statuses) {
            return '<p>' . esc_html__('There are no existing orders of the chosen statuses.', 'waybill') . '</p>';
        }
        $names = $this->logistos->choices();
        $rows = '';
        foreach ($statuses as $status => $orders) {
            $rows .= '<tr><td>' . esc_html($names[$status] ?? $status) . '</td><td>' . esc_html(number_format_i18n($orders)) . '</td></tr>';
        }
        $text = sprintf(
            // translators: 1: such as "1,234 orders", 2: such as "3 statuses", 3: a host such as admin.logistos.in.
            __('Send %1$s of %2$s to %3$s:', 'waybill'),
            self::orders(array_sum($statuses)),
            // translators: %s: a number of order statuses.
            sprintf(_n('%s status', '%s statuses', count($statuses), 'waybill'), number_format_i18n(count($statuses))),
            $this->host(),
        );

        return (
            '<p>'
            . esc_html($text)
            . '</p><table class="widefat striped waybill-counts"><thead><tr><th scope="col">'
            . esc_html__('Order status', 'waybill')
            . '</th><th scope="col">'
            . esc_html__('Orders', 'waybill')
            . "</th></tr></thead><tbody>$rows</tbody></table>"
        );
    }

    private static function actions(string $first): string
    {
        return '<div class="waybill-actions">' . $first . self::cancel() . '</div>';
    }

    private static function pause(): string
    {
        return Form::button('logistos/backfill/pause', __('Pause', 'waybill'));
    }

    private static function resume(): string
    {
        return Form::button('logistos/backfill/resume', __('Resume', 'waybill'), true);
    }

    private static function cancel(): string
    {
        return Form::button(
            'logistos/backfill/cancel',
            __('Cancel', 'waybill'),
            confirm: __('Send no more existing orders? What was sent stays; begun again, it begins at the first order.', 'waybill'),
        );
    }

    private static function orders(int $orders): string
    {
        // translators: %s: a number of orders.
        return sprintf(_n('%s order', '%s orders', $orders, 'waybill'), number_format_i18n($orders));
    }

    /** Where the first request goes, as the merchant knows it. */
    private function host(): string
    {
        $url = $this->logistos->request()['settings']['orders_url'] ?: $this->extension->defaults(Logistos::ID)['orders_url'] ?? '';
        $parts = wp_parse_url($url);
        $port = isset($parts['port']) ? ':' . $parts['port'] : '';

        return ($parts['host'] ?? $this->logistos->label()) . $port;
    }
}
