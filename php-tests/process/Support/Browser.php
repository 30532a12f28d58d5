<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

/** Asks the site over HTTP, as one browser or API client does; it keeps its cookies. */
final class Browser
{
    private readonly \CurlHandle $curl;

    public function __construct()
    {
        $this->curl = curl_init();
        curl_setopt($this->curl, CURLOPT_COOKIEFILE, '');
    }

    /**
     * @param list<string> $headers
     * @param string|array<string, string>|null $body JSON, or a form's fields; null makes it a GET.
     */
    public function ask(string $url, array $headers = [], string|array|null $body = null): Answer
    {
        $received = [];
        curl_setopt_array(
            $this->curl,
            self::options($url, $headers, $body)
            + [
                CURLOPT_HEADERFUNCTION => static function (\CurlHandle $_, string $line) use (&$received): int {
                    [$name, $value] = explode(':', $line, 2) + [1 => ''];
                    $received[strtolower(trim($name))] = trim($value);

                    return strlen($line);
                },
            ],
        );
        $text = curl_exec($this->curl);
        if (false === $text) {
            throw new \RuntimeException("$url: " . curl_error($this->curl));
        }

        return new Answer(curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE), $received, (string) $text, curl_getinfo($this->curl, CURLINFO_TOTAL_TIME));
    }

    /**
     * One request's options for curl.
     *
     * @param list<string> $headers
     * @param string|array<string, string>|null $body
     * @return array<int, mixed>
     */
    public static function options(string $url, array $headers, string|array|null $body): array
    {
        return (
            [
                CURLOPT_URL => str_starts_with($url, 'http') ? $url : getenv('WAYBILL_SITE_URL') . $url,
                CURLOPT_HTTPHEADER => is_string($body) ? [...$headers, 'Content-Type: application/json'] : $headers,
                CURLOPT_RETURNTRANSFER => true,
                CURLOPT_TIMEOUT => 60,
            ] + (null === $body ? [CURLOPT_HTTPGET => true] : [CURLOPT_POST => true, CURLOPT_POSTFIELDS => is_string($body) ? $body : http_build_query($body)])
        );
    }
}
