<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

/** The site under test: what it runs on, its database, and orders made as its clients make them. */
final class Site
{
    private readonly \PDO $database;

    /** @var array{authorization: string, product: int}|null */
    private ?array $client = null;

    public function __construct()
    {
        $this->database = new \PDO('mysql:unix_socket=' . getenv('WAYBILL_DB_SOCKET') . ';dbname=wordpress', 'root', '');
    }

    /** What the suite ran on. */
    public function describe(): string
    {
        $path = (string) getenv('WAYBILL_SITE_PATH');
        $fpm = (string) exec('php-fpm' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . ' -v | head -1');
        preg_match('/wp_version = \'([^\']+)/', (string) file_get_contents("$path/wp-includes/version.php"), $wordpress);
        preg_match('/Version: (\S+)/', (string) file_get_contents("$path/wp-content/plugins/woocommerce/woocommerce.php"), $woocommerce);

        return sprintf(
            '%s, %s, WordPress %s, WooCommerce %s (%s)',
            strtok($fpm, '('),
            trim((string) exec('nginx -v 2>&1'), " \n") ?: 'nginx',
            $wordpress[1],
            $woocommerce[1],
            is_link("$path/wp-content/plugins/woocommerce") ? 'stand-in' : 'real',
        );
    }

    /** Waybill active, and both connections made; where they are, nothing changes. */
    public function connect(): void
    {
        Program::run(dirname(__DIR__, 3) . '/dev/php/activate-waybill.php');
        Program::run(dirname(__DIR__, 3) . '/dev/php/demo-connect.php');
    }

    /**
     * The delivery of an order to a connection, as the outbox has it.
     *
     * @return array<string, string|null>
     */
    public function delivery(string $connection, int $orderId): array
    {
        $found = $this->database->prepare('SELECT * FROM wp_waybill_deliveries WHERE connection = ? AND order_id = ?');
        $found->execute([$connection, $orderId]);

        return $found->fetch(\PDO::FETCH_ASSOC) ?: throw new \RuntimeException("No delivery of order $orderId to $connection");
    }

    /**
     * Does something while nobody can write to the outbox.
     *
     * @template T
     * @param callable(): T $do
     * @return T
     */
    public function whileOutboxIsLocked(callable $do): mixed
    {
        $this->database->exec('LOCK TABLES wp_waybill_deliveries WRITE');
        try {
            return $do();
        } finally {
            $this->database->exec('UNLOCK TABLES');
        }
    }

    public function change(string $sql): void
    {
        $this->database->exec($sql);
    }

    /** An order of the REST API, with a key over Basic authentication, as an integration makes it: its answer, 201. */
    public function orderByRest(): Answer
    {
        $request = $this->orderRequest();

        return (new Browser())->ask($request['url'], $request['headers'], $request['body']);
    }

    /** @return array{url: string, headers: list<string>, body: string} An order of the REST API, to be asked for. */
    public function orderRequest(): array
    {
        $client = $this->client();

        return [
            'url' => '/wp-json/wc/v3/orders',
            'headers' => [$client['authorization'], 'X-Forwarded-Proto: https'],
            'body' => json_encode([
                'status' => 'processing',
                'billing' => $this->checkout()['billing_address'],
                'shipping' => $this->checkout()['shipping_address'],
                'line_items' => [['product_id' => $client['product'], 'quantity' => 2]],
            ], JSON_THROW_ON_ERROR),
        ];
    }

    /** An order of the Store API, as the checkout block makes it: the answer to its last request, with `order_id`. */
    public function orderByCheckout(): Answer
    {
        $api = '/wp-json/wc/store/v1';
        $shopper = new Browser();
        $cart = $shopper->ask("$api/cart");
        $headers = ["Nonce: {$cart->headers['nonce']}", "Cart-Token: {$cart->headers['cart-token']}"];
        $shopper->ask("$api/cart/add-item", $headers, json_encode(['id' => $this->client()['product'], 'quantity' => 2], JSON_THROW_ON_ERROR));

        return $shopper->ask("$api/checkout", $headers, json_encode($this->checkout(), JSON_THROW_ON_ERROR));
    }

    /** @return array<string, mixed> */
    private function checkout(): array
    {
        return json_decode((string) file_get_contents(dirname(__DIR__, 3) . '/dev/demo-checkout.json'), true, 512, JSON_THROW_ON_ERROR);
    }

    /** @return array{authorization: string, product: int} */
    private function client(): array
    {
        return $this->client ??= [
            'authorization' => 'Authorization: Basic ' . base64_encode(Program::runWithoutExtension(dirname(__DIR__) . '/programs/api-key.php')),
            'product' => (int) Program::runWithoutExtension(dirname(__DIR__, 3) . '/dev/php/product-id.php'),
        ];
    }
}
