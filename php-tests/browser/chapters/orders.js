/** Orders that guests place in the shop. */

import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { open, page, pages, stands } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import { about } from '../support/site.js';

for ( const [ name, checkout, skip ] of [
	[ 'the classic checkout', shop.anyCheckout, false ],
	[ 'the block checkout', shop.blockCheckout, about.standIn && 'the stand-in for WooCommerce has no checkout block' ],
] ) {
	test( `an order that a guest places through ${ name } arrives at both platforms within seconds`, { skip }, async () => {
		const order = await shop.order( checkout );
		await Promise.all( [ sandbox.arrival( 'logistos', order ), sandbox.arrival( 'trackingtech', order ) ] );
	} );
}

test( 'the page counts what was sent', async () => {
	const { length: sent } = await sandbox.orderIds( 'trackingtech' );
	await open( pages.trackingTech );
	await stands( 'Connected' );
	await page.getByText( `${ sent } sent, 0 waiting, 0 failed, 0 paused` ).waitFor();
	await picture( page, 'trackingtech-orders-sent' );
} );
