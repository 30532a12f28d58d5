/** Settings → Logistos Sync: the settings with their mistakes, the activation, and the existing orders on their way. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import { allSent, click, errors, field, focused, open, page, pages, refused, stands, told, written } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';
import * as site from '../support/site.js';

const INVALID_URL = 'This address cannot be used. It must begin with https://, hold no user name or password, and lead into no private network.';
/** Two of the page's rounds of asking: each state of the orders on their way is seen. */
const SLOW = { kind: 'latency', ms: 4_000 };

for ( const [ label, address ] of [
	[ 'Credentials endpoint', 'logistos' ],
	[ 'Credentials endpoint', 'http://shop.example/orders' ],
	[ 'Orders endpoint', 'https://user:secret@logistos.example/orders' ],
] ) {
	test( `an address that cannot be used (${ address }) gets its sentence at ${ label }, and is not saved`, async () => {
		await open( pages.logistos );
		await field( label ).fill( address );
		await refused( () => click( 'Save' ) );
		assert.deepEqual( await errors(), { [ label ]: INVALID_URL } );
		assert.equal( await focused(), label );
		await picture( page, 'logistos-invalid-address' );
		await page.reload();
		assert.equal( await field( label ).inputValue(), '' );
	} );
}

test( 'unticking every status gets its sentence at the statuses, and is not saved', async () => {
	await open( pages.logistos );
	const boxes = page.getByRole( 'group', { name: 'Order statuses to send' } ).getByRole( 'checkbox' );
	const all = await boxes.count();
	for ( const box of await boxes.all() ) {
		await box.uncheck();
	}
	await refused( () => click( 'Save' ) );
	assert.deepEqual( await errors(), { 'Order statuses to send': 'Choose at least one status.' } );
	assert.equal( await focused(), 'Order statuses to send' );
	await page.reload();
	assert.equal( await page.getByRole( 'checkbox', { checked: true } ).count(), all );
} );

test( 'a number that cannot be is told at its field, though that is folded', async () => {
	await open( pages.logistos );
	const advanced = page.getByText( 'Advanced', { exact: true } );
	await advanced.click();
	await field( 'Requests at a time, at most' ).fill( '65' );
	await advanced.click();
	await refused( () => click( 'Save' ) );
	assert.deepEqual( await errors(), { 'Requests at a time, at most': 'Enter a whole number from 1 to 64.' } );
	assert.equal( await focused(), 'Requests at a time, at most' );
} );

test( 'both endpoints and the statuses are saved, and nothing is sent yet', async () => {
	await open( pages.logistos );
	await field( 'Credentials endpoint' ).fill( sandbox.logistos.credentials );
	await field( 'Orders endpoint' ).fill( sandbox.logistos.orders );
	await field( 'Cancelled' ).uncheck();
	await click( 'Save' );
	await told( 'Saved.' );
	await page.reload();
	assert.equal( await field( 'Credentials endpoint' ).inputValue(), sandbox.logistos.credentials );
	assert.equal( await field( 'Orders endpoint' ).inputValue(), sandbox.logistos.orders );
	assert.equal( await field( 'Cancelled' ).isChecked(), false );
	await stands( 'Logistos is not activated: nothing is sent.' );
	await picture( page, 'logistos-before' );
	assert.deepEqual( await sandbox.requests(), [] );
} );

test( 'activating Logistos sends the key and the existing orders, and the page follows to the end by itself', async () => {
	const wanted = site.php( 'chosen-orders', 'pending', 'processing', 'on-hold', 'completed', 'refunded', 'failed' );
	assert.ok( wanted.length > 1000, 'more than a worker has in its hands at a time, so that there is progress to see' );
	const all = written( wanted.length );
	await page.evaluate( () => ( window.notReloaded = true ) );
	await sandbox.whileFailing( 'logistos', 'orders', SLOW, async () => {
		await click( 'Activate Logistos' );
		await told( 'Logistos is activated. Your orders are on their way.' );
		await stands( 'On: orders are sent as they are created.' );
		await stands( 'Logistos has accepted the REST API key.' );
		await page.locator( '.waybill-state' ).getByText( new RegExp( `^Existing orders: (?!${ all } )[1-9][\\d,]* of ${ all } sent\\.$` ) ).waitFor();
		await picture( page, 'logistos-during' );
	} );
	await allSent( wanted.length );
	await picture( page, 'logistos-after' );
	assert.equal( await page.evaluate( () => window.notReloaded ), true );
	assert.deepEqual( ( await sandbox.orderIds( 'logistos' ) ).sort( ascending ), wanted );
	assert.equal( await sandbox.count( { platform: 'logistos', endpoint: 'credentials' } ), 1 );
	assert.equal( ( await sandbox.requests() ).filter( ( request ) => ! request.valid ).length, 0 );
} );

test( 'the credentials are sent again at the merchant\'s wish', async () => {
	await click( 'Send the credentials again' );
	await told( 'A new REST API key is on its way to Logistos.' );
	await stands( 'Logistos has accepted the REST API key.' );
	await eventually( 'a second key', () => sandbox.count( { platform: 'logistos', endpoint: 'credentials' } ), ( count ) => count === 2 );
} );

function ascending( one, other ) {
	return one - other;
}
