<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Circuit;
use Waybill\Connection\Connection;
use Waybill\Connection\Problem;
use Waybill\Extension;
use Waybill\OutboxFigures;
use Waybill\Statistics;

/** How a connection stands, with the one thing to do where something is to be done; its figures; and its last weeks, drawn. */
final class ConnectionCard
{
    public function __construct(
        private readonly OutboxFigures $figures,
        private readonly Circuit $circuit,
        private readonly Extension $extension,
    ) {}

    /** The connection's state in a few words: `how` for the icon, the text, and the label of the button to `url`, '' for none. */
    public function state(Connection $connection): array
    {
        $platform = $connection->label();
        $paused = $connection->pausedBecause();
        $probeAt = $this->circuit->opensAt($connection->id());

        return match (true) {
            !$connection->isOpen() => [
                'off',
                __('Off: no order is sent.', 'waybill'),
                // translators: %s: the platform's name.
                sprintf(__('Open the settings of %s', 'waybill'), $platform),
            ],
            !$this->extension->isReady() => ['bad', Problem::sentence(Problem::NO_EXTENSION, $platform), ''],
            $connection->isElsewhere() => [
                'bad',
                __('Paused:', 'waybill') . ' ' . Problem::sentence(Problem::ELSEWHERE, $platform),
                __('Decide what this store is', 'waybill'),
            ],
            null !== $paused => [
                'bad',
                __('Paused:', 'waybill') . ' ' . Problem::sentence($paused, $platform),
                $connection->wayBack(),
            ],
            null !== $probeAt => [
                'waiting',
                sprintf(
                    // translators: 1: the platform's name, 2: a time of day.
                    __('%1$s does not answer at present. Orders wait; one tries again at %2$s.', 'waybill'),
                    $platform,
                    wp_date(get_option('time_format'), (int) strtotime("$probeAt UTC")),
                ),
                '',
            ],
            default => ['good', __('Sending: orders go out as they come.', 'waybill'), ''],
        };
    }

    /** The last weeks, for both parts of the card. */
    public function statistics(Connection $connection): Statistics
    {
        return $this->figures->statistics($connection->id(), Statistics::bounds(Statistics::DAYS, current_datetime()));
    }

    /** State and figures, as HTML. */
    public function html(Connection $connection, Statistics $statistics, string $url): string
    {
        [$how, $text, $action] = $this->state($connection);
        $counts = $this->figures->counts($connection->id());
        $url = $connection->isElsewhere() ? WelcomePage::url() : $url;

        return (
            Form::state($how, $text)
            . ('' === $action ? '' : '<p><a class="button button-primary" href="' . esc_url($url) . '">' . esc_html($action) . '</a></p>')
            . self::numbers($counts, $this->figures->longestWait($connection->id()), $statistics)
            . self::held($connection, $counts['held'])
            . $this->unknown($connection)
        );
    }

    /** The last 30 days, as a chart with its table. */
    public function chart(Connection $connection, Statistics $statistics): string
    {
        $delivered = __('Sent', 'waybill');
        $failed = __('Failed', 'waybill');
        $id = 'waybill-' . $connection->id() . '-days';
        $title = __('Orders of the last 30 days', 'waybill');
        $days = array_map(
            static fn(array $day): array => ['label' => (string) wp_date(_x('M j', 'a day on a chart', 'waybill'), $day['start'])] + $day,
            $statistics->days,
        );
        $description = sprintf(
            // translators: 1: the platform's name, 2: a number of orders, 3: a number of orders.
            __('%1$s: %2$s sent and %3$s failed. The table below has each day.', 'waybill'),
            $connection->label(),
            number_format_i18n($statistics->delivered()),
            number_format_i18n($statistics->failed()),
        );
        $names = ['delivered' => $delivered, 'failed' => $failed];
        $rows = '';
        foreach (array_reverse($statistics->days) as $day) {
            $rows .= sprintf(
                '<tr><th scope="row">%s</th><td>%s</td><td>%s</td></tr>',
                esc_html((string) wp_date(get_option('date_format'), $day['start'])),
                esc_html(number_format_i18n($day['delivered'])),
                esc_html(number_format_i18n($day['failed'])),
            );
        }

        return (
            '<h3>'
            . esc_html($title)
            . '</h3>'
            // Where the screen is narrower than the chart, it is scrolled: by the keyboard too.
            . '<div class="waybill-chart" role="group" tabindex="0" aria-label="'
            . esc_attr($title)
            . '">'
            . Chart::svg($id, $title, $description, $names, $days)
            . '</div>'
            . Chart::legend($id, $delivered, $failed)
            . '<details id="'
            . esc_attr("$id-table")
            . '"><summary>'
            . esc_html__('The same as a table', 'waybill')
            . '</summary><table class="widefat striped waybill-days"><thead><tr><th scope="col">'
            . esc_html__('Day', 'waybill')
            . '</th><th scope="col">'
            . esc_html($delivered)
            . '</th><th scope="col">'
            . esc_html($failed)
            . "</th></tr></thead><tbody>$rows</tbody></table></details>"
        );
    }

