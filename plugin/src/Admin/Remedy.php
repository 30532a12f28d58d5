<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Reason;

/** What is wrong with orders that failed, and what the merchant can do: by the reason, and the platform's HTTP status where it says more. */
final class Remedy
{
    private function __construct(
        /** What happened, as a heading. */
        public readonly string $title,
        /** What to do. */
        public readonly string $advice,
    ) {}

    /** @param Reason|null $reason Null where an older version stored none. */
    public static function of(?Reason $reason, ?int $status, string $platform): self
    {
        return match (true) {
            Reason::Unreadable === $reason => new self(
                __('The order cannot be read', 'waybill'),
                __(
                    'Something in the order, or an error in another plugin, keeps Waybill from reading it. If a file is named, it tells which plugin: update it or ask its author. Otherwise open the order and save it. Then send it again.',
                    'waybill',
                ),
            ),
            Reason::Crashed === $reason => new self(
                __('PHP ended while the order was being sent', 'waybill'),
                __(
                    'A fatal error in another plugin, or too little memory or time, ended PHP several times in the middle of this order. WooCommerce → Status → Logs, source "fatal-errors", says which. Mend that, then send it again.',
                    'waybill',
                ),
            ),
            Reason::Exhausted === $reason => new self(
                // translators: %s: the platform's name.
                sprintf(__('Every attempt to send to %s failed', 'waybill'), $platform),
                sprintf(
                    __(
                        // translators: %s: the platform's name.
                        '%s could not be reached, or had errors of its own, for about three days. If it works again, send the orders again; if not, ask its support.',
                        'waybill',
                    ),
                    $platform,
                ),
            ),
            null !== $status && $status >= 200 && $status < 500 => self::rejected($status, $platform),
            Reason::Rejected === $reason => self::rejected(0, $platform),
            default => new self(
                // translators: %s: the platform's name.
                sprintf(__('The order could not be sent to %s', 'waybill'), $platform),
                __('Send it again. If it fails again, the log (WooCommerce → Status → Logs, source "waybill") says more.', 'waybill'),
            ),
        };
    }

    private static function rejected(int $status, string $platform): self
    {
        return new self(
            // translators: %s: the platform's name.
            sprintf(__('%s did not accept the order', 'waybill'), $platform),
            match ($status) {
                404, 405 => sprintf(
                    // translators: %s: the platform's name.
                    __('%s takes no orders at this address. Check the address in the settings, then send the orders again.', 'waybill'),
                    $platform,
                ),
                // translators: %s: the platform's name.
                409 => sprintf(__('%s holds something that contradicts this order. Ask its support which, then send it again.', 'waybill'), $platform),
                413 => sprintf(
                    // translators: %s: the platform's name.
                    __('The order is larger than %s takes: it may have very many lines or notes. Shorten it, or ask its support.', 'waybill'),
                    $platform,
                ),
                default => sprintf(
                    // translators: %s: the platform's name.
                    __('Open the order, correct what %s names, and send it again. If its answer does not say what is wrong, ask its support.', 'waybill'),
                    $platform,
                ),
            },
        );
    }
}
