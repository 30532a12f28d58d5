<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;
use Waybill\Tests\Support\Web;

/** Who may ask what: every registered route, every role, with and without the nonce, over HTTP. */
final class RoutesTest extends TestCase
{
    private const MAY = ['administrator' => true, 'shop_manager' => true, 'editor' => false, 'customer' => false, 'subscriber' => false];

    public function test_every_route_lets_in_those_who_manage_the_shop_and_with_the_nonce_only(): void
    {
        $routes = $this->routes();
        self::assertCount(30, $routes, 'A new route is in this table by itself: mend this number.');
        $logins = [];
        foreach (array_keys(self::MAY) as $role) {
            $logins[$role] = Web::login(Store::user($role));
        }
        foreach ($routes as [$method, $route]) {
            self::assertSame(401, self::status($method, $route), "$route, anonymous");
            foreach (self::MAY as $role => $may) {
                [$cookie, $nonce] = $logins[$role];
                self::assertSame(401, self::status($method, $route, $cookie), "$route, $role, without the nonce");
                self::assertSame(403, self::status($method, $route, $cookie + ['X-WP-Nonce' => 'wrong']), "$route, $role, with a wrong nonce");
                $with = self::status($method, $route, $cookie + ['X-WP-Nonce' => $nonce]);
                self::assertSame($may, 403 !== $with && 401 !== $with, "$route, $role: $with");
            }
        }
    }

    public function test_the_pages_are_for_those_who_manage_the_shop(): void
    {
        foreach ($this->pages() as $url) {
            foreach (self::MAY as $role => $may) {
                [$cookie] = Web::login(Store::user($role));
                [$status, $body] = Web::ask('GET', $url, $cookie);
                self::assertSame($may, 200 === $status && str_contains($body, 'id="waybill-panel"'), "$url, $role: $status");
            }
        }
    }

    /** @return list<array{string, string}> Method and path of all of ours. */
    private function routes(): array
    {
        $routes = [];
        foreach (rest_get_server()->get_routes('waybill/v1') as $path => $handlers) {
            foreach ('/waybill/v1' === $path ? [] : $handlers as $handler) {
                foreach (array_keys($handler['methods']) as $method) {
                    $routes[] = [$method, $path];
                }
            }
        }

        return $routes;
    }

    /** @return list<string> */
    private function pages(): array
    {
        $pages = [
            \Waybill\Admin\OverviewPage::url(),
            \Waybill\Admin\LogistosPage::url(),
            \Waybill\Admin\TrackingTechPage::url(),
            \Waybill\Admin\WelcomePage::url(),
        ];

        return array_map(static fn(string $url): string => substr($url, strlen((string) getenv('WAYBILL_SITE_URL'))), $pages);
    }

    /** @param array<string, string> $headers */
    private static function status(string $method, string $route, array $headers = []): int
    {
        return Web::ask($method, "/wp-json$route", $headers + ['Content-Type' => 'application/json'], 'POST' === $method ? '{}' : null)[0];
    }
}
