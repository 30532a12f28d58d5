<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** Texts as WooCommerce's setters leave them. Those that many orders of a set share are cleaned once. */
final class Texts
{
    /** An e-mail address that WordPress takes as it is. */
    private const PLAIN_EMAIL = '/^[a-z0-9._+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/iD';

    /** @var array<string, string> */
    private array $cleaned = [];

    /** @var array<string, string> */
    private array $stripped = [];

    /** @param array<string, string> $currencies By code. */
    private function __construct(
        private readonly array $currencies,
    ) {}

    public static function ofStore(): self
    {
        return new self(get_woocommerce_currencies());
    }

    /**
     * One line without tags.
     *
     * @throws Unsure
     */
    public function clean(string $text): string
    {
        return $this->cleaned[$text] ??= (string) wc_clean(self::scalar($text));
    }

    /** @throws Unsure */
    public function withoutTags(string $text): string
    {
        return $this->stripped[$text] ??= wp_strip_all_tags(self::scalar($text));
    }

    /** What is no e-mail address is not set. */
    public function email(?string $email): string
    {
        return match (true) {
            null === $email, '' === $email => '',
            1 === preg_match(self::PLAIN_EMAIL, $email) => $email,
            '0' === $email || false !== is_email($email) => (string) sanitize_email($email),
            default => '',
        };
    }

    /** The store's where there is none; what is none is not set. */
    public function currency(?string $currency): string
    {
        return match (true) {
            null === $currency => '',
            '' === $currency, '0' === $currency => get_woocommerce_currency(),
            isset($this->currencies[$currency]) => $currency,
            default => '',
        };
    }

    /** WordPress would unpack what looks packed. */
    private static function scalar(string $text): string
    {
        return is_serialized($text) ? throw new Unsure() : $text;
    }
}
