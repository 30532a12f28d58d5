<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** The products of the store. */
final class Catalogue
{
    private const PRODUCTS = 100;

    /**
     * Makes those that are missing, through WooCommerce.
     *
     * @return list<\WC_Product>
     */
    public function fill(): array
    {
        $products = [];
        for ($n = 1; $n <= self::PRODUCTS; ++$n) {
            $sku = sprintf('BENCH-%03d', $n);
            $id = wc_get_product_id_by_sku($sku);
            $product = $id ? wc_get_product($id) : new \WC_Product_Simple();
            if (!$id) {
                $product->set_name(['Taza', 'Té', 'Tetera', 'Plato', '茶葉'][$n % 5] . " $n");
                $product->set_sku($sku);
                $product->set_regular_price((string) (990 + (610 * $n)));
                $product->set_weight((string) (0.05 * $n));
                $product->save();
            }
            $products[] = $product;
        }

        return $products;
    }
}
