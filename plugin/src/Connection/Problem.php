<?php

declare(strict_types=1);

namespace Waybill\Connection;

/**
 * What can go wrong with a platform, in the merchant's language. The words are the extension's `error.kind` (docs/boundary.md, `call`), and a few of
 * our own for what stops a connection.
 */
final class Problem
{
    public const REFUSED = 'refused';
    /** By a platform at which nobody logs in. */
    public const REFUSED_WITHOUT_LOGIN = 'refused_without_login';
    public const TOKEN_EXPIRED = 'token_expired';
    public const ELSEWHERE = 'elsewhere';
    public const SECRET_LOST = 'secret_lost';
    public const NO_STORES = 'no_stores';
    public const NOT_OPEN = 'not_open';
    public const NO_EXTENSION = 'no_extension';
    public const SETUP_EXPIRED = 'setup_expired';

    /** One clear sentence: what happened, and what to do. */
    public static function sentence(string $kind, string $platform): string
    {
        $text = match ($kind) {
            'invalid_url' => __(
                'This address cannot be used. It must begin with https://, hold no user name or password, and lead into no private network.',
                'waybill',
            ),
            'missing_input' => __('Please fill in this field.', 'waybill'),
            // translators: %s: the platform's name.
            'unknown_code' => __('%s does not know this courier code. Check it, or ask your courier for it.', 'waybill'),
            // translators: %s: the platform's name.
            'inactive_code' => __('This courier code is not active at %s. Ask your courier to activate it.', 'waybill'),
            // translators: %s: the platform's name.
            'wrong_credentials' => __('%s does not accept this e-mail address and password.', 'waybill'),
            // translators: %s: the platform's name.
            'unreachable' => __('%s cannot be reached from this server. Check the address and the server\'s connection, then try again.', 'waybill'),
            // translators: %s: the platform's name.
            'timeout' => __('%s did not answer in time. Try again in a few minutes.', 'waybill'),
            'unknown_host' => __(
                // translators: %s: the platform's name.
                'This server does not know the name of %s\'s server. Check the address; if it is right, the server\'s name service (DNS) is at fault: ask your host.',
                'waybill',
            ),
            // translators: %s: the platform's name.
            'connection_refused' => __('%s\'s server refuses the connection. Check the address and its port; a firewall may stand in the way.', 'waybill'),
            'certificate_expired' => __(
                // translators: %s: the platform's name.
                'The secure connection to %s could not be made: its certificate has expired, or this server\'s clock is wrong. Nothing was sent.',
                'waybill',
            ),
            'certificate_of_another_host' => __(
                // translators: %s: the platform's name.
                'The secure connection to %s could not be made: the certificate there is another host\'s. Check the address. Nothing was sent.',
                'waybill',
            ),
            'certificate_untrusted' => __(
                // translators: %s: the platform's name.
                'The secure connection to %s could not be made: its certificate is self-signed, or of an authority that this server does not trust. Nothing was sent.',
                'waybill',
            ),
            // translators: %s: the platform's name.
            'tls' => __('The secure connection to %s could not be made. Check the address. Nothing was sent.', 'waybill'),
            // translators: %s: the platform's name.
            'bad_reply' => __('%s answered something that is not part of its interface. Check the address; if it is right, try again later.', 'waybill'),
            // translators: %s: the platform's name.
            'unavailable' => __('%s is not available at the moment. Try again in a few minutes.', 'waybill'),
            // translators: %s: the platform's name.
            'interrupted' => __('The request to %s was interrupted. Try again.', 'waybill'),
            // translators: %s: the platform's name.
            'rejected' => __('%s did not accept the request.', 'waybill'),
            // translators: %s: the platform's name.
            self::REFUSED => __('%s refuses this store\'s connection. Connect again, or ask its support.', 'waybill'),
            // translators: %s: the platform's name. "Go on sending" is the button.
            self::REFUSED_WITHOUT_LOGIN => __('%s refuses this store\'s connection. Ask its support, then choose “Go on sending”.', 'waybill'),
            // translators: %s: the platform's name.
            self::TOKEN_EXPIRED => __('The login at %s has run out. Connect again; what waits is then sent.', 'waybill'),
            self::ELSEWHERE => __(
                // translators: %s: the platform's name.
                'This seems to be a copy of the store that was connected to %s: its address or its keys are others. Nothing is sent from here.',
                'waybill',
            ),
            self::SECRET_LOST => __(
                // translators: %s: the platform's name.
                'The login at %s cannot be read any more, as after this site\'s keys were changed. Connect again; what waits is then sent.',
                'waybill',
            ),
            // translators: %s: the platform's name.
            self::NOT_OPEN => __('%s is not connected: nothing is sent there, a test neither.', 'waybill'),
            // translators: %s: the platform's name.
            self::NO_STORES => __('This account has no stores at %s yet. Create one there, then log in again.', 'waybill'),
            // translators: %s: the platform's name.
            self::NO_EXTENSION => __('Waybill\'s extension is not loaded on this server, so nothing can be sent to %s yet.', 'waybill'),
            // translators: %s: the platform's name.
            self::SETUP_EXPIRED => __('This took too long, and the login at %s was forgotten. Please begin again.', 'waybill'),
            // translators: %s: the platform's name.
            default => __('Something went wrong with %s. The log (WooCommerce → Status → Logs, source "waybill") says more.', 'waybill'),
        };

        return sprintf($text, $platform);
    }
}
