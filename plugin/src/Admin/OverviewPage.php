<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\OutboxFigures;
use Waybill\Reconciler;

/** WooCommerce → Order sync: how every connection fares, what failed, and what to do about it. */
final class OverviewPage implements Page
{
    public const SLUG = 'waybill-overview';

    /** The route that keeps it up to date. */
    private const POLL = 'overview';

    /**
     * @param list<Connection> $connections
     * @param array<string, callable(): string> $urls Connection ids to the addresses of the pages on which they are set up.
     */
    public function __construct(
        private readonly array $connections,
        private readonly array $urls,
        private readonly OutboxFigures $figures,
        private readonly ConnectionCard $connection,
        private readonly FailuresCard $failures,
        private readonly BackfillCard $backfill,
        private readonly Reconciler $reconciler,
    ) {}

    public function slug(): string
    {
        return self::SLUG;
    }

    public static function url(): string
    {
        return admin_url('admin.php?page=' . self::SLUG);
    }

    public function render(): void
    {
        // What is only looked at needs no nonce.
        $asked = static fn(string $name): string => sanitize_key(is_string($_GET[$name] ?? null) ? wp_unslash($_GET[$name]) : '');
        $panel = $this->panel($asked('failed'), $asked('reason'), (int) $asked('paged'));
        // @mago-expect lint:no-unescaped-output The panel escapes each of its parts.
        echo
            '<div class="wrap waybill waybill-overview"><h1>' . esc_html__('Order sync', 'waybill') . '</h1><div id="waybill-panel">' . $panel . '</div></div>'
        ;
    }

    /**
     * Everything; or one connection's failed orders, page by page.
     *
     * @param string $failed The connection whose failed orders are asked for; '' for everything.
     * @param string $reason The key of a reason; '' for all reasons.
     */
    public function panel(string $failed = '', string $reason = '', int $page = 1): string
    {
        foreach ($this->connections as $connection) {
            if ($failed === $connection->id()) {
                return '<section class="card">' . $this->failures->page($connection, $reason, $page) . '</section>';
            }
        }
        $sections = '';
        foreach ($this->connections as $connection) {
            $sections .= '<section class="card"><h2>' . esc_html($connection->label()) . '</h2>';
            if (!$this->isSetUp($connection)) {
                $sections .= $this->invitation($connection) . '</section>';
                continue;
            }
            $sections .= implode('', $this->cardsOf($connection)) . '</section>';
            if (Logistos::ID === $connection->id() && $connection->isOpen()) {
                $sections .= $this->backfill->html();
            }
        }

        return $sections . $this->more();
    }

    /**
     * What changes by itself.
     *
     * @return list<string> One element each, as HTML, with its id.
     */
    public function cards(): array
    {
        return array_merge(...array_map($this->cardsOf(...), array_values(array_filter($this->connections, $this->isSetUp(...)))));
    }

    /** For a screen reader, when it changes: how each connection stands, and how many orders failed. */
    public function spoken(): string
    {
        $sentences = [];
        foreach (array_filter($this->connections, $this->isSetUp(...)) as $connection) {
            $sentences[] = sprintf(
                // translators: 1: the platform's name, 2: a sentence on how it stands, 3: a number of orders.
                __('%1$s: %2$s Failed: %3$s.', 'waybill'),
                $connection->label(),
                $this->connection->state($connection)[1],
                number_format_i18n($this->figures->counts($connection->id())['failed']),
            );
        }

        return implode(' ', $sentences);
    }

    /** @return list<string> */
    private function cardsOf(Connection $connection): array
    {
        $card = static fn(string $what, string $html, string $more = ''): string => sprintf(
            '<div id="waybill-%s-%s" data-waybill-poll="%s"%s>%s</div>',
            esc_attr($connection->id()),
            $what,
            self::POLL,
            $more,
            $html,
        );

        $statistics = $this->connection->statistics($connection);

        return [
            $card('figures', $this->connection->html($connection, $statistics, $this->urls[$connection->id()]())),
            $card('failures', $this->failures->html($connection), ' data-waybill-steady'),
            $card('chart', $this->connection->chart($connection, $statistics)),
        ];
    }

    /** Whether there is something to show: it is on, or was, and its deliveries are kept. */
    private function isSetUp(Connection $connection): bool
    {
        return $connection->isOpen() || array_sum($this->figures->counts($connection->id())) > 0;
    }

    private function invitation(Connection $connection): string
    {
        return (
            // translators: %s: the platform's name.
            Form::state('off', sprintf(__('%s is not set up: no order goes there.', 'waybill'), $connection->label()))
            . '<p>'
            . esc_html(sprintf(
                // translators: %s: the platform's name.
                __('Once it is, each order goes to %s by itself, and you see here what arrived, what waits and what failed.', 'waybill'),
                $connection->label(),
            ))
            . '</p><p><a class="button button-primary" href="'
            . esc_url($this->urls[$connection->id()]())
            . '">'
            // translators: %s: the platform's name.
            . esc_html(sprintf(__('Set up %s', 'waybill'), $connection->label()))
            . '</a></p>'
        );
    }

    /** What concerns no single connection. */
    private function more(): string
    {
        if ([] === array_filter($this->connections, $this->isSetUp(...))) {
            return '';
        }
        $last = $this->reconciler->lastRun();
        $text = 0 === $last['at']
            ? __('Once an hour Waybill looks for orders that were missed.', 'waybill')
            : sprintf(
                // translators: 1: a span of time, such as "2 hours", 2: a number of orders.
                __('Waybill looked for orders that were missed %1$s ago, and found %2$s.', 'waybill'),
                human_time_diff($last['at']),
                number_format_i18n($last['found']),
            );

        return (
            '<section class="card"><h2>'
            . esc_html__('Is an order missing?', 'waybill')
            . '</h2><p>'
            . esc_html($text)
            . '</p>'
            . Form::button('reconcile', __('Look for missed orders now', 'waybill'))
            . '<p><a href="'
            . esc_url(admin_url('admin.php?page=wc-status&tab=logs&source=waybill'))
            . '">'
            . esc_html__('The log (WooCommerce → Status → Logs, source "waybill")', 'waybill')
            . '</a></p></section>'
        );
    }
}
