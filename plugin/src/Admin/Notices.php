<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Connection\Problem;
use Waybill\Extension;
use Waybill\Plugin;
use Waybill\Requirements;

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
    ) {}

    public function render(): void
    {
        if (!$this->isOurScreen() || !current_user_can('activate_plugins') && !current_user_can('manage_woocommerce')) {
            return;
        }
        $missing = $this->requirements->missingWooCommerce();
        if (null !== $missing) {
            self::notice('error', '<p>' . esc_html($missing) . '</p>');
            return;
        }
        if (!$this->extension->isReady()) {
            self::notice('warning', $this->extensionText());
            return;
        }
        foreach ($this->connections as $connection) {
            $why = $connection->isOpen() ? $connection->pausedBecause() : null;
            if (null !== $why) {
                self::notice(
                    'error',
                    '<p>'
                    . esc_html__('Waybill is paused; orders are kept meanwhile.', 'waybill')
                    . ' '
                    . esc_html(Problem::sentence($why, $connection->label()))
                    . '</p>',
                );
            }
        }
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
