<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Logistos;
use Waybill\Connection\TrackingTech;

/** The first screen after activation: both platforms, what each would be sent, and the merchant's choice. Nothing leaves the store before it. */
final class WelcomePage implements Page
{
    public const SLUG = 'waybill-welcome';

    public function __construct(
        private readonly Logistos $logistos,
        private readonly TrackingTech $trackingTech,
        private readonly BackfillCard $backfill,
        private readonly CloneCard $clone,
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
        $title = esc_html__('Welcome to Waybill', 'waybill');
        $lead = esc_html__('Waybill carries your orders to your logistics platform. Choose yours; until you do, nothing leaves the store.', 'waybill');
        // @mago-expect lint:no-unescaped-output The panel escapes each of its parts.
        echo
            '<div class="wrap waybill"><h1>'
                . $title
                . '</h1><p class="waybill-lead">'
                . $lead
                . '</p><div id="waybill-panel">'
                . $this->panel()
                . '</div></div>'
        ;
    }

    public function panel(): string
    {
        // First things first: a copy of the store has nothing to set up before it is known to be one.
        return $this->clone->html() ?: '<div class="waybill-cards">' . $this->logistosCard() . $this->trackingTechCard() . '</div>';
    }

    private function logistosCard(): string
    {
        $card = '<section class="card"><h2>Logistos</h2>' . Consent::logistos();
        $card .= $this->logistos->isOpen()
            ? Form::state('good', __('Logistos is on.', 'waybill'))
            : $this->backfill->preview()
            . '<p>'
            . esc_html__('By activating you agree to this.', 'waybill')
            . '</p>'
            . Form::button('logistos/activate', __('Activate Logistos', 'waybill'), true);

        return $card . '<p><a href="' . esc_url(LogistosPage::url()) . '">' . esc_html__('Settings → Logistos Sync', 'waybill') . '</a></p></section>';
    }

    private function trackingTechCard(): string
    {
        $card = '<section class="card"><h2>TrackingTech</h2>' . Consent::trackingTech();
        if ($this->trackingTech->isOpen()) {
            $card .= Form::state('good', __('TrackingTech is connected.', 'waybill'));
        }
        $label = $this->trackingTech->isOpen() ? __('See the connection', 'waybill') : __('Set up TrackingTech', 'waybill');

        return $card . '<p><a class="button button-primary" href="' . esc_url(TrackingTechPage::url()) . '">' . esc_html($label) . '</a></p></section>';
    }
}
