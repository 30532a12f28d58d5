/** A guest in the shop: from a product to the order-received page. */

import { readFileSync } from 'node:fs';

import { visitor } from './browser.js';
import * as site from './site.js';

/** The classic checkout, of whichever WooCommerce is there. */
export const anyCheckout = site.about.standIn ? standInCheckout : classicCheckout;

/** How long a busy machine may take over WooCommerce's own checkout: what is measured begins after it. */
const CHECKOUT_MS = 60_000;

const { billing_address: ana } = JSON.parse( readFileSync( new URL( '../../../dev/demo-checkout.json', import.meta.url ), 'utf8' ) );

/** Orders one product through one of the checkouts, paid in this way, and gives the order's id. */
export async function order( checkout, payment = 'Cash on delivery' ) {
	const guest = await visitor();
	try {
		await checkout( guest.page, payment );
		await guest.page.getByText( 'Your order has been received' ).first().waitFor( { timeout: CHECKOUT_MS } );
		const number = await guest.page.evaluate( () => location.href.match( /order-received[/=](\d+)/ )[ 1 ] );
		if ( guest.troubles.length > 0 ) {
			throw new Error( `The shop had trouble: ${ guest.troubles.join( '\n' ) }` );
		}
		return Number( number );
	} finally {
		await guest.context.close();
	}
}

/** Through the product's page and the cart to the page that the shop has for its checkout: the block's. */
export async function blockCheckout( page, payment ) {
	await addFromProductPage( page );
	await page.goto( `${ site.url }/cart/` );
	await page.getByRole( 'link', { name: 'Proceed to Checkout' } ).click();
	await page.getByLabel( 'Email address' ).fill( ana.email );
	for ( const [ label, value ] of Object.entries( {
		'First name': ana.first_name,
		'Last name': ana.last_name,
		'Address': ana.address_1,
		'City': ana.city,
		'Phone (optional)': ana.phone,
	} ) ) {
		await page.getByRole( 'group', { name: 'Shipping address' } ).getByLabel( label, { exact: true } ).fill( value );
	}
	await page.getByLabel( payment ).check();
	await page.getByRole( 'button', { name: 'Place Order' } ).click();
}

/** Through the product's page to the shortcode's checkout. */
export async function classicCheckout( page, payment ) {
	await addFromProductPage( page );
	await page.goto( `${ site.url }/classic-checkout/` );
	await fillClassic( page, payment );
}

/** The stand-in's shop: its list of products, its cart, its checkout. */
export async function standInCheckout( page, payment ) {
	await page.goto( `${ site.url }/shop/` );
	await page.getByRole( 'link', { name: 'Add to cart' } ).first().click();
	await page.goto( `${ site.url }/cart/` );
	await page.getByRole( 'link', { name: 'Proceed to checkout' } ).click();
	await fillClassic( page, payment );
}

async function addFromProductPage( page ) {
	await page.goto( `${ site.url }/product/mug/` );
	await page.getByRole( 'button', { name: 'Add to cart', exact: true } ).click();
	await page.getByText( 'has been added to your cart' ).first().waitFor();
}

async function fillClassic( page, payment ) {
	for ( const name of [ 'first_name', 'last_name', 'address_1', 'city', 'phone', 'email' ] ) {
		await page.locator( `#billing_${ name }` ).fill( ana[ name ] );
	}
	await page.getByLabel( payment ).check();
	await page.getByRole( 'button', { name: 'Place order' } ).click();
}
