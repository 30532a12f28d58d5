/** The existing orders once more: what would be sent, begun, paused while a guest orders, resumed; and begun again and cancelled. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { allSent, click, field, open, page, pages, read, told, written } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as shop from '../support/shop.js';
import * as site from '../support/site.js';

/** One after another, the ten requests of a batch take so long that the merchant's click comes while the first is on its way, and the last orders are in nobody's hands. */
const SLOW = { kind: 'latency', ms: 3_000 };

const card = page.locator( '#waybill-backfill' );
const state = card.locator( '.waybill-state' );
const again = card.getByText( /^Send them again: [\d,]+ orders$/ );
const begin = card.getByRole( 'button', { name: /^Send [\d,]+ orders$/ } );

test( 'the merchant has Logistos sent one request at a time', async () => {
	await open( pages.logistos );
	await page.getByText( 'Advanced', { exact: true } ).click();
	await field( 'Requests at a time, at most' ).fill( '1' );
	await click( 'Save' );
	await told( 'Saved.' );
	await page.getByText( 'Advanced', { exact: true } ).click();
	assert.equal( await field( 'Requests at a time, at most' ).inputValue(), '1' );
} );

test( 'before anything is sent, the page says how many orders of which status would go where', async () => {
	await open( pages.logistos );
	await again.click();
	const orders = await offered();
	const text = await card.innerText();
	assert.match( text, new RegExp( `Send ${ written( orders ) } orders of \\d+ statuses to ${ new URL( sandbox.url ).host }:` ) );
	const rows = await card.locator( 'tbody tr' ).allInnerTexts();
	assert.equal( rows.map( ( row ) => read( row.split( '\t' )[ 1 ] ) ).reduce( ( sum, number ) => sum + number ), orders );
	await picture( page, 'backfill-before' );
} );

test( 'paused, the existing orders wait, and a new one arrives all the same; resumed, they go on to the end', async () => {
	const orders = await offered();
	await sandbox.whileFailing( 'logistos', 'orders', SLOW, async () => {
		await begin.click();
		await told( 'Your existing orders are on their way to Logistos.' );
		await card.getByRole( 'progressbar', { name: 'Existing orders sent' } ).waitFor();
		await card.getByText( 'Time left' ).waitFor();
		await picture( page, 'backfill-running' );
		await click( 'Pause' );
		await told( 'The existing orders wait. New orders are sent as they come.' );
	} );
	await state.getByText( 'Paused; new orders are sent all the same.' ).waitFor();
	const sent = await resting();
	assert.ok( sent < orders, `${ sent } of ${ orders } are sent` );
	await picture( page, 'backfill-paused' );

	await sandbox.arrival( 'logistos', await shop.order( shop.anyCheckout ) );
	site.php( 'tick' );
	assert.equal( await resting(), sent, 'what is paused does not move' );

	await click( 'Resume' );
	await told( 'The existing orders go on.' );
	await allSent( orders );
	await picture( page, 'backfill-done' );
} );

test( 'cancelled after a question, nothing more of them is sent, and what was sent stays', async () => {
	await page.reload();
	assert.equal( await begin.isVisible(), false );
	await again.click();
	const orders = await offered();
	const before = ( await sandbox.orderIds( 'logistos' ) ).length;
	await sandbox.whileFailing( 'logistos', 'orders', SLOW, async () => {
		await begin.click();
		await told( 'Your existing orders are on their way to Logistos.' );
		page.once( 'dialog', ( question ) => question.dismiss() );
		await click( 'Cancel' );
		await card.getByRole( 'button', { name: 'Pause' } ).waitFor();
		page.once( 'dialog', ( question ) => question.accept() );
		await click( 'Cancel' );
		await told( 'No more existing orders are sent. Those that were sent stay at Logistos.' );
	} );
	await state.getByText( 'The rest was cancelled.' ).waitFor();
	assert.ok( ( await sentSoFar() ) < orders );
	await again.waitFor();
	await picture( page, 'backfill-cancelled' );
	site.php( 'tick' );
	assert.equal( ( await sandbox.orderIds( 'logistos' ) ).length, before );
	await page.getByText( /, 0 waiting, 0 failed, 0 paused/ ).waitFor();
} );

/** How many orders the button would send. */
async function offered() {
	return read( await begin.innerText() );
}

/** How many of them the card says are sent. */
async function sentSoFar() {
	return read( ( await state.innerText() ).match( /Existing orders: ([\d,]+) of/ )[ 1 ] );
}

/** The same, once what was under way has come back, and the card says it. */
async function resting() {
	const { sent } = await eventually( 'what was under way comes back', () => site.php( 'backfill' ), ( { under_way: underWay } ) => underWay === 0, 30_000 );
	await state.getByText( `Existing orders: ${ written( sent ) } of` ).waitFor();
	return sent;
}
