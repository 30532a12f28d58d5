<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Extension;
use Waybill\Plugin;
use Waybill\Watchdog;

/** The extension: in this PHP, and, seen from the command line, in the one that answers web requests. */
final class ExtensionCheck implements Check
{
    public function __construct(
        private readonly Extension $extension,
        private readonly ExtensionAdvice $advice,
        private readonly Watchdog $watchdog,
    ) {}

    public function id(): string
    {
        return 'extension';
    }

    public function label(): string
    {
        return __('Waybill\'s extension', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('Waybill\'s extension is loaded', 'waybill');
    }

    public function findings(): array
    {
        return 'cli' === PHP_SAPI ? [$this->here(), $this->onTheWeb()] : [$this->here()];
    }

    private function here(): Finding
    {
        $version = $this->extension->version();

        return match (true) {
            null === $version => Finding::error(
                'extension',
                // translators: %s: how PHP runs, such as "fpm-fcgi".
                sprintf(__('Waybill\'s extension is not loaded in this PHP (%s): it sends nothing; orders are kept meanwhile.', 'waybill'), PHP_SAPI),
                $this->advice->steps(),
            ),
            !$this->extension->isReady() => Finding::error(
                'extension',
                sprintf(
                    // translators: 1: a version, 2: a version.
                    __('Waybill\'s extension is version %1$s, the plugin %2$s: they do not fit together, and nothing is sent.', 'waybill'),
                    $version,
                    Plugin::VERSION,
                ),
                $this->advice->steps(),
            ),
            default => Finding::good(
                'extension',
                // translators: 1: a version, 2: what this PHP is, 3: how it runs, such as "fpm-fcgi".
                sprintf(__('Version %1$s is loaded in this PHP (%2$s; %3$s).', 'waybill'), $version, $this->advice->build(), PHP_SAPI),
            ),
        };
    }

    /** The command line's PHP reads other ini files than the web's, and may even be another version. */
    private function onTheWeb(): Finding
    {
        $seen = $this->watchdog->seenOnTheWeb();

        return match (true) {
            null === $seen => Finding::good('extension_web', __(
                'The PHP of web requests has its own configuration; whether it loads the extension, Tools → Site Health says.',
                'waybill',
            )),
            '' === $seen['extension'] => Finding::error(
                'extension_web',
                // translators: %s: how PHP runs, such as "fpm-fcgi".
                sprintf(__('The PHP of web requests (%s) did not have the extension when the background ran last.', 'waybill'), $seen['sapi']),
                __('It has its own configuration: do there what Tools → Site Health says, and restart it.', 'waybill'),
            ),
            default => Finding::good('extension_web', sprintf(
                // translators: 1: how PHP runs, such as "fpm-fcgi", 2: a version.
                __('The PHP of web requests (%1$s) had version %2$s when the background ran last.', 'waybill'),
                $seen['sapi'],
                $seen['extension'],
            )),
        };
    }
}
