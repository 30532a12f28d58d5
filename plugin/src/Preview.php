<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Connection\Problem;
use Waybill\Order\Standing;

/** The very request that would carry an order to a platform, as a text for people: built as it is sent, but for the secrets in its headers. */
final class Preview
{
    public function __construct(
        private readonly Packer $packer,
        private readonly OutboxHistory $history,
        private readonly Extension $extension,
        private readonly Site $site,
    ) {}

    /** The text; or a sentence that says why there is none. */
    public function text(Connection $connection, \WC_Order $order): string
    {
        if (!$this->extension->isReady()) {
            return Problem::sentence(Problem::NO_EXTENSION, $connection->label());
        }
        try {
            $content = $this->packer->content($connection, $order);
        } catch (\Throwable $error) {
            return sprintf(
                // translators: %s: the kind of a PHP error, and where it happened.
                __('The order cannot be read: %s', 'waybill'),
                Log::where($error),
            );
        }
        if (null === $content) {
            return __('Nothing: another plugin will not have it sent (its filter on waybill_order_payload said no).', 'waybill');
        }
        $answer = $this->extension->preview($this->packer->request($connection, microtime(true)), [$this->packer->order(
            $this->key($connection, $order->get_id()),
            1,
            $content,
        )]);
        if (!$answer['ok']) {
            return Problem::sentence($answer['error']['kind'], $connection->label());
        }

        return implode("\n\n", [...array_map(self::show(...), $answer['data']['requests']), ...array_column($answer['data']['unreadable'], 'message')]);
    }

    /** The key under which it would go: of a new revision, where the platform has the last one. */
    private function key(Connection $connection, int $orderId): string
    {
        $delivery = $this->history->delivery($orderId, $connection->id());
        $isNew = in_array(Standing::of($delivery), [Standing::Delivered, Standing::NotSent], true);

        return null !== $delivery && !$isNew
            ? $delivery->key
            : Outbox::key($this->site->deviceId(), $connection->id(), $orderId, ($delivery->revision ?? 0) + 1);
    }

    /** @param array{method: string, url: string, headers: array<string, string>, body: string} $request */
    private static function show(array $request): string
    {
        $head = "{$request['method']} {$request['url']}";
        foreach ($request['headers'] as $name => $value) {
            $head .= "\n$name: $value";
        }
        // As objects, so that an empty one stays what it is.
        $body = json_decode($request['body'], false, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);

        return (
            "$head\n\n"
            . json_encode($body, JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION)
        );
    }
}
