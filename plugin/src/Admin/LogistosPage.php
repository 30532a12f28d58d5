<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\Problem;
use Waybill\Extension;
use Waybill\OutboxFigures;

/** Settings → Logistos Sync. */
final class LogistosPage implements Page
{
    public const SLUG = 'logistos-sync';

    public function __construct(
        private readonly Logistos $logistos,
        private readonly LogistosCredentials $credentials,
        private readonly BackfillCard $backfill,
        private readonly OutboxFigures $figures,
        private readonly Extension $extension,
        private readonly DeliveriesCard $deliveries,
    ) {}

    public function slug(): string
    {
        return self::SLUG;
    }

    public static function url(): string
    {
        return admin_url('options-general.php?page=' . self::SLUG);
    }

    public function render(): void
    {
        // @mago-expect lint:no-unescaped-output The panel escapes each of its parts.
        echo '<div class="wrap waybill"><h1>' . esc_html__('Logistos Sync', 'waybill') . '</h1><div id="waybill-panel">' . $this->panel() . '</div></div>';
    }

    public function panel(): string
    {
        if (!$this->wasActivated()) {
            return (
                '<section class="card">'
                . Form::state('off', __('Logistos is not activated: nothing is sent.', 'waybill'))
                . Consent::logistos()
                . $this->backfill->preview()
                . '<p>'
                . esc_html__('By activating you agree to this.', 'waybill')
                . '</p>'
                . Form::button('logistos/activate', __('Activate Logistos', 'waybill'), true)
                . '</section>'
                . '<section class="card">'
                . $this->settings()
                . '</section>'
            );
        }

        return (
            $this->progress()
            . $this->backfill->html()
            . $this->deliveries->html($this->logistos)
            . '<section class="card">'
            . $this->settings()
            . '</section>'
            . $this->connection()
        );
    }

    /** The card of how things stand; the page asks for it anew every few seconds. */
    public function progress(): string
    {
        return (
            '<section class="card" id="waybill-logistos" data-waybill-poll="logistos/progress">'
            . $this->connectionState()
            . $this->credentialsState()
            . $this->outboxState()
            . '</section>'
        );
    }

    private function connection(): string
    {
        $mayTest = $this->logistos->isOpen() && !$this->logistos->isElsewhere();

        return (
            '<section class="card"><h2>'
            . esc_html__('Connection', 'waybill')
            . '</h2>'
            . (
                $mayTest
                    ? '<p>'
                    . esc_html__('Asks Logistos\' server for a sign of life; no order and no key is sent.', 'waybill')
                    . '</p>'
                    . Form::button('logistos/test', __('Test connection', 'waybill'))
                    : ''
            )
            . '<p>'
            . esc_html__('A new REST API key is made and sent; the old one stops working.', 'waybill')
            . '</p>'
            . Form::button('logistos/credentials', __('Send the credentials again', 'waybill'))
            . '</section>'
        );
    }

    private function wasActivated(): bool
    {
        return $this->logistos->isOpen() || 'none' !== $this->credentials->state()['state'];
    }

    private function connectionState(): string
    {
        $paused = $this->logistos->pausedBecause();

        return match (true) {
            !$this->logistos->isOpen() => Form::state('off', __('Off: no order is sent.', 'waybill'))
                . '<p>'
                . esc_html__('Switch it on under Settings, below.', 'waybill')
                . '</p>',
            !$this->extension->isReady() => Form::state('bad', __(
                'Waiting for Waybill\'s extension. Orders are kept, and sent as soon as it is loaded.',
                'waybill',
            )),
            null !== $paused => Form::state('bad', __('Paused:', 'waybill') . ' ' . Problem::sentence($paused, 'Logistos'))
                . ($this->logistos->isElsewhere() ? '' : Form::button('logistos/resume', $this->logistos->wayBack(), true)),
            default => Form::state('good', __('On: orders are sent as they are created.', 'waybill')),
        };
    }

    private function credentialsState(): string
    {
        $state = $this->credentials->state();

        return match ($state['state']) {
            'accepted' => Form::state('good', __('Logistos has accepted the REST API key.', 'waybill')),
            'failed' => Form::state('bad', __('Logistos did not take the REST API key.', 'waybill') . ' ' . self::why($state)),
            'pending' => Form::state('waiting', __('The REST API key is sent again by and by.', 'waybill') . ' ' . self::why($state)),
            'wanted' => Form::state('waiting', __('The REST API key is about to be sent.', 'waybill')),
            default => '',
        };
    }

    private function outboxState(): string
    {
        $counts = $this->figures->counts(Logistos::ID);
        if (0 === array_sum($counts)) {
            return '<p class="description">' . esc_html__('No order has come yet. The next one is sent within seconds of its creation.', 'waybill') . '</p>';
        }

        return (
            '<p class="description">'
            . esc_html(sprintf(
                // translators: numbers of orders. 1: sent, 2: waiting, 3: failed, 4: waiting for a connection that is paused.
                __('All orders: %1$s sent, %2$s waiting, %3$s failed, %4$s paused.', 'waybill'),
                number_format_i18n($counts['delivered']),
                number_format_i18n($counts['pending'] + $counts['claimed']),
                number_format_i18n($counts['failed']),
                number_format_i18n($counts['held']),
            ))
            . '</p>'
        );
    }

    private function settings(): string
    {
        $chosen = $this->logistos->dueStatuses();
        $html = '<h2>' . esc_html__('Settings', 'waybill') . '</h2>' . Form::open('logistos/settings');
        if ($this->wasActivated()) {
            $html .= '<p>' . Form::checkbox('open', '1', __('Send orders to Logistos', 'waybill'), $this->logistos->isOpen()) . '</p>';
        }
        $defaults = $this->extension->defaults(Logistos::ID);
        foreach (['credentials_url' => __('Credentials endpoint', 'waybill'), 'orders_url' => __('Orders endpoint', 'waybill')] as $name => $label) {
            $html .= Form::field(
                $name,
                $label,
                (string) $this->logistos->options->get($name),
                'url',
                __('Leave it empty for the default address.', 'waybill'),
                'placeholder="' . esc_attr($defaults[$name] ?? '') . '"',
            );
        }
        $html .= '<fieldset class="waybill-field"><legend>' . esc_html__('Order statuses to send', 'waybill') . '</legend>';
        foreach ($this->logistos->choices() as $status => $name) {
            $html .= Form::checkbox('statuses[]', $status, $name, in_array($status, $chosen, true));
        }

        return (
            $html
            . '<span class="waybill-error" data-waybill-error="statuses" role="alert" hidden></span></fieldset>'
            . Form::toggle(
                'resend',
                __('Send an order again when it changes', 'waybill'),
                $this->logistos->resends(),
                __(
                    'When its address, items or status change after it was sent, or it is cancelled or refunded. Waybill waits 20 seconds, so that several changes go out once.',
                    'waybill',
                ),
            )
            . AdvancedSettings::html($this->logistos)
            . '<p>'
            . Form::submit(__('Save', 'waybill'))
            . '</p>'
            . Form::close()
        );
    }

    /** @param array<string, mixed> $state */
    private static function why(array $state): string
    {
        $platform = '' === $state['message'] ? '' : ' (' . $state['message'] . ')';

        return Problem::sentence((string) $state['problem'], 'Logistos') . $platform;
    }
}
