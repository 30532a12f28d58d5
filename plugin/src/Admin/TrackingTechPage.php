<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Problem;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;
use Waybill\Extension;
use Waybill\OutboxFigures;

/** WooCommerce → TrackingTech: the guided connection, and what is connected. */
final class TrackingTechPage implements Page
{
    public const SLUG = 'waybill-trackingtech';

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly TrackingTechSetup $setup,
        private readonly OutboxFigures $figures,
        private readonly Extension $extension,
        private readonly DeliveriesCard $deliveries,
        private readonly ShipmentsCard $shipments,
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
        // @mago-expect lint:no-unescaped-output The panel escapes each of its parts.
        echo '<div class="wrap waybill"><h1>TrackingTech</h1><div id="waybill-panel">' . $this->panel() . '</div></div>';
    }

    public function panel(): string
    {
        // A copy of the store decides first what it is, on the welcome screen.
        $needsLogin = !$this->trackingTech->isOpen() || null !== $this->trackingTech->pausedBecause() && !$this->trackingTech->isElsewhere();

        return (
            '<section class="card">'
            . $this->state()
            . ($needsLogin ? $this->wizard() : '')
            . ($this->trackingTech->isOpen() ? $this->actions() : '')
            . '</section>'
            . ($this->trackingTech->isOpen() ? $this->deliveries->html($this->trackingTech) . $this->shipments->html() : '')
            . '<section class="card">'
            . $this->settings()
            . '</section>'
        );
    }

    private function state(): string
    {
        if (!$this->trackingTech->isOpen()) {
            return Form::state('off', __('Not connected: nothing is sent.', 'waybill'));
        }
        $paused = $this->trackingTech->pausedBecause();
        $options = $this->trackingTech->options;
        $counts = $this->figures->counts(TrackingTech::ID);
        $facts = [
            __('Courier', 'waybill') => (string) $options->get('tenant'),
            __('Store', 'waybill') => (string) $options->get('store_name'),
            __('Connected since', 'waybill') => (string) wp_date(
                get_option('date_format') . ' ' . get_option('time_format'),
                (int) strtotime((string) $options->get('connected_at')),
            ),
            __('Orders', 'waybill') => sprintf(
                // translators: numbers of orders. 1: sent, 2: waiting, 3: failed, 4: waiting for a connection that is paused.
                __('%1$s sent, %2$s waiting, %3$s failed, %4$s paused', 'waybill'),
                number_format_i18n($counts['delivered']),
                number_format_i18n($counts['pending'] + $counts['claimed']),
                number_format_i18n($counts['failed']),
                number_format_i18n($counts['held']),
            ),
        ];
        $list = '';
        foreach ($facts as $name => $value) {
            $list .= '<dt>' . esc_html($name) . '</dt><dd>' . esc_html($value) . '</dd>';
        }

        return (
            match (true) {
                null !== $paused => Form::state('bad', __('Paused:', 'waybill') . ' ' . Problem::sentence($paused, 'TrackingTech')),
                !$this->extension->isReady() => Form::state('bad', Problem::sentence(Problem::NO_EXTENSION, 'TrackingTech')),
                default => Form::state('good', __('Connected', 'waybill')),
            }
            . '<dl class="waybill-facts">'
            . $list
            . '</dl>'
            . (0 === array_sum($counts) ? $this->nothingYet() : '')
        );
    }

    private function nothingYet(): string
    {
        $status = (string) $this->trackingTech->options->get('status');
        $text = sprintf(
            // translators: %s: an order status, such as Processing.
            __('No order has come yet. The next one that becomes "%s" is sent within seconds; those from before the connection are not sent.', 'waybill'),
            wc_get_order_statuses()["wc-$status"] ?? $status,
        );

        return '<p class="description">' . esc_html($text) . '</p>';
    }

    private function wizard(): string
    {
        $known = $this->setup->progress();
        $step = match (true) {
            null === $known => 1,
            [] === $known['stores'] => 2,
            default => 3,
        };
        $names = [1 => __('Courier code', 'waybill'), 2 => __('Login', 'waybill'), 3 => __('Store', 'waybill')];
        $list = '';
        foreach ($names as $number => $name) {
            $list .= sprintf('<li%s>%s</li>', $number === $step ? ' aria-current="step"' : '', esc_html($name));
        }
        $form = match (true) {
            null === $known => Consent::trackingTech() . '<p>' . esc_html__('By connecting you agree to this.', 'waybill') . '</p>' . $this->codeForm(),
            [] === $known['stores'] => $this->loginForm($known['tenant']),
            default => $this->storeForm($known['stores']),
        };

        return (
            '<ol class="waybill-steps">' . $list . '</ol>' . $form . (1 === $step ? '' : Form::button('trackingtech/start-over', __('Start over', 'waybill')))
        );
    }

    private function codeForm(): string
    {
        return (
            Form::open('trackingtech/resolve')
            . Form::field('code', __('Courier code', 'waybill'), hint: __('Your courier gave it to you.', 'waybill'), more: 'required autocomplete="off"')
            . '<p>'
            . Form::submit(__('Connect', 'waybill'))
            . '</p>'
            . Form::close()
        );
    }

    private function loginForm(string $tenant): string
    {
        // translators: %s: a courier's name.
        $courier = __('Courier: %s', 'waybill');

        return (
            '<p>'
            . esc_html(sprintf($courier, $tenant))
            . '</p>'
            . Form::open('trackingtech/login')
            . Form::field('email', __('E-mail', 'waybill'), type: 'email', more: 'required autocomplete="off"')
            . Form::field(
                'password',
                __('Password', 'waybill'),
                type: 'password',
                hint: __('Used once to log in, and not kept.', 'waybill'),
                more: 'required autocomplete="off"',
            )
            . '<p>'
            . Form::submit(__('Log in', 'waybill'))
            . '</p>'
            . Form::close()
        );
    }

    /** @param list<array{id: string, name: string}> $stores */
    private function storeForm(array $stores): string
    {
        return (
            Form::open('trackingtech/link')
            . Form::select(
                'store_id',
                __('Store', 'waybill'),
                array_column($stores, 'name', 'id'),
                hint: __('The store at TrackingTech to which these orders belong.', 'waybill'),
            )
            . '<p>'
            . Form::submit(__('Link this store', 'waybill'))
            . '</p>'
            . Form::close()
        );
    }

    private function actions(): string
    {
        $test = $this->trackingTech->isElsewhere() ? '' : Form::button('trackingtech/test', __('Test connection', 'waybill'));

        $disconnect = Form::button(
            'trackingtech/disconnect',
            __('Disconnect', 'waybill'),
            // translators: %s: the platform's name.
            confirm: sprintf(__('Disconnect %s? No order goes there any more.', 'waybill'), 'TrackingTech'),
        );

        return '<div class="waybill-actions">' . $test . $disconnect . '</div>';
    }

    private function settings(): string
    {
        $statuses = [];
        foreach (wc_get_order_statuses() as $status => $name) {
            $statuses[(string) preg_replace('/^wc-/', '', $status)] = $name;
        }
        $fixed = defined('WAYBILL_TRACKINGTECH_URL');
        $hint = match (true) {
            $fixed => __('Set by the constant WAYBILL_TRACKINGTECH_URL in wp-config.php.', 'waybill'),
            $this->trackingTech->isOpen() => __('Disconnect to change it: the login is valid at this address only.', 'waybill'),
            default => __('Leave it empty for the default address.', 'waybill'),
        };

        return (
            '<h2>'
            . esc_html__('Settings', 'waybill')
            . '</h2>'
            . Form::open('trackingtech/settings')
            . Form::select('status', __('Send an order when it becomes', 'waybill'), $statuses, (string) $this->trackingTech->options->get('status'))
            . Form::toggle(
                'resend',
                __('Send an order again when it changes', 'waybill'),
                $this->trackingTech->resends(),
                __(
                    'When its address or its items change after it was sent. Waybill waits 20 seconds, so that several changes go out once. TrackingTech\'s interface knows no cancellation: an order that is cancelled or refunded is not sent again; tell your courier.',
                    'waybill',
                ),
            )
            . AdvancedSettings::html(
                $this->trackingTech,
                Form::field(
                    'base_url',
                    __('Address of TrackingTech\'s interface', 'waybill'),
                    $this->trackingTech->baseUrl(),
                    'url',
                    $hint,
                    'placeholder="'
                    . esc_attr($this->extension->defaults(TrackingTech::ID)['base_url'] ?? '')
                    . '"'
                    . ($fixed || $this->trackingTech->isOpen() ? ' readonly' : ''),
                ),
            )
            . '<p>'
            . Form::submit(__('Save', 'waybill'))
            . '</p>'
            . Form::close()
        );
    }
}
