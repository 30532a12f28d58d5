<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** What a set of orders says of its products as they are now: SKU and weight. */
final class Products
{
    /** Each of them may name its parent too; MariaDB makes a temporary table of a list longer than 1,000. */
    private const AT_A_TIME = 450;

    /** WooCommerce's own types, none of which says these otherwise. */
    private const PLAIN_TYPES = ['simple', 'variable', 'grouped', 'external'];

    private const NONE = ['sku' => '', 'weight' => ''];

    /** @var array<int, array{isVariation: bool, sku: string, weight: string}|false|null> By post id; null where it is no product (any more), false where the careful way is to ask it. */
    private array $known = [];

    public function __construct(
        private readonly Rows $rows,
        private readonly \wpdb $db,
    ) {}

    /**
     * @param list<int> $ids
     * @throws Unsure
     */
    public function load(array $ids): void
    {
        foreach (array_chunk($ids, self::AT_A_TIME) as $some) {
            $this->ask($some);
        }
    }

    /**
     * The product of a line: the variation, or the product where there is no variation (any more).
     *
     * @return array{sku: string, weight: string, ...}
     * @throws Unsure
     */
    public function of(string $productId, string $variationId): array
    {
        $variation = $this->known($variationId);
        $product = $this->known($productId);

        return match (true) {
            null !== $variation && $variation['isVariation'] => $variation,
            null !== $product && !$product['isVariation'] => $product,
            default => self::NONE,
        };
    }

    /**
     * @param list<int> $ids
     * @throws Unsure
     */
    private function ask(array $ids): void
    {
        $posts = $this->posts($ids);
        $types = $this->types(array_keys($posts));
        $meta = $this->meta([...array_keys($posts), ...array_column($posts, 'parent')]);
        foreach ($ids as $id) {
            $post = $posts[$id] ?? null;
            try {
                $this->known[$id] = match (true) {
                    null === $post => null,
                    'product_variation' === $post['type'] => self::variation($meta[$id] ?? [], 0 === $post['parent'] ? [] : $meta[$post['parent']] ?? []),
                    [] === array_diff($types[$id] ?? [], self::PLAIN_TYPES) && count($types[$id] ?? []) <= 1 => self::plain($meta[$id] ?? []),
                    default => self::asked($id),
                };
            } catch (\Throwable) {
                // Its class, a filter or what is stored of it: only the orders that have it are concerned.
                $this->known[$id] = false;
            }
        }
    }

    /** @return array{isVariation: bool, sku: string, weight: string}|null */
    private function known(string $id): ?array
    {
        if ('' === $id) {
            return null;
        }
        $known = ctype_digit($id) && strlen($id) <= 18 ? $this->known[(int) $id] ?? null : false;

        return false === $known ? throw new Unsure() : $known;
    }

    /**
     * @param list<int> $ids
     * @return array<int, array{type: string, parent: int}> `parent`: of a variation, its product; 0 where that is gone.
     */
    private function posts(array $ids): array
    {
        $posts = [];
        $rows = $this->rows->select(
            "SELECT p.ID AS id, p.post_type AS type, parent.ID AS parent FROM {$this->db->posts} p"
                . " LEFT JOIN {$this->db->posts} parent ON parent.ID = p.post_parent AND p.post_type = 'product_variation' AND parent.post_type = 'product'"
                . " WHERE p.post_type IN ('product', 'product_variation') AND p.ID IN "
                . Rows::in($ids),
        );
        foreach ($rows as $row) {
            $posts[(int) $row['id']] = ['type' => (string) $row['type'], 'parent' => (int) $row['parent']];
        }

        return $posts;
    }

    /**
     * @param list<int> $ids
     * @return array<int, list<string>>
     */
    private function types(array $ids): array
    {
        $types = [];
        $rows = $this->rows->select(
            // From the products to their terms: the other way, a term has all products of a type.
            "SELECT r.object_id AS id, t.name FROM {$this->db->term_relationships} r"
                . " STRAIGHT_JOIN {$this->db->term_taxonomy} x ON x.term_taxonomy_id = r.term_taxonomy_id AND x.taxonomy = 'product_type'"
                . " STRAIGHT_JOIN {$this->db->terms} t ON t.term_id = x.term_id WHERE r.object_id IN "
                . Rows::in([0, ...$ids]),
        );
        foreach ($rows as $row) {
            $types[(int) $row['id']][] = (string) $row['name'];
        }

        return $types;
    }

    /**
     * @param list<int> $ids
     * @return array<int, array<string, string|null>> Null for what is no text.
     */
    private function meta(array $ids): array
    {
        $meta = [];
        $rows = $this->rows->select(
            "SELECT post_id AS id, meta_key, meta_value FROM {$this->db->postmeta} WHERE meta_key IN ('_sku', '_weight') AND post_id IN "
            . Rows::in([0, ...$ids])
            . ' ORDER BY meta_id',
        );
        foreach ($rows as $row) {
            [$id, $key] = [(int) $row['id'], (string) $row['meta_key']];
            if (!array_key_exists($key, $meta[$id] ?? [])) {
                $value = maybe_unserialize((string) $row['meta_value']);
                $meta[$id][$key] = is_scalar($value) ? (string) $value : null;
            }
        }

        return $meta;
    }

    /**
     * @param array<string, string|null> $meta
     * @return array{isVariation: bool, sku: string, weight: string}
     * @throws Unsure
     */
    private static function plain(array $meta): array
    {
        if (in_array(null, $meta, true)) {
            throw new Unsure();
        }

        return ['isVariation' => false, 'sku' => $meta['_sku'] ?? '', 'weight' => wc_format_decimal($meta['_weight'] ?? '')];
    }

    /**
     * What it has not of its own, it has from its product.
     *
     * @param array<string, string|null> $meta
     * @param array<string, string|null> $parent
     * @return array{isVariation: bool, sku: string, weight: string}
     * @throws Unsure
     */
    private static function variation(array $meta, array $parent): array
    {
        $own = self::plain($meta);
        if (in_array(null, $parent, true)) {
            throw new Unsure();
        }

        return ['isVariation' => true, 'sku' => $own['sku'] ?: $parent['_sku'] ?? '', 'weight' => $own['weight'] ?: $parent['_weight'] ?? ''];
    }

    /**
     * Of another plugin's type: its class may say anything.
     *
     * @return array{isVariation: bool, sku: string, weight: string}|null
     */
    private static function asked(int $id): ?array
    {
        $product = wc_get_product($id);

        return (
            $product instanceof \WC_Product
                ? ['isVariation' => false, 'sku' => (string) $product->get_sku(), 'weight' => (string) $product->get_weight()]
                : null
        );
    }
}
