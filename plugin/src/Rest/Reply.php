<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Connection\Failure;
use Waybill\Connection\Problem;

/** The answers of our routes, as assets/admin.js reads them. */
final class Reply
{
    /**
     * It worked: the panel as it is now, and what happened, for the eyes and for a screen reader.
     *
     * @param 'success'|'warning' $how
     * @return array{panel: string, message: string, how: string}
     */
    public static function done(string $panel, string $message, string $how = 'success'): array
    {
        return ['panel' => $panel, 'message' => $message, 'how' => $how];
    }

    /**
     * It worked, and concerns one card alone, which may be on several pages.
     *
     * @return array{card: string, message: string, how: string}
     */
    public static function card(string $card, string $message): array
    {
        return ['card' => $card, 'message' => $message, 'how' => 'success'];
    }

    /**
     * It worked, and changed nothing that is shown.
     *
     * @return array{message: string, how: string}
     */
    public static function message(string $message): array
    {
        return ['message' => $message, 'how' => 'success'];
    }

    /** It did not: one sentence, at the field concerned. */
    public static function failed(Failure $failure, string $platform): \WP_Error
    {
        $sentence = Problem::sentence($failure->kind, $platform);
        if ('rejected' === $failure->kind && '' !== $failure->message) {
            $sentence .= ' ' . $failure->message;
        }

        return new \WP_Error('waybill_' . $failure->kind, $sentence, ['status' => 422, 'field' => self::field($failure)]);
    }

    /** Where the merchant looks for it: '' for the form as a whole. */
    private static function field(Failure $failure): string
    {
        return (
            $failure->field ?? match ($failure->kind) {
                'unknown_code', 'inactive_code' => 'code',
                'wrong_credentials' => 'password',
                default => '',
            }
        );
    }
}
