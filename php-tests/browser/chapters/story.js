/** One merchant, one missing order: connected, looked for, understood, sent, and followed until it has arrived. All of it from the screens, without a document. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { click, open, page, pages, stands, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import * as site from '../support/site.js';
import * as trackingTech from '../support/trackingtech.js';

const LINK = 'https://trackingtech.example/CL-777';
/** What only WooCommerce itself has. */
const skip = site.about.standIn && 'the stand-in for WooCommerce has no orders list and no order screen';

const menu = page.locator( '#adminmenu' );
const panel = page.locator( '#waybill-order [data-waybill-connection=trackingtech]' );

let order;

test( 'the merchant finds in the overview that TrackingTech is off, and connects it in three steps', async () => {
	await open( pages.trackingTech );
	await trackingTech.disconnect();
	await told( 'Disconnected. TrackingTech has been told.' );

	await menu.getByRole( 'link', { name: 'Order sync', exact: true } ).click();
	await page.getByRole( 'link', { name: 'Open the settings of TrackingTech' } ).scrollIntoViewIfNeeded();
	await picture( page, 'story-1-off' );
	await page.getByRole( 'link', { name: 'Open the settings of TrackingTech' } ).click();
	await page.waitForURL( `**/${ pages.trackingTech }` );
	await trackingTech.enterCode();
	await trackingTech.logIn();
	await click( 'Link this store' );
	await told( 'Connected. From now on your orders go to TrackingTech.' );
	await stands( 'Connected' );
	await picture( page, 'story-2-connected' );
} );

test( 'an order that waits for its bank transfer does not go to TrackingTech', { skip }, async () => {
	order = await shop.order( shop.anyCheckout, 'Bank transfer' );
	await sandbox.arrival( 'logistos', order );
	site.php( 'tick' );
	assert.equal( ( await sandbox.orderIds( 'trackingtech' ) ).includes( order ), false );
} );

test( 'the orders list shows at a glance that it was not sent', { skip }, async () => {
	await menu.getByRole( 'link', { name: /^Orders/ } ).first().click();
	await cell().getByText( 'TrackingTech: Not sent' ).waitFor();
	await cell().getByText( 'Logistos: Sent' ).waitFor();
	await picture( page, 'story-3-orders' );
} );

test( 'the order says why, and what to do', { skip }, async () => {
	await row().locator( 'a.order-view, .row-title' ).first().click();
	await panel.getByText( 'Its status is “On hold”; TrackingTech is sent orders when they become “Processing”.' ).waitFor();
	await panel.scrollIntoViewIfNeeded();
	await picture( page, 'story-4-why' );
} );

test( 'the money has come: the new status sends it, and the order says so', { skip }, async () => {
	await page.locator( '#order_status' ).selectOption( 'wc-processing', { force: true } );
	await page.locator( '.save_order' ).click();
	await page.getByText( 'Order updated.' ).waitFor();
	await sandbox.arrival( 'trackingtech', order );
	await page.reload();
	await panel.locator( '.waybill-state' ).getByText( 'Sent', { exact: true } ).waitFor();
	await panel.scrollIntoViewIfNeeded();
	await picture( page, 'story-5-sent' );
} );

for ( const [ number, word, label ] of [ [ 6, 'in_transit', 'In transit' ], [ 7, 'delivered', 'Delivered' ] ] ) {
	test( `TrackingTech says ${ word }, and the order says it with the number and the link to follow it`, { skip }, async () => {
		await sandbox.setShipment( order, word, 'CL-777' );
		await page.goto( site.php( 'shipment', String( order ) ).editUrl );
		await panel.getByText( label, { exact: true } ).waitFor();
		assert.equal( await panel.getByRole( 'link', { name: 'CL-777' } ).getAttribute( 'href' ), LINK );
		await panel.scrollIntoViewIfNeeded();
		await picture( page, `story-${ number }-${ word.replace( '_', '-' ) }` );
	} );
}

test( 'the orders list says that it has arrived, with the same link', { skip }, async () => {
	await menu.getByRole( 'link', { name: /^Orders/ } ).first().click();
	await page.locator( 'input[name=s]' ).fill( String( order ) );
	await page.getByRole( 'button', { name: 'Search orders' } ).click();
	assert.equal( await cell().getByRole( 'link', { name: 'Delivered' } ).getAttribute( 'href' ), LINK );
	await picture( page, 'story-8-arrived' );
} );

const row = () => page.locator( `#order-${ order }, #post-${ order }` );
const cell = () => row().locator( '.column-waybill' );
