/** What becomes of an order at TrackingTech: noted in the order, told to the customer, and the end of the order where the merchant wants that. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture, visitor } from '../support/browser.js';
import { click, field, errors, open, page, pages, refused, stands, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import * as site from '../support/site.js';

const LINK = 'https://trackingtech.example/CL-123';
const CUSTOMER = 'ana';
/** What only WooCommerce itself has. */
const skip = site.about.standIn && 'the stand-in for WooCommerce has no order screen, no My account and no e-mails';

let order, onItsWay;

test( 'the merchant chooses what a shipment\'s end does', async () => {
	await open( pages.trackingTech );
	for ( const label of [ 'Delivered: complete the order', 'Failed or returned: list the order here, until you have dealt with it' ] ) {
		assert.equal( await field( label ).isChecked(), false );
		await field( label ).check();
	}
	await card().getByRole( 'button', { name: 'Save' } ).click();
	await told( 'Saved.' );
	await page.reload();
	assert.equal( await card().getByRole( 'checkbox', { checked: true } ).count(), 2 );
	await card().scrollIntoViewIfNeeded();
	await picture( page, 'shipments-card' );
} );

test( 'an order that is on its way keeps its status, and a note says so', async () => {
	order = await sent();
	await sandbox.setShipment( order, 'in_transit', 'CL-123' );
	onItsWay = site.php( 'shipment', String( order ), CUSTOMER );
	assert.equal( onItsWay.status, 'processing' );
	assert.ok( onItsWay.notes.includes( 'TrackingTech: In transit (tracking number CL-123)' ), onItsWay.notes.join( '\n' ) );
} );

test( 'the merchant reads it on the order\'s screen', { skip }, async () => {
	await page.goto( onItsWay.editUrl );
	const note = page.locator( '#woocommerce-order-notes' ).getByText( 'TrackingTech: In transit (tracking number CL-123)' );
	await note.waitFor();
	assert.equal( await note.locator( 'xpath=ancestor::li' ).evaluate( ( item ) => item.classList.contains( 'customer-note' ) ), false, 'private' );
	await note.scrollIntoViewIfNeeded();
	await page.screenshot( { path: `${ site.artefacts }/shipments-order-note-1280.png` } );
} );

test( 'the customer sees how far it has come in My account, with a link to follow it', { skip }, async () => {
	const ana = await visitor();
	try {
		await ana.page.goto( `${ site.url }/wp-login.php` );
		await ana.page.getByLabel( 'Username or Email Address' ).fill( CUSTOMER );
		await ana.page.getByLabel( 'Password', { exact: true } ).fill( CUSTOMER );
		await ana.page.getByRole( 'button', { name: 'Log In' } ).click();
		await ana.page.waitForURL( ( address ) => ! address.pathname.includes( 'wp-login' ) );
		await ana.page.goto( onItsWay.accountUrl );
		await ana.page.getByText( 'Status: In transit' ).waitFor();
		await ana.page.getByText( 'Tracking number: CL-123' ).waitFor();
		assert.equal( await ana.page.getByRole( 'link', { name: 'Track your shipment' } ).getAttribute( 'href' ), LINK );
		await ana.page.getByText( 'Status: In transit' ).scrollIntoViewIfNeeded();
		await picture( ana.page, 'shipments-my-account' );
		assert.deepEqual( ana.troubles, [] );
	} finally {
		await ana.context.close();
	}
} );

test( 'the customer\'s e-mail has the tracking number and the link', { skip }, async () => {
	const mail = await visitor();
	try {
		await mail.page.setContent( onItsWay.email );
		await mail.page.getByText( 'Tracking number: CL-123' ).waitFor();
		assert.equal( await mail.page.getByRole( 'link', { name: 'Track your shipment' } ).getAttribute( 'href' ), LINK );
		await mail.page.screenshot( { path: `${ site.artefacts }/shipments-e-mail-1280.png`, fullPage: true } );
	} finally {
		await mail.context.close();
	}
} );

test( 'an order that was delivered is completed', async () => {
	await sandbox.setShipment( order, 'delivered', 'CL-123' );
	const delivered = site.php( 'shipment', String( order ) );
	assert.equal( delivered.status, 'completed' );
	assert.ok( delivered.notes.includes( 'TrackingTech: Delivered (tracking number CL-123)' ), delivered.notes.join( '\n' ) );
	if ( ! site.about.standIn ) {
		await page.goto( delivered.editUrl );
		assert.equal( await page.locator( '#order_status' ).inputValue(), 'wc-completed' );
	}
} );

test( 'an order that came back is listed until the merchant has dealt with it', async () => {
	const returned = await sent();
	await sandbox.setShipment( returned, 'returned' );
	assert.equal( site.php( 'shipment', String( returned ) ).status, 'processing' );
	await open( pages.trackingTech );
	await stands( '1 order needs your attention: its delivery failed, or it came back.' );
	await card().scrollIntoViewIfNeeded();
	await picture( page, 'shipments-attention' );
	await refused( () => click( 'I have dealt with the chosen orders' ) );
	assert.deepEqual( Object.values( await errors() ), [ 'Choose at least one order.' ] );
	await field( `Order ${ returned }: Returned` ).check();
	await click( 'I have dealt with the chosen orders' );
	await told( '1 order is dealt with.' );
	assert.equal( await card().getByText( 'your attention' ).count(), 0 );
} );

const card = () => page.locator( '.card' ).filter( { has: page.getByRole( 'heading', { name: 'Shipments', exact: true } ) } );

/** An order that a guest placed, and that TrackingTech has. */
async function sent() {
	const placed = await shop.order( shop.anyCheckout );
	await sandbox.arrival( 'trackingtech', placed );
	return placed;
}
