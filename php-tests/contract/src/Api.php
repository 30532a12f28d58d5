<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

use Waybill\Connection\ApiKeys;

/** The REST API before a platform that holds a key of Waybill's making: what it may do, and how it is shown an order. */
final class Api
{
    private const ORDERS = '/wp-json/wc/v3/orders';
    private const TLS = ['X-Forwarded-Proto' => 'https'];

    /** @return array{api: array<string, mixed>, shown: array<string, mixed>} */
    public static function observe(): array
    {
        global $wpdb;
        $web = new Web();
        $keys = new ApiKeys($wpdb);
        $key = $keys->create(get_current_user_id(), 'Waybill contract');
        $basic = static fn(string $user, #[\SensitiveParameter] string $password): array => ['Authorization' => 'Basic ' . base64_encode("$user:$password")];
        $ours = self::TLS + $basic($key['consumer_key'], $key['consumer_secret']);
        $order = self::ORDERS . '/' . Orders::plain()->get_id();

        $points = [
            'with the key' => self::answer($web->ask('GET', self::ORDERS . '?per_page=1', $ours)),
            'orders on a page of three' => count(json_decode($web->ask('GET', self::ORDERS . '?per_page=3', $ours)['body'], true)),
            'the key after its use' => self::used($key['id']),
            'without a key' => self::answer($web->ask('GET', self::ORDERS, self::TLS)),
            'with a wrong secret' => self::answer($web->ask('GET', self::ORDERS, self::TLS + $basic($key['consumer_key'], 'cs_wrong'))),
            'with an unknown key' => self::answer($web->ask('GET', self::ORDERS, self::TLS + $basic('ck_wrong', 'cs_wrong'))),
            'with the key in the address' => self::answer($web->ask(
                'GET',
                self::ORDERS . "?per_page=1&consumer_key={$key['consumer_key']}&consumer_secret={$key['consumer_secret']}",
                self::TLS,
            )),
            'with the key, without TLS' => self::answer($web->ask('GET', self::ORDERS, $basic($key['consumer_key'], $key['consumer_secret']))),
            'an order that is not there' => self::answer($web->ask('GET', self::ORDERS . '/99999999', $ours)),
            'making an order, which the key must not' => self::answer($web->ask('POST', self::ORDERS, $ours, ['status' => 'pending'])),
            'changing one, which it must not' => self::answer($web->ask('PUT', $order, $ours, ['status' => 'completed'])),
        ];
        $shown = self::flat(json_decode($web->ask('GET', $order, $ours)['body'], true));
        $keys->revoke($key['id']);
        $points['with the key, revoked'] = self::answer($web->ask('GET', self::ORDERS, $ours));

        return ['api' => $points, 'shown' => $shown];
    }

    /** @param array{status: int, body: string, ...} $response */
    private static function answer(array $response): string
    {
        $body = json_decode($response['body'], true);

        return "{$response['status']} " . (is_array($body) ? $body['code'] ?? 'as asked' : 'not JSON');
    }

    /** @return array<string, mixed> The key's row, but for what is of chance. */
    private static function used(int $id): array
    {
        global $wpdb;
        $row = (array) $wpdb->get_row($wpdb->prepare("SELECT * FROM {$wpdb->prefix}woocommerce_api_keys WHERE key_id = %d", $id), ARRAY_A);

        return ['last_access' => Rows::normal($row['last_access'], 0), 'nonces' => $row['nonces'], 'permissions' => $row['permissions']];
    }

    /**
     * @param array<string, mixed> $value
     * @return array<string, mixed> `billing.city`, `line_items.0.name`
     */
    private static function flat(array $value, string $above = ''): array
    {
        $points = [];
        foreach ($value as $key => $inner) {
            // What it is called here is of chance.
            if (!in_array($key, ['id', 'number', 'date_created_gmt'], true)) {
                $points += is_array($inner) && [] !== $inner ? self::flat($inner, "$above$key.") : ["$above$key" => $inner];
            } else {
                $points["$above$key"] = get_debug_type($inner);
            }
        }

        return $points;
    }
}