    /** @param array<string, int> $counts */
    private static function numbers(array $counts, ?int $wait, Statistics $statistics): string
    {
        $rate = $statistics->successRate();
        $median = $statistics->medianSeconds;
        $none = __('none', 'waybill');
        $window = __('last 30 days', 'waybill');
        $list = '';
        foreach ([
            [__('Sent', 'waybill'), number_format_i18n($counts['delivered']), ''],
            [
                __('Waiting', 'waybill'),
                number_format_i18n($counts['pending'] + $counts['claimed']),
                // translators: %s: a span of time, such as "2 hours".
                null === $wait ? '' : sprintf(__('the longest for %s', 'waybill'), self::span($wait)),
            ],
            [__('Failed', 'waybill'), number_format_i18n($counts['failed']), ''],
            [__('Paused', 'waybill'), number_format_i18n($counts['held']), ''],
            [__('Success rate', 'waybill'), null === $rate ? $none : self::percent($rate), $window],
            [__('Typical time until sent', 'waybill'), null === $median ? $none : self::span($median), $window],
        ] as [$name, $value, $note]) {
            $list .=
                '<div><dt>'
                . esc_html($name)
                . '</dt><dd>'
                . esc_html($value)
                . ('' === $note ? '' : ' <small>' . esc_html($note) . '</small>')
                . '</dd></div>';
        }

        return '<dl class="waybill-figures">' . $list . '</dl>';
    }

    private static function held(Connection $connection, int $held): string
    {
        if (0 === $held) {
            return '';
        }
        $until = $connection->isElsewhere()
            ? _n(
                // translators: %s: a number of orders.
                '%s order waits because this seems to be a copy of the store. It goes out once you have said that this is the live one.',
                '%s orders wait because this seems to be a copy of the store. They go out, in their order, once you have said that this is the live one.',
                $held,
                'waybill',
            )
            : _n(
                // translators: 1: a number of orders, 2: what a button says, such as "Connect again".
                '%1$s order waits because the connection is paused. It goes out once you choose “%2$s”.',
                '%1$s orders wait because the connection is paused. They go out, in their order, once you choose “%2$s”.',
                $held,
                'waybill',
            );

        return '<p>' . esc_html(sprintf($until, number_format_i18n($held), $connection->wayBack())) . '</p>';
    }

    private function unknown(Connection $connection): string
    {
        $count = $this->figures->unknownShipments($connection->id());

        return 0 === $count
            ? ''
            : Form::state('bad', sprintf(
                _n(
                    // translators: 1: the platform's name, 2: a number of orders.
                    '%1$s does not know %2$s order that it has taken. Ask its support what became of it.',
                    '%1$s does not know %2$s orders that it has taken. Ask its support what became of them.',
                    $count,
                    'waybill',
                ),
                $connection->label(),
                number_format_i18n($count),
            ));
    }

    /** WordPress takes a time of 0 for now. */
    private static function span(int $seconds): string
    {
        return human_time_diff(1, 1 + $seconds);
    }

    /** Rounded down: where one of a thousand failed, it is not 100 %. */
    private static function percent(float $rate): string
    {
        // translators: %s: a number; the second sign is the percent sign.
        return sprintf(_x('%s%%', 'percent', 'waybill'), number_format_i18n(floor($rate * 1000) / 10, 1));
    }
}
