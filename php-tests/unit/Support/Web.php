<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

/** Asks the site under test over HTTP, as a browser or a platform does. */
final class Web
{
    /**
     * @param array<string, string> $headers
     * @param bool $follow Whether to go on where the answer leads elsewhere.
     * @return array{int, string} Status and body.
     */
    public static function ask(string $method, string $path, array $headers = [], ?string $body = null, bool $follow = false): array
    {
        $lines = [];
        foreach ($headers as $name => $value) {
            $lines[] = "$name: $value";
        }
        $curl = curl_init(getenv('WAYBILL_SITE_URL') . $path);
        curl_setopt_array($curl, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPHEADER => $lines,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 30,
            CURLOPT_FOLLOWLOCATION => $follow,
            ...(null === $body ? [] : [CURLOPT_POSTFIELDS => $body]),
        ]);
        $answer = curl_exec($curl);
        if (false === $answer) {
            throw new \RuntimeException("$method $path: " . curl_error($curl));
        }

        return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), (string) $answer];
    }

    /**
     * The headers of a user who is logged in, in wp-admin too, and the nonce that goes with that login.
     *
     * @return array{array<string, string>, string}
     */
    public static function login(int $userId): array
    {
        $expires = time() + HOUR_IN_SECONDS;
        $token = \WP_Session_Tokens::get_instance($userId)->create($expires);
        $cookies = [];
        foreach ([AUTH_COOKIE => 'auth', LOGGED_IN_COOKIE => 'logged_in'] as $name => $scheme) {
            $cookies[$name] = wp_generate_auth_cookie($userId, $expires, $scheme, $token);
        }
        $current = get_current_user_id();
        $_COOKIE[LOGGED_IN_COOKIE] = $cookies[LOGGED_IN_COOKIE];
        wp_set_current_user($userId);
        $nonce = wp_create_nonce('wp_rest');
        wp_set_current_user($current);
        unset($_COOKIE[LOGGED_IN_COOKIE]);

        return [['Cookie' => http_build_query($cookies, '', '; ', PHP_QUERY_RFC3986)], $nonce];
    }

    /** What a reader sees of some HTML. */
    public static function text(string $html): string
    {
        return trim((string) preg_replace('/\s+/', ' ', html_entity_decode(strip_tags($html), ENT_QUOTES)));
    }
}
