<?php

declare(strict_types=1);

namespace Waybill;

/** WooCommerce's logger under the source `waybill` (WooCommerce → Status → Logs). No secret and no personal data may be handed to it. */
final class Log
{
    /** @param array<string, scalar|null> $context Fills the {placeholders} of the message. */
    public function error(string $message, array $context = []): void
    {
        $this->write('error', $message, $context);
    }

    /** @param array<string, scalar|null> $context */
    public function warning(string $message, array $context = []): void
    {
        $this->write('warning', $message, $context);
    }

    /** @param array<string, scalar|null> $context */
    public function info(string $message, array $context = []): void
    {
        $this->write('info', $message, $context);
    }

    /** What was thrown, and where. Not its message, which may hold anything. */
    public static function where(\Throwable $error): string
    {
        return sprintf('%s in %s:%d', $error::class, basename($error->getFile()), $error->getLine());
    }

    /** @param array<string, scalar|null> $context */
    private function write(string $level, string $message, array $context): void
    {
        if (!function_exists('wc_get_logger')) {
            return;
        }
        $values = [];
        foreach ($context as $name => $value) {
            $values['{' . $name . '}'] = (string) $value;
        }
        wc_get_logger()->log($level, strtr($message, $values), ['source' => 'waybill']);
    }
}
