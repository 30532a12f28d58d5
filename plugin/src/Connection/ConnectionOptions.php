<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;

/**
 * What is stored of one connection: an option that WordPress loads with every page (so that an order costs no query to look at it), and one of sealed secrets that it
 * does not.
 */
final class ConnectionOptions
{
    /** The most requests at a time that a store may allow: the extension makes no more (docs/boundary.md, `deliver`). */
    public const MAX_CONCURRENCY = 64;

    /** The option as it lay in memory when it was looked at last, and what it says. */
    private ?string $serialized = null;

    /** @var array<string, mixed> */
    private array $values = [];

    /** @param array<string, mixed> $defaults Every name with its value in a store that has not set it. */
    public function __construct(
        private readonly string $id,
        private readonly array $defaults,
        private readonly Extension $extension,
    ) {}

    /** Makes the option, so that reading it costs no query from now on. */
    public function create(): void
    {
        add_option($this->name(), [], '', true);
    }

    /** Has the next look read what other processes have stored meanwhile. */
    public function refresh(): void
    {
        wp_cache_delete('alloptions', 'options');
        wp_cache_delete($this->name(), 'options');
        wp_cache_delete($this->name() . '_secrets', 'options');
    }

    public function get(string $name): mixed
    {
        return $this->all()[$name];
    }

    /** @param array<string, mixed> $values Those to change; the others stay as they are stored, not as this process read them a while ago. */
    public function set(array $values): void
    {
        $this->refresh();
        update_option($this->name(), [...$this->all(), ...$values], true);
    }

    /** The secret; null where there is none, or it cannot be opened any more. */
    public function secret(string $name): ?string
    {
        $sealed = $this->sealed()[$name] ?? null;

        return null === $sealed || !$this->extension->isReady() ? null : $this->extension->open($sealed, wp_salt('secure_auth'), $this->context($name));
    }

    /** Whether some secret is stored that cannot be opened any more. */
    public function hasLostSecret(): bool
    {
        return $this->extension->isReady() && [] !== array_filter(array_keys($this->sealed()), fn(string $name): bool => null === $this->secret($name));
    }

    /** Stores a secret, sealed; null forgets it. */
    public function setSecret(string $name, #[\SensitiveParameter] ?string $secret): void
    {
        $this->refresh();
        $sealed = $this->sealed();
        if (null === $secret) {
            unset($sealed[$name]);
        } else {
            $sealed[$name] = $this->extension->seal($secret, wp_salt('secure_auth'), $this->context($name));
        }
        update_option($this->name() . '_secrets', $sealed, false);
    }

    /** Forgets everything. */
    public function delete(): void
    {
        delete_option($this->name());
        delete_option($this->name() . '_secrets');
    }

    /** @return array<string, mixed> */
    private function all(): array
    {
        // A checkout asks some dozens of times: what is the same as before is not unpacked again.
        /** @var array<string, mixed>|false $loaded */
        $loaded = wp_cache_get('alloptions', 'options');
        $serialized = is_array($loaded) ? $loaded[$this->name()] ?? null : null;
        if (!is_string($serialized) || $serialized !== $this->serialized) {
            /** @var array<string, mixed>|mixed $stored */
            $stored = get_option($this->name(), []);
            $this->values = [...$this->defaults, ...(is_array($stored) ? $stored : [])];
            $this->serialized = is_string($serialized) ? $serialized : null;
        }

        return $this->values;
    }

    /** @return array<string, string> */
    private function sealed(): array
    {
        $sealed = get_option($this->name() . '_secrets', []);

        return is_array($sealed) ? $sealed : [];
    }

    private function name(): string
    {
        return 'waybill_' . $this->id;
    }

    /** Binds a sealed secret to its place: copied into another site's or connection's option, it does not open. */
    private function context(string $name): string
    {
        return get_current_blog_id() . '|' . $this->id . '|' . $name;
    }
}
