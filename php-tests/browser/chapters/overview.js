/** WooCommerce → Order sync: orders that a platform does not accept, seen, understood and sent again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { click, errors, field, open, page, pages, refused, told, written } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import { about } from '../support/site.js';

/** What a platform may say; it is text, whatever it looks like. */
const SAID = 'shipping.phone <b>is</b> required';
const REFUSAL = { kind: 'status', status: 422, body: JSON.stringify( { message: SAID } ) };

const figures = page.locator( '#waybill-logistos-figures' );
const failures = page.locator( '#waybill-logistos-failures' );
const row = ( order ) => failures.getByRole( 'row' ).filter( { hasText: `#${ order }` } );

/** The page asks a busy server seldom. */
const BY_ITSELF = { timeout: 45_000 };

/** The orders that failed, the latest first. */
const orders = [];

test( 'the overview is found in WooCommerce\'s menu, and says that all is well', async () => {
	await open( pages.trackingTech );
	await page.locator( '#adminmenu' ).getByRole( 'link', { name: 'Order sync', exact: true } ).click();
	await page.getByRole( 'heading', { name: 'Order sync', level: 1 } ).waitFor();
	assert.equal( await page.locator( '.waybill-state' ).getByText( 'Sending: orders go out as they come.', { exact: true } ).count(), 2 );
	await figure( 'Failed', '0' );
	assert.equal( await page.getByText( 'What failed' ).count(), 0 );
	await picture( page, 'overview-all-well' );
} );

test( 'orders that Logistos does not accept appear by themselves, with the reason and its remedy', async () => {
	await page.evaluate( () => ( window.notReloaded = true ) );
	await sandbox.whileFailing( 'logistos', 'orders', REFUSAL, async () => {
		for ( let number = 1; number <= 4; ++number ) {
			orders.unshift( await shop.order( shop.anyCheckout ) );
		}
		await figure( 'Failed', '4' );
	} );
	await failures.getByRole( 'heading', { name: 'Logistos did not accept the order 4 orders' } ).waitFor();
	await failures.getByText( SAID, { exact: true } ).waitFor();
	await failures.getByText( 'Open the order, correct what Logistos names, and send it again.' ).waitFor();
	for ( const order of orders ) {
		await row( order ).waitFor( BY_ITSELF );
	}
	assert.equal( await page.evaluate( () => window.notReloaded ), true );
	await picture( page, 'overview-failures' );
} );

test( 'an order leads to its screen', { skip: about.standIn && 'the stand-in for WooCommerce has no order screen' }, async () => {
	// Only that it is the right screen: what WooCommerce's scripts do there is no affair of this page's.
	const screen = await page.request.get( await row( orders[ 0 ] ).getByRole( 'link' ).getAttribute( 'href' ) );
	assert.match( await screen.text(), new RegExp( `woocommerce-order-data__heading[^<]*#${ orders[ 0 ] }\\b` ) );
} );

test( 'one order is sent again by its button, whatever is ticked', async () => {
	await open( pages.overview );
	await row( orders[ 1 ] ).getByRole( 'checkbox' ).check();
	await row( orders[ 0 ] ).getByRole( 'button', { name: 'Send again' } ).click();
	await told( '1 order is sent again.' );
	await sandbox.arrival( 'logistos', orders[ 0 ] );
	await figure( 'Failed', '3' );
	assert.equal( ( await sandbox.orderIds( 'logistos' ) ).includes( orders[ 1 ] ), false );
} );

test( 'without a tick nothing is sent, and the form says why', async () => {
	await refused( () => click( 'Send the ticked ones again' ) );
	assert.deepEqual( await errors(), { '': 'Tick the orders first.' } );
} );

test( 'what has been ticked stays so while the page keeps itself up to date, and is sent again', async () => {
	await page.getByLabel( 'Tick all that are shown' ).check();
	await row( orders[ 3 ] ).getByRole( 'checkbox' ).uncheck();
	await page.getByLabel( 'Tick all that are shown' ).blur();
	await newAnswer();
	await newAnswer();
	assert.deepEqual( await Promise.all( orders.slice( 1 ).map( ( order ) => row( order ).getByRole( 'checkbox' ).isChecked() ) ), [ true, true, false ] );
	await click( 'Send the ticked ones again' );
	await told( '2 orders are sent again.' );
	await Promise.all( [ sandbox.arrival( 'logistos', orders[ 1 ] ), sandbox.arrival( 'logistos', orders[ 2 ] ) ] );
	await figure( 'Failed', '1' );
	assert.equal( ( await sandbox.orderIds( 'logistos' ) ).includes( orders[ 3 ] ), false );
} );

test( 'what failed in a certain time is sent again', async () => {
	await openWindow();
	await refused( () => click( 'Send these again' ) );
	assert.deepEqual( await errors(), { From: 'Say from when, or until when.' } );
	await field( 'Until' ).fill( '2020-01-01T00:00' );
	await click( 'Send these again' );
	await told( 'No order that stands failed did so in this time.' );
	await openWindow();
	await field( 'From' ).fill( '2020-01-01T00:00' );
	await picture( page, 'overview-window' );
	await click( 'Send these again' );
	await told( '1 order is sent again.' );
	await sandbox.arrival( 'logistos', orders[ 3 ] );
	await figure( 'Failed', '0' );
	await failures.getByText( 'What failed' ).waitFor( { state: 'detached', ...BY_ITSELF } );
} );

test( 'the chart has a table, which says the same', async () => {
	const chart = page.locator( '#waybill-logistos-chart' );
	await open( pages.overview );
	const { length: sent } = await sandbox.orderIds( 'logistos' );
	await chart.getByRole( 'img', { name: /^Orders of the last 30 days/ } ).waitFor();
	await chart.getByText( 'The same as a table' ).click();
	const [ , today ] = await chart.getByRole( 'row' ).all();
	assert.deepEqual( await today.getByRole( 'cell' ).allInnerTexts(), [ written( sent ), '0' ] );
	await picture( page, 'overview-table' );
} );

/** Waits until one of Logistos' figures is this. */
function figure( name, value ) {
	return figures.locator( 'div' ).filter( { has: page.getByText( name, { exact: true } ) } ).locator( 'dd' ).getByText( value, { exact: true } ).waitFor( BY_ITSELF );
}

/** Waits until the page has been told anew how things stand. */
function newAnswer() {
	return page.waitForResponse( ( response ) => response.url().includes( 'waybill/v1/overview' ), BY_ITSELF );
}

function openWindow() {
	return page.getByText( 'Send again what failed in a certain time' ).click();
}
