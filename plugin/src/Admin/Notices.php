<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\CloneGuard;
use Waybill\Connection\Connection;
use Waybill\Connection\Problem;
use Waybill\Diagnosis\ExtensionAdvice;
use Waybill\Extension;
use Waybill\Plugin;
use Waybill\Requirements;
use Waybill\Watchdog;

/** The few notices of wp-admin, each with its remedy, and only on the screens that they concern. */
final class Notices
{
    /** Beside WooCommerce's own and ours. */
    private const SCREENS = ['dashboard', 'plugins'];

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Requirements $requirements,
        private readonly Extension $extension,
        private readonly ExtensionAdvice $advice,
        private readonly Watchdog $watchdog,
        private readonly CloneGuard $guard,
    ) {}

    public function render(): void
    {
        if (!$this->isOurScreen() || !current_user_can('activate_plugins') && !current_user_can('manage_woocommerce')) {
            return;
        }
        $missing = $this->requirements->missingWooCommerce();
        if (null !== $missing) {
            self::notice('error', self::paragraph($missing));
            return;
        }
        if (!$this->extension->isReady()) {
            self::notice('warning', $this->extensionText());
            return;
        }
        if ($this->guard->isCopy()) {
            $this->renderCopy();
            return;
        }
        if ($this->watchdog->isLate()) {
            self::notice(
                'error',
                self::paragraph(__(
                    'Waybill\'s background work stands still, so orders may wait. Have the server call wp-cron.php every minute; Tools → Site Health says more.',
                    'waybill',
                )),
            );
        }
        $overdue = $this->watchdog->overdueSentence();
        if (null !== $overdue) {
            self::notice('warning', self::paragraph($overdue));
        }
        foreach ($this->connections as $connection) {
            $why = $connection->isOpen() ? $connection->pausedBecause() : null;
            if (null !== $why) {
                self::notice(
                    'error',
                    self::paragraph(__('Waybill is paused; orders are kept meanwhile.', 'waybill') . ' ' . Problem::sentence($why, $connection->label())),
                );
            }
        }
    }

    /** Asks once; afterwards our own pages say that all is paused. */
    private function renderCopy(): void
    {
        $isAskedThere = str_contains((string) get_current_screen()?->id, WelcomePage::SLUG);
        if ($this->guard->asks() && !$isAskedThere) {
            $link = '<p><a class="button" href="' . esc_url(WelcomePage::url()) . '">' . esc_html__('Decide what this store is', 'waybill') . '</a></p>';
            self::notice('warning', self::paragraph(CloneCard::question()) . $link);
        }
    }

    private static function paragraph(string $text): string
    {
        return '<p>' . esc_html($text) . '</p>';
    }

    private function extensionText(): string
    {
        $version = $this->extension->version();
        $text = null === $version
            ? __('Waybill\'s extension is not loaded, so nothing is sent yet. Orders are kept safely meanwhile, and sent as soon as it is.', 'waybill')
            : sprintf(
                // translators: 1: a version, 2: a version.
                __(
                    'Waybill\'s extension is version %1$s, the plugin %2$s: they do not fit together, so nothing is sent. Orders are kept safely meanwhile. Load the extension that came with the plugin.',
                    'waybill',
                ),
                $version,
                Plugin::VERSION,
            );
        // translators: %s: the PHP version, thread safety and processor.
        $html =
            '<p><strong>'
            . esc_html($text)
            . '</strong></p><p>'
            . esc_html(sprintf(__('What to do on this server (%s):', 'waybill'), $this->advice->build()))
            . '</p><ol>';
        foreach ($this->advice->steps() as [$sentence, $copy]) {
            $html .= '<li>' . esc_html($sentence) . ' <code>' . esc_html($copy) . '</code></li>';
        }

        return $html . '</ol>';
    }

    private function isOurScreen(): bool
    {
        $id = (string) get_current_screen()?->id;

        return (
            in_array($id, self::SCREENS, true)
            || str_contains($id, 'woocommerce')
            || str_contains($id, 'wc-orders')
            || str_contains($id, 'waybill')
            || str_contains($id, LogistosPage::SLUG)
        );
    }

    private static function notice(string $type, string $html): void
    {
        echo '<div class="notice notice-' . esc_attr($type) . '">' . wp_kses_post($html) . '</div>';
    }
}
