<?php

/** What every object of WooCommerce's is: properties with getters and setters by name, their filters, changes and metadata. */

declare(strict_types=1);

/** A point in time, in the site's zone. */
class WC_DateTime extends DateTime
{
    public static function at(int $timestamp): self
    {
        return (new self("@$timestamp"))->setTimezone(wp_timezone());
    }

    public function __toString(): string
    {
        return $this->format(DateTimeInterface::ATOM);
    }

    public function date(string $format): string
    {
        return $this->format($format);
    }
}

abstract class WC_Data
{
    protected int $id = 0;
    /** @var array<string, mixed> */
    protected array $data = [];
    /** @var array<string, mixed> */
    protected array $changes = [];
    /** @var array<string, mixed> */
    protected array $meta = [];
    protected bool $object_read = false;

    /** `order` in `woocommerce_order_get_total`. */
    abstract protected function hook(): string;

    public function get_id(): int
    {
        return $this->id;
    }

    public function set_id(int $id): void
    {
        $this->id = $id;
    }

    public function get_meta(string $key = '', bool $single = true, string $context = 'view'): mixed
    {
        return $this->meta[$key] ?? '';
    }

    public function update_meta_data(string $key, mixed $value, int|string $meta_id = 0): void
    {
        $this->meta[$key] = $value;
    }

    public function delete_meta_data(string $key): void
    {
        unset($this->meta[$key]);
    }

    /** @param array<string, mixed> $props */
    public function set_props(mixed $props, mixed $context = 'set')
    {
        foreach ($props as $name => $value) {
            $this->{'set_' . $name}($value);
        }
    }

    /** `get_x($context)` and `set_x($value)` of every property x. */
    public function __call(string $method, array $arguments): mixed
    {
        $name = substr($method, 4);
        if (!array_key_exists($name, $this->data)) {
            throw new BadMethodCallException(static::class . "::$method is not in the stand-in");
        }
        if (str_starts_with($method, 'set_')) {
            $this->changes[$name] = $arguments[0];

            return null;
        }

        return $this->prop($name, $arguments[0] ?? 'view');
    }

    protected function prop(string $name, string $context = 'view'): mixed
    {
        $value = array_key_exists($name, $this->changes) ? $this->changes[$name] : $this->data[$name];

        return 'view' === $context ? apply_filters("woocommerce_{$this->hook()}_get_$name", $value, $this) : $value;
    }

    protected function apply_changes(): void
    {
        $this->data = array_replace($this->data, $this->changes);
        $this->changes = [];
    }

    /** A WC_DateTime of whatever WooCommerce takes for one. */
    protected static function date(mixed $value): ?WC_DateTime
    {
        return match (true) {
            null === $value, '' === $value, '0000-00-00 00:00:00' === $value => null,
            $value instanceof WC_DateTime => $value,
            is_numeric($value) => WC_DateTime::at((int) $value),
            default => WC_DateTime::at((new DateTimeImmutable((string) $value, new DateTimeZone('UTC')))->getTimestamp()),
        };
    }
}

/** Which class keeps what; here it is named only. */
final class WC_Data_Store
{
    private const STORES = [
        'order' => 'WC_Order_Data_Store_CPT',
        'order-item-product' => 'WC_Order_Item_Product_Data_Store',
        'order-item-fee' => 'WC_Order_Item_Fee_Data_Store',
        'order-item-shipping' => 'WC_Order_Item_Shipping_Data_Store',
        'order-item-tax' => 'WC_Order_Item_Tax_Data_Store',
        'product' => 'WC_Product_Data_Store_CPT',
        'product-grouped' => 'WC_Product_Grouped_Data_Store_CPT',
        'product-variable' => 'WC_Product_Variable_Data_Store_CPT',
        'product-variation' => 'WC_Product_Variation_Data_Store_CPT',
    ];

    private function __construct(
        private readonly string $class,
    ) {}

    public static function load(string $object_type): self
    {
        $stores = apply_filters('woocommerce_data_stores', self::STORES);
        // What has none of its own has that of its kind.
        $object_type = isset($stores[$object_type]) ? $object_type : explode('-', $object_type)[0];
        $store = apply_filters("woocommerce_{$object_type}_data_store", $stores[$object_type]);

        return new self(is_object($store) ? $store::class : $store);
    }

    public function get_current_class_name(): string
    {
        return $this->class;
    }
}
