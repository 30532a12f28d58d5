<?php

/** Products, as posts of the type `product`. */

declare(strict_types=1);

class WC_Product extends WC_Data
{
    private const META = ['sku' => '_sku', 'regular_price' => '_regular_price', 'price' => '_price', 'weight' => '_weight', 'virtual' => '_virtual'];

    public function __construct(int $id = 0)
    {
        $this->data = ['name' => '', 'status' => 'publish', 'virtual' => ''] + array_fill_keys(array_keys(self::META), '');
        if ($id > 0) {
            $post = get_post($id);
            if (null === $post || !in_array($post->post_type, ['product', 'product_variation'], true)) {
                throw new Exception('Invalid product.');
            }
            $this->id = $id;
            $this->data['name'] = $post->post_title;
            foreach (self::META as $property => $key) {
                $this->data[$property] = (string) get_post_meta($id, $key, true);
            }
            if ('product_variation' === $post->post_type) {
                // A variation has what its product has where it has nothing of its own.
                foreach (['sku', 'weight'] as $property) {
                    $this->data[$property] = $this->data[$property] ?: (string) get_post_meta($post->post_parent, self::META[$property], true);
                }
            }
        }
    }

    protected function hook(): string
    {
        return 'product';
    }

    public function is_virtual(): bool
    {
        return 'yes' === $this->prop('virtual');
    }

    public function set_virtual(bool $virtual): void
    {
        $this->changes['virtual'] = $virtual ? 'yes' : 'no';
    }

    public function save(): int
    {
        $this->apply_changes();
        $this->data['price'] = $this->data['regular_price'];
        $post = ['post_type' => 'product', 'post_status' => 'publish', 'post_title' => $this->data['name']];
        $this->id = 0 === $this->id ? wp_insert_post($post) : wp_update_post(['ID' => $this->id] + $post);
        foreach (self::META as $property => $key) {
            update_post_meta($this->id, $key, $this->data[$property]);
        }

        return $this->id;
    }

    public function delete(bool $force_delete = false): bool
    {
        return (bool) wp_delete_post($this->id, $force_delete);
    }
}

class WC_Product_Simple extends WC_Product {}
