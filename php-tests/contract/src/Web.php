<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** A browser, or a platform, before this site's web server: it keeps cookies, and follows no redirect. */
final class Web
{
    /** @var array<string, string> */
    private array $cookies = [];

    /**
     * @param array<string, string> $headers
     * @param array<string, mixed>|string|null $body
     * @return array{status: int, headers: array<string, string>, body: string}
     */
    public function ask(string $method, string $path, array $headers = [], array|string|null $body = null): array
    {
        $response = wp_remote_request(getenv('WAYBILL_SITE_URL') . $path, [
            'method' => $method,
            'headers' => $headers,
            'body' => $body,
            'cookies' => $this->cookies,
            'redirection' => 0,
            'timeout' => 60,
        ]);
        if (is_wp_error($response)) {
            throw new \RuntimeException("$method $path: " . $response->get_error_message());
        }
        foreach (wp_remote_retrieve_cookies($response) as $cookie) {
            $this->cookies[$cookie->name] = $cookie->value;
        }

        return [
            'status' => (int) wp_remote_retrieve_response_code($response),
            'headers' => array_map(static fn(array|string $value): string => implode(', ', (array) $value), wp_remote_retrieve_headers($response)->getAll()),
            'body' => wp_remote_retrieve_body($response),
        ];
    }
}
