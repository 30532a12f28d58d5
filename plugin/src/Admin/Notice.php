<?php

declare(strict_types=1);

namespace Waybill\Admin;

/** A notice of wp-admin: what is wrong, and the one thing to do about it. */
final class Notice
{
    /**
     * @param string $id A word of its own.
     * @param 'error'|'warning' $type
     * @param string $body What is wrong and what to do, as HTML, everything in it escaped.
     * @param string|null $situation Where it does no harm to dismiss it: what it is dismissed for. Another situation shows it again.
     * @param list<string> $saidOn Parts of the names of the screens that say it anyway.
     */
    private function __construct(
        public readonly string $id,
        private readonly string $type,
        private readonly string $body,
        private readonly ?string $situation = null,
        private readonly array $saidOn = [],
    ) {}

    /**
     * A sentence with a button that leads to where it is mended.
     *
     * @param 'error'|'warning' $type
     * @param list<string> $saidOn
     */
    public static function link(string $id, string $type, string $sentence, string $label, string $url, ?string $situation = null, array $saidOn = []): self
    {
        return new self(
            $id,
            $type,
            '<p>' . esc_html($sentence) . '</p><p><a class="button" href="' . esc_url($url) . '">' . esc_html($label) . '</a></p>',
            $situation,
            $saidOn,
        );
    }

    /**
     * A sentence with steps to unfold, for what no page of the store can mend.
     *
     * @param list<array{string, string}> $steps Each a sentence and a text to copy.
     */
    public static function steps(string $id, string $sentence, string $summary, array $steps): self
    {
        $list = '';
        foreach ($steps as [$step, $copy]) {
            $list .= '<li>' . esc_html($step) . ' <code>' . esc_html($copy) . '</code></li>';
        }

        return new self(
            $id,
            'warning',
            '<p><strong>' . esc_html($sentence) . '</strong></p><details><summary>' . esc_html($summary) . "</summary><ol>$list</ol></details>",
        );
    }

    public function isDismissible(): bool
    {
        return null !== $this->situation;
    }

    /** Whether the user is to see it on this screen. */
    public function isToBeShown(string $screen, Dismissals $dismissals): bool
    {
        $isDismissed = null !== $this->situation && $dismissals->has($this->id, $this->situation);

        return !$isDismissed && [] === array_filter($this->saidOn, static fn(string $part): bool => str_contains($screen, $part));
    }

    /** As WordPress shows it; assets/notices.js has a dismissal remembered. */
    public function html(): string
    {
        $dismiss = null === $this->situation
            ? ''
            : sprintf(' is-dismissible" data-waybill-notice="%s" data-waybill-situation="%s', esc_attr($this->id), esc_attr($this->situation));

        return '<div class="waybill-notice notice notice-' . esc_attr($this->type) . $dismiss . '">' . wp_kses_post($this->body) . '</div>';
    }
}
