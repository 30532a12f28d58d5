/** "Test connection" on both pages, and the switch for later changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture } from '../support/browser.js';
import { click, errors, field, open, page, pages, refused, told } from '../support/merchant.js';
import * as sandbox from '../support/sandbox.js';

const CHANGES = 'Send an order again when it changes';

test( 'a test of the connection to TrackingTech says that it answers and accepts the login', async () => {
	await open( pages.trackingTech );
	await click( 'Test connection' );
	await told( 'TrackingTech answers, and accepts this store\'s login.' );
	await picture( page, 'trackingtech-tested' );
} );

test( 'a login that is not accepted any more is said to be so, and the connection goes on', async () => {
	await sandbox.whileFailing( 'trackingtech', 'stores', { kind: 'status', status: 401 }, () => refused( () => click( 'Test connection' ) ) );
	assert.deepEqual( await errors(), { '': 'TrackingTech refuses this store\'s connection. Connect again, or ask its support.' } );
	await picture( page, 'trackingtech-tested-refused' );
	await page.reload();
	await page.locator( '.waybill-state' ).getByText( 'Connected', { exact: true } ).waitFor();
} );

test( 'a test of the connection to Logistos says whether it is reached, and why not', async () => {
	await open( pages.logistos );
	const before = await sandbox.count( { platform: 'logistos' } );
	await click( 'Test connection' );
	await told( 'Logistos can be reached: 127.0.0.1 (HTTP 405) answered. No order was sent; whether it takes this store\'s orders, the next one tells.' );
	assert.equal( await sandbox.count( { platform: 'logistos' } ), before, 'nothing was sent' );
	await field( 'Orders endpoint' ).fill( 'http://127.0.0.1:1/orders' );
	await click( 'Save' );
	await told( 'Saved.' );
	await refused( () => click( 'Test connection' ) );
	assert.deepEqual( await errors(), { '': 'Logistos\'s server refuses the connection. Check the address and its port; a firewall may stand in the way.' } );
	await picture( page, 'logistos-tested-unreachable' );
	await field( 'Orders endpoint' ).fill( sandbox.logistos.orders );
	await click( 'Save' );
	await told( 'Saved.' );
} );

for ( const [ platform, address ] of [ [ 'Logistos', pages.logistos ], [ 'TrackingTech', pages.trackingTech ] ] ) {
	test( `whether a change is sent to ${ platform } is off at first, and stays as it is set`, async () => {
		await open( address );
		const box = page.getByRole( 'checkbox', { name: CHANGES } );
		assert.equal( await box.isChecked(), false );
		for ( const wanted of [ true, false ] ) {
			await box.setChecked( wanted );
			await page.locator( 'form' ).filter( { has: box } ).getByRole( 'button', { name: 'Save' } ).click();
			await told( 'Saved.' );
			await page.reload();
			assert.equal( await box.isChecked(), wanted );
		}
	} );
}
