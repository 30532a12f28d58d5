/** WooCommerce's own screens of orders: an order that is missing at a platform is found in the list, understood on its screen, and sent from there. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { open, page } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import { about } from '../support/site.js';

const skip = about.standIn && 'the stand-in for WooCommerce has no screens of orders';

/** What a platform may say; it is text, whatever it looks like. */
const SAID = 'The commune <b>Ñuñoa</b> is unknown';
const REFUSAL = { kind: 'status', status: 422, body: JSON.stringify( { message: SAID } ) };

const LIST = about.storage === 'hpos' ? 'admin.php?page=wc-orders' : 'edit.php?post_type=shop_order';
const box = page.locator( '#waybill-order-sync' );
const part = ( platform ) => box.locator( 'section' ).filter( { has: page.getByRole( 'heading', { name: platform, exact: true } ) } );
const row = () => page.locator( `#order-${ order }, #post-${ order }` );
const stands = ( platform, state ) => part( platform ).locator( '.waybill-state' ).getByText( state, { exact: true } ).waitFor();

let order;

/** What the list says of the order, as it is read out. */
async function marks() {
	await open( LIST );
	return row().locator( '.waybill-mark' ).allTextContents();
}

test( 'the list of orders shows which one a platform did not take, and finds it', { skip }, async () => {
	await sandbox.whileFailing( 'trackingtech', 'orders', REFUSAL, async () => {
		order = await shop.order( shop.anyCheckout );
		await eventually( 'both platforms have answered', marks, ( seen ) => ! seen.some( ( mark ) => mark.endsWith( 'Waiting' ) ) );
	} );
	assert.deepEqual( await marks(), [ 'Logistos: Sent', 'TrackingTech: Failed' ] );
	await picture( page, 'orders-list' );
	await page.getByLabel( 'Filter by order sync' ).selectOption( { label: 'TrackingTech: Failed' } );
	await page.getByRole( 'button', { name: 'Filter', exact: true } ).click();
	await page.waitForURL( '**waybill_sync=trackingtech*' );
	assert.equal( await page.locator( '#the-list tr' ).count(), 1 );
	await row().waitFor();
} );

test( 'its screen says why, what the platform answered, and what was tried', { skip }, async () => {
	await row().locator( '.order-view' ).click();
	await stands( 'Logistos', 'Sent' );
	await stands( 'TrackingTech', 'Failed' );
	await part( 'TrackingTech' ).getByText( 'TrackingTech will not have the order as it is.' ).waitFor();
	await part( 'TrackingTech' ).getByText( `Last answer of TrackingTech: ${ SAID }`, { exact: true } ).waitFor();
	await part( 'TrackingTech' ).getByText( 'Attempts', { exact: true } ).click();
	await part( 'TrackingTech' ).getByRole( 'cell', { name: 'Not accepted (HTTP 422)' } ).waitFor();
	await picture( page, 'order-failed' );
} );

test( 'what is shown before is what the platform receives when it is sent', { skip }, async () => {
	await part( 'TrackingTech' ).getByText( 'What is sent', { exact: true } ).click();
	const text = part( 'TrackingTech' ).locator( 'pre' );
	await text.getByText( `"orderId": ${ order }` ).waitFor();
	await picture( page, 'order-payload' );
	const [ head, body ] = ( await text.textContent() ).split( /\n\n(.*)/s );
	await part( 'TrackingTech' ).getByRole( 'button', { name: 'Send now' } ).click();
	await part( 'TrackingTech' ).getByText( 'TrackingTech has the order.', { exact: true } ).waitFor();
	await stands( 'TrackingTech', 'Sent' );
	await picture( page, 'order-sent' );
	const received = ( await sandbox.requests( { platform: 'trackingtech', endpoint: 'orders' } ) ).at( -1 );
	assert.deepEqual( received.body, JSON.parse( body ) );
	assert.ok( head.includes( `idempotency-key: ${ received.headers[ 'idempotency-key' ] }` ) );
} );

test( 'what a platform has is sent once more only if the merchant says so', { skip }, async () => {
	const sent = await sandbox.count( { platform: 'trackingtech', endpoint: 'orders' } );
	const answer = ( how ) => page.once( 'dialog', ( dialog ) => dialog[ how ]() );
	answer( 'dismiss' );
	await part( 'TrackingTech' ).getByRole( 'button', { name: 'Send again' } ).click();
	assert.equal( await sandbox.count( { platform: 'trackingtech', endpoint: 'orders' } ), sent );
	answer( 'accept' );
	const sending = page.waitForResponse( ( response ) => response.url().includes( 'orders/send' ) );
	await part( 'TrackingTech' ).getByRole( 'button', { name: 'Send again' } ).click();
	await sending;
	assert.equal( await sandbox.count( { platform: 'trackingtech', endpoint: 'orders' } ), sent + 1 );
} );

test( 'a bulk action says what it sends, and what it passes over', { skip }, async () => {
	await open( LIST );
	// WooCommerce asks for more once the page is there, and calls it an error where it is left before the answer.
	await page.waitForLoadState( 'networkidle' );
	await row().getByRole( 'checkbox' ).check();
	await page.locator( '#bulk-action-selector-top' ).selectOption( { label: 'Send to Logistos' } );
	await page.locator( '#doaction' ).click();
	await page.locator( '.waybill-bulk' ).getByText( '1 order was passed over: Logistos has it already.' ).waitFor();
	await picture( page, 'orders-bulk' );
} );
